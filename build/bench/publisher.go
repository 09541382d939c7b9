//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/event"
	"cuedrop/internal/queue"
	"cuedrop/internal/sandbox"
)

// job is what a process in another role is asked to do.
type job struct {
	URL, Control string
	Data         string   // folder of the workspace
	Clips        []string // files to publish
	Setup        bool     // sign in and take the clip in, and publish nothing
	Posts        int      // that wait for their time
	Soon         int      // due in the next seconds; -1 = one, at once
	Keyring      bool     // the workspace's key lies in the system's keyring, as most have it
}

// report is what it has measured.
type report struct {
	Processor     time.Duration // over the whole work
	Took          time.Duration // from the first byte to the last one's acknowledgement
	Before, After int64         // resident bytes; of an upload the idle ones and the peak
	Times         map[string][]time.Duration
	Due           map[string]time.Time // of posts, by their caption
}

// child makes a role of f: a job on standard input, a report on standard output.
// BENCH_PROFILE names a folder that gets a processor profile of each.
func child(f func(context.Context, job) (report, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		var j job
		if err := json.NewDecoder(os.Stdin).Decode(&j); err != nil {
			return err
		}
		if dir := os.Getenv("BENCH_PROFILE"); dir != "" && !j.Setup {
			out, err := os.Create(filepath.Join(dir, os.Args[1]+".pprof"))
			if err != nil {
				return err
			}
			defer out.Close()
			if err := pprof.StartCPUProfile(out); err != nil {
				return err
			}
			defer pprof.StopCPUProfile()
		}
		r, err := f(ctx, j)
		if err != nil {
			return fmt.Errorf("%s: %w", os.Args[1], err)
		}
		return json.NewEncoder(os.Stdout).Encode(r)
	}
}

// ask runs a role to its end.
func ask(ctx context.Context, role string, j job) (r report, err error) {
	in, err := json.Marshal(j)
	if err != nil {
		return r, err
	}
	cmd := again(ctx, role)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		return r, fmt.Errorf("%s: %w", role, err)
	}
	return r, json.Unmarshal(out, &r)
}

// open opens the workspace of a job, as `cuedrop run` would. The passphrase is
// derived at once: it costs 64 MB for a moment, which are not the publisher's.
func (j job) open(ctx context.Context) (*engine.Engine, error) {
	var passphrase cuedrop.Secret
	if !j.Keyring {
		passphrase = "bench"
	}
	e, err := engine.New(ctx, engine.Config{
		DataDir: j.Data, TikTokURL: j.URL, Passphrase: passphrase, OpenURL: follow,
		Credentials: cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret},
		FFmpeg:      os.Getenv("CUEDROP_FFMPEG"), FFprobe: os.Getenv("CUEDROP_FFPROBE"),
	})
	if err != nil {
		return nil, err
	}
	if _, err := e.Accounts.Accounts(ctx); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// signIn connects the first n creators.
func signIn(ctx context.Context, e *engine.Engine, control string, n int) ([]cuedrop.AccountID, error) {
	var ids []cuedrop.AccountID
	for i := range n {
		if err := next(ctx, control, i); err != nil {
			return nil, err
		}
		a, err := e.Accounts.Connect(ctx, account.Connecting{})
		if err != nil {
			return nil, err
		}
		ids = append(ids, a.ID)
	}
	return ids, nil
}

// due schedules a post of a clip for now.
func due(ctx context.Context, e *engine.Engine, clip cuedrop.MediaID, who cuedrop.AccountID, caption string) (cuedrop.PostID, error) {
	p, err := e.Queue.Create(ctx, queue.Draft{
		MediaID: clip, AccountID: who, Mode: cuedrop.ModeDirect,
		Settings: cuedrop.Settings{Caption: caption, Privacy: cuedrop.PrivacySelf},
	})
	if err != nil {
		return "", err
	}
	now, err := cuedrop.ScheduleAt(time.Now(), "UTC")
	if err != nil {
		return "", err
	}
	_, err = e.Queue.Schedule(ctx, p.ID, now, cuedrop.Consent{At: time.Now(), TextVersion: "bench"})
	return p.ID, err
}

// endings reports posts that are published, and as an error those that can't be.
type endings struct {
	published chan cuedrop.PostID
	stuck     chan error
}

// listen follows the posts of e until the returned function is called.
func listen(e *engine.Engine, posts int) (*endings, func()) {
	l := &endings{published: make(chan cuedrop.PostID, posts), stuck: make(chan error, 1)}
	seen := map[cuedrop.PostID]bool{}
	return l, e.Bus.Subscribe(func(f event.Fact) {
		changed, ok := f.(event.PostChanged)
		if !ok || seen[changed.Post.ID] {
			return
		}
		switch p := changed.Post; {
		case p.State == cuedrop.Published:
			seen[p.ID] = true
			l.published <- p.ID
		case p.State == cuedrop.Failed || p.State.NeedsUser():
			select {
			case l.stuck <- fmt.Errorf("post %s is %s: %+v", p.ID, p.State, p.Failure):
			default:
			}
		}
	})
}

// wait returns once n more posts are published.
func (l *endings) wait(ctx context.Context, n int) error {
	patience := time.After(20 * time.Minute)
	for range n {
		select {
		case <-l.published:
		case err := <-l.stuck:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-patience:
			return errors.New("the posts were not through after 20 minutes")
		}
	}
	return nil
}
