package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// findTikTok decides whom the client talks to and with which app.
func (e *Engine) findTikTok(cfg Config) error {
	var err error
	if e.loopback, err = cfg.loopback(); err != nil {
		return err
	}
	e.given = cfg.Credentials
	if !cfg.Sandbox {
		return nil
	}
	e.given = cuedrop.Credentials{}
	if e.Sandbox, err = sandbox.New(sandbox.Config{Now: cfg.Clock.Now, Log: cfg.Log}); err != nil {
		return err
	}
	if err := e.Sandbox.Listen("127.0.0.1:0"); err != nil {
		return err
	}
	e.loopback, err = egress.ParseLoopback(e.Sandbox.URL())
	return err
}

// Practice reports whether the engine talks to a practice TikTok on this computer.
func (e *Engine) Practice() bool { return e.loopback != nil }

// PracticeURL is the page of the practice TikTok, or "" on the real one.
func (e *Engine) PracticeURL() string {
	if e.loopback == nil {
		return ""
	}
	return e.loopback.JoinPath("/").String()
}

// Whom a workspace belongs to. Stored on disk: do not rename.
const (
	keyWorld      = "world"
	worldPractice = "practice"
	worldTikTok   = "tiktok"
)

// practiced reports whether what went out of this workspace went to a practice
// TikTok, whomever this run of the program talks to.
func (e *Engine) practiced(ctx context.Context) (bool, error) {
	bound, err := e.Store.Setting(ctx, keyWorld)
	return bound == worldPractice || bound == "" && e.Practice(), err
}

// claim binds the workspace to the real TikTok or to a practice one, whichever it
// meets first, for good: a client's posts must never go out to a practice TikTok,
// where they would count as published, nor practice posts to the real one.
func (e *Engine) claim(ctx context.Context) error {
	world := worldTikTok
	if e.Practice() {
		world = worldPractice
	}
	bound, err := e.Store.SetSettingOnce(ctx, keyWorld, world)
	switch {
	case err != nil:
		return err
	case bound == world:
		return nil
	case bound == worldPractice:
		return fault.New(fault.Conflict, "config.practice_workspace", "This workspace belongs to a practice TikTok. Use another one for your own account, with --workspace NAME.")
	default:
		return fault.New(fault.Conflict, "config.real_workspace", "This workspace belongs to your own TikTok account. Use another one for practice, with --workspace NAME.")
	}
}
