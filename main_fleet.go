//go:build desktop || dev || bindings

package main

import (
	"context"
	"path/filepath"

	"cuedrop/app"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
)

// fleet is the workspaces of this computer as the window needs them.
type fleet struct {
	*engine.Fleet
	cfg, home engine.Config
}

var _ app.Fleet = fleet{}

func (f fleet) Open(ctx context.Context, id string, passphrase cuedrop.Secret) (app.Deps, error) {
	e, err := f.Fleet.Open(ctx, id, passphrase)
	if err != nil {
		return app.Deps{}, err
	}
	return f.deps(ctx, id, e)
}

func (f fleet) Recover(ctx context.Context, id string, code, passphrase cuedrop.Secret) (app.Deps, cuedrop.Secret, error) {
	e, next, err := f.OpenRecovered(ctx, id, code, passphrase)
	if err != nil {
		return app.Deps{}, "", err
	}
	d, err := f.deps(ctx, id, e)
	return d, next, err
}

func (f fleet) OpenOthers(ctx context.Context, shown string, opened func(string, app.Deps)) {
	f.Fleet.OpenOthers(ctx, shown, func(id string, e *engine.Engine) {
		d, err := f.deps(ctx, id, e)
		if err != nil {
			f.cfg.Log.Error("open workspace", "workspace", id, "err", err)
			return
		}
		opened(id, d)
	})
}

func (f fleet) Delete(ctx context.Context, id string) error {
	_, err := f.Fleet.Delete(ctx, id)
	return err
}

// stateFile is where the window remembers its place: on this computer, for all workspaces.
func (f fleet) stateFile() string {
	dir, err := f.cfg.Dir()
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(filepath.Dir(dir)), "window-state.json")
}

// languageFile is where it remembers which language was spoken: also in the sandbox that of the
// computer, which goes back to it.
func (f fleet) languageFile() string {
	dir, err := f.home.Dir()
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(filepath.Dir(dir)), "language.json")
}

// deps are what the window needs of an open workspace.
func (f fleet) deps(ctx context.Context, id string, e *engine.Engine) (app.Deps, error) {
	home := f.home
	if !f.cfg.ThrowAway {
		home.Workspace = id // the sandbox leads back to the one that it was opened from
	}
	welcome, err := newWelcome(ctx, e, f.cfg, home)
	if err != nil {
		return app.Deps{}, err
	}
	return app.Deps{
		Welcome: welcome, Name: e.Name, Locks: e,
		Queue: e.Queue, Library: e.Library, Accounts: e.Accounts, Health: e.Health, Bus: e.Bus, Settings: e.Store, Rev: e.Store.Rev,
		Start: func(ctx context.Context) error { return f.Fleet.Start(ctx, id) }, Wake: e.Scheduler.Wake,
		PracticeURL: e.PracticeURL(), Credentials: e.Credentials, Receipt: e.Receipts.HTML, Avatar: e.Accounts.Avatar,
		TikTokApp: e.App, SetApp: e.SetApp, ForgetApp: e.ForgetApp, Privacy: e.Privacy, Security: app.SecurityDeps{Service: e.Security, Support: e.Support},
		Limits: e.Publisher.Limits, SetLimits: e.Publisher.SetLimits, Power: e.PowerRules, SetPower: e.SetPowerRules,
		FFmpeg: e.FFmpeg, SearchFFmpeg: e.SearchFFmpeg, ChooseFFmpeg: e.ChooseFFmpeg, MediaRules: e.MediaRules, SetMediaRules: e.SetMediaRules,
		ShowFile: e.ShowFile,
	}, nil
}
