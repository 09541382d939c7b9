package engine

import (
	"context"

	"cuedrop/internal/privacy"
	"cuedrop/internal/store"
)

// openPolicies makes what keeps the profile and what was accepted.
func (e *Engine) openPolicies(cfg Config) {
	e.Policies = &privacy.Policies{Store: e.Store, Clock: cfg.Clock}
	e.People = &privacy.People{Store: e.Store, Corrected: func(ctx context.Context) { e.Privacy.Corrected(ctx, privacy.Profile) }}
}

// personName is what receipts are labelled with.
func (e *Engine) personName(ctx context.Context) (string, error) {
	who, err := e.People.Person(ctx)
	return who.Name, err
}

// mustAccept is the queue's gate: nil where nobody is to be asked.
func (e *Engine) mustAccept(cfg Config) func(context.Context) error {
	if !cfg.AskPolicy {
		return nil
	}
	return e.Policies.Check
}

// adopted are the settings that the sandbox takes over from the workspace that it is
// opened from, beside what was accepted there: with which ffmpeg clips are converted.
var adopted = []string{keyFFmpeg, keyFFprobe, keyHardware, keyThreads}

// AdoptHome takes over what was accepted and which ffmpeg is used in the workspace in
// dir, from which the sandbox was opened. That there is no workspace, or nothing of it
// can be read, is no error: the window then asks.
func (e *Engine) AdoptHome(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, peekWithin)
	defer cancel()
	stored, err := store.Peek(ctx, dir, append([]string{privacy.KeyAccepted}, adopted...)...)
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	for _, key := range adopted {
		if stored[key] == "" {
			continue
		}
		if err := e.Store.SetSetting(ctx, key, stored[key]); err != nil {
			return err
		}
	}
	if err := e.applyMediaRules(ctx); err != nil {
		return err
	}
	if a := privacy.ParseAcceptance(stored[privacy.KeyAccepted]); a != nil {
		return e.Policies.Adopt(ctx, *a)
	}
	return nil
}
