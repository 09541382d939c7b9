//go:build desktop || dev || bindings

package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"

	"cuedrop/app"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
)

// again starts the program anew after this run, on the sandbox or on the workspace it
// was opened from; nil = not (docs/decisions/0017).
var again func() error

// throwAway turns cfg to a workspace that forget removes. The built-in sandbox forgets
// everything when the window closes, so does its workspace, and the user's own stays
// untouched.
func throwAway(cfg *engine.Config) (forget func(), err error) {
	dir, err := os.MkdirTemp("", "cuedrop-sandbox-")
	if err != nil {
		return nil, fmt.Errorf("make a throw-away workspace: %w", err)
	}
	cfg.DataDir, cfg.Workspace = dir, ""
	// So that nothing of it stays in the keyring either.
	cfg.Passphrase = cuedrop.Secret(rand.Text())
	return func() { _ = os.RemoveAll(dir) }, nil
}

// newWelcome is what the window needs for the first run, and to go to the sandbox and
// back.
func newWelcome(ctx context.Context, e *engine.Engine, cfg, home engine.Config) (app.Welcome, error) {
	if cfg.ThrowAway {
		dir, err := home.Dir()
		if err != nil {
			return app.Welcome{}, err
		}
		if err := e.AdoptHome(ctx, dir); err != nil {
			return app.Welcome{}, err
		}
	}
	return app.Welcome{
		Policies: e.Policies, People: e.People, CacheMB: e.CacheMB, SetCacheMB: e.SetCacheMB,
		Sample: e.Sample, ConnectPractice: e.ConnectPractice,
		CanPractice: !e.Practice(), CanLeave: cfg.ThrowAway,
		Reopen: func(practice bool) { again = func() error { return engine.Restart(home, practice) } },
	}, nil
}
