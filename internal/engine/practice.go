package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/media"
	"cuedrop/internal/platform"
	"cuedrop/internal/sandbox"
)

// approving marks the context of a sign-in that the built-in sandbox answers itself.
type approving struct{}

// opener is what opens the page of a sign-in.
func (e *Engine) opener(ctx context.Context, usual func(context.Context, string) error) func(context.Context, string) error {
	if e.Sandbox != nil && ctx.Value(approving{}) != nil {
		return sandbox.Approve
	}
	return usual
}

// ConnectPractice connects the first creator of the built-in sandbox without a
// browser: that creator is nobody who could be asked. Where an account is connected, it
// returns that one. Conflict "practice.none" on any other TikTok.
func (e *Engine) ConnectPractice(ctx context.Context) (cuedrop.Account, error) {
	if e.Sandbox == nil {
		return cuedrop.Account{}, fault.New(fault.Conflict, "practice.none", "There is a practice account in the sandbox only.")
	}
	all, err := e.Accounts.Accounts(ctx)
	if err != nil {
		return cuedrop.Account{}, err
	}
	if len(all) > 0 {
		return all[0], nil
	}
	return e.Accounts.Connect(context.WithValue(ctx, approving{}, true), account.Connecting{})
}

// sampleName is what the sample clip is called in the window.
const sampleName = "colour bars.mp4"

// Sample makes the sample clip in the workspace folder, unless it is there, and returns
// its path. Unsupported without a usable ffmpeg.
func (e *Engine) Sample(ctx context.Context) (string, error) {
	dir := filepath.Join(e.dir, "sample")
	path := filepath.Join(dir, sampleName)
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", unwritableSample(err)
	}
	tmp := filepath.Join(dir, "making.mp4")
	err := e.Media.Sample(ctx, media.SampleConforming, tmp)
	if err == nil {
		if err = os.Rename(tmp, path); err != nil {
			err = unwritableSample(err)
		}
	}
	if err != nil {
		_ = os.Remove(tmp) // half a clip, or none
		return "", err
	}
	return path, nil
}

func unwritableSample(err error) error {
	return fault.Wrap(errors.Join(errors.New("keep sample"), err), fault.Internal, "practice.sample",
		"The sample clip could not be kept. Check that the data folder exists and that you may write to it.")
}

// Restart starts the program again on a workspace, or on the sandbox that is opened
// from it. It is the last thing that a process does: see platform.Restart.
func Restart(home Config, practice bool) error {
	return platform.Restart(RestartArgs(home, practice)...)
}

// RestartArgs are the arguments of such a start.
func RestartArgs(home Config, practice bool) []string {
	var args []string
	if practice {
		args = append(args, "--practice")
	}
	if home.DataDir != "" {
		args = append(args, "--data-dir", home.DataDir)
	}
	if home.Workspace != "" {
		args = append(args, "--workspace", home.Workspace)
	}
	return args
}
