package engine

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/vault"
	"cuedrop/internal/workspace"
)

// Lock locks a workspace that has a passphrase: it is closed, or where its owner wants it
// to keep publishing it shows nothing and goes on. why is one of cuedrop.LockedByHand and
// those beside it; with an incident it is closed in any case. Of one that is not open nothing is
// changed. Invalid (workspace.no_passphrase) for one without.
func (f *Fleet) Lock(ctx context.Context, id, why string) error {
	m, leave, err := f.enter(ctx, id)
	if err != nil {
		return err
	}
	defer leave()
	e, hidden := f.state(m)
	if e == nil || hidden && why != cuedrop.LockedIncident {
		return nil
	}
	if !hasPassphrase(e.dir) {
		return fault.New(fault.Invalid, "workspace.no_passphrase", "This workspace has no passphrase to lock it with. Set one first.")
	}
	e.note(ctx, cuedrop.ActivityLock, "", why)
	rules, err := e.LockRules(ctx)
	if err != nil {
		e.Log.Error("read the rules of the lock", "err", err) // then it is closed
	}
	if rules.KeepPublishing && why != cuedrop.LockedIncident {
		f.set(func() { m.hidden = true })
		return nil
	}
	f.set(func() { m.locked = true })
	f.shut(m)
	return nil
}

// shut closes a workspace. The caller has its turn.
func (f *Fleet) shut(m *member) {
	var e *Engine
	f.set(func() {
		e = m.engine
		m.engine, m.hidden = nil, false
	})
	if e != nil {
		e.Close()
		e.Vault.Lock()
	}
}

// Hidden reports whether a workspace is locked and open all the same, to publish.
func (f *Fleet) Hidden(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := f.members[id]
	return m != nil && m.engine != nil && m.hidden
}

// Trouble returns why a workspace could not be opened or started, or nil.
func (f *Fleet) Trouble(id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m := f.members[id]; m != nil {
		return m.trouble
	}
	return nil
}

// Wait is how long a workspace takes no passphrase, after wrong ones.
func (f *Fleet) Wait(ctx context.Context, id string) time.Duration {
	if workspace.CheckID(id) != nil {
		return 0
	}
	return vault.New(vault.Options{Dir: f.shelf.Dir(id), Now: f.cfg.Clock.Now}).Wait(ctx)
}
