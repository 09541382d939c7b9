package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/lifecycle"
)

// Open opens a workspace with its passphrase, "" where it has none, and returns its engine.
// Of one that is open it returns the engine, for the passphrase if it is locked. It begins
// to publish with Start only. It fails as New and as the vault's Unlock do; NotFound
// (workspace.unknown) where there is none.
func (f *Fleet) Open(ctx context.Context, id string, passphrase cuedrop.Secret) (*Engine, error) {
	m, leave, err := f.enter(ctx, id)
	if err != nil {
		return nil, err
	}
	defer leave()
	e, hidden := f.state(m)
	switch {
	case e == nil:
		k, err := keyFor(f.shelf.Dir(id), passphrase, f.environment(m))
		if err != nil {
			return nil, err
		}
		e, _, err = f.open(ctx, m, k)
		return e, err
	case hidden && passphrase == "":
		return nil, errMissing
	case hidden:
		if err := e.Vault.UnlockWith(ctx, passphrase); err != nil {
			return nil, err
		}
		f.show(ctx, m, e, cuedrop.ActivityUnlock)
	}
	return e, nil
}

// environment is the passphrase that the program was started with, unless the workspace was
// locked since: then somebody has to be there.
func (f *Fleet) environment(m *member) cuedrop.Secret {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m.locked {
		return ""
	}
	return f.cfg.Passphrase
}

// show shows an open workspace that was locked.
func (f *Fleet) show(ctx context.Context, m *member, e *Engine, how cuedrop.ActivityKind) {
	f.set(func() { m.hidden = false })
	e.unlocked(ctx, how)
}

// OpenRecovered opens a workspace with its recovery code, gives it the passphrase next and
// returns its engine and a new code.
func (f *Fleet) OpenRecovered(ctx context.Context, id string, code, next cuedrop.Secret) (*Engine, cuedrop.Secret, error) {
	m, leave, err := f.enter(ctx, id)
	if err != nil {
		return nil, "", err
	}
	defer leave()
	k := key{code: code, next: next}
	e, _ := f.state(m)
	if e == nil {
		return f.open(ctx, m, k)
	}
	fresh, err := unlock(ctx, e, k)
	if err != nil {
		return nil, "", err
	}
	f.show(ctx, m, e, cuedrop.ActivityRecovery)
	return e, fresh, nil
}

// open opens a workspace that is not open. The caller has its turn.
func (f *Fleet) open(ctx context.Context, m *member, k key) (*Engine, cuedrop.Secret, error) {
	e, code, err := f.build(ctx, m.id, k)
	f.set(func() {
		m.engine, m.hidden, m.trouble = e, false, err
		m.locked = m.locked && e == nil
	})
	return e, code, err
}

func (f *Fleet) build(ctx context.Context, id string, k key) (*Engine, cuedrop.Secret, error) {
	one, ok := f.shelf.Get(id)
	switch {
	case one.Leaving:
		return nil, "", errLeaving
	case !ok && !f.mayMake(id):
		return nil, "", errUnknown
	}
	locked := hasPassphrase(f.shelf.Dir(id))
	cfg := f.cfg
	cfg.Workspace, cfg.Passphrase, cfg.stay = id, k.start, f.ctx
	cfg.Crashed = cfg.Crashed && id == f.first // it is told once
	if id != f.first {
		cfg.Log = cfg.Log.With("workspace", id)
	}
	e, err := New(ctx, cfg)
	if err != nil {
		return nil, "", err
	}
	code, err := unlock(ctx, e, k)
	if err != nil {
		e.Close()
		return nil, "", err
	}
	e.trySealing(ctx) // a change of the passphrase may have been cut short
	switch {
	case locked:
		e.resumeErasure(ctx) // what it needed the key for
		how := cuedrop.ActivityUnlock
		if k.code != "" {
			how = cuedrop.ActivityRecovery
		}
		e.unlocked(ctx, how)
	case !one.Made:
		e.note(ctx, cuedrop.ActivityWorkspace, "", "created")
	}
	return e, code, nil
}

var errUnknown = fault.New(fault.NotFound, "workspace.unknown", "There is no such workspace any more.")

var errLeaving = fault.New(fault.Conflict, "workspace.leaving", "This workspace is being deleted. Start Cuedrop again; that completes it.")

// unlocked notes that a workspace was unlocked, and what was tried before.
func (e *Engine) unlocked(ctx context.Context, how cuedrop.ActivityKind) {
	e.recordTries(ctx)
	e.note(ctx, how, "", "done")
}

// Start begins to publish from an open workspace, until it is closed. It fails as
// Engine.Start does, and with Conflict (workspace.closed) for one that is not open.
func (f *Fleet) Start(ctx context.Context, id string) error {
	m, leave, err := f.enter(ctx, id)
	if err != nil {
		return err
	}
	defer leave()
	return f.start(m)
}

func (f *Fleet) start(m *member) error {
	e, _ := f.state(m)
	if e == nil {
		return fault.New(fault.Conflict, "workspace.closed", "This workspace is locked. Unlock it first.")
	}
	err := e.Start(f.ctx)
	f.set(func() { m.trouble = err })
	return err
}

// OpenOthers completes deletions that were cut short, and then opens every workspace
// without a passphrase but the one shown, one after the other, while the caller goes on.
// Each is given to opened, which has to Start it; nil = it is started. One that can't be opened is logged, is not open in List, and keeps no
// other from going on.
func (f *Fleet) OpenOthers(ctx context.Context, shown string, opened func(id string, e *Engine)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.working.Add(1)
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(f.ctx, cancel)
	lifecycle.Go(f.cfg.Log, "open workspaces", func() { f.openOthers(ctx, shown, opened) }, func() {
		stop()
		cancel()
		f.working.Done()
	})
}

func (f *Fleet) openOthers(ctx context.Context, shown string, opened func(string, *Engine)) {
	f.Finish(ctx)
	folders, err := f.folders()
	if err != nil {
		f.cfg.Log.Error("list workspaces", "err", err)
	}
	asked := true // the keyring may ask the user
	for _, one := range folders {
		if ctx.Err() != nil {
			return
		}
		if one.ID == shown || hasPassphrase(f.shelf.Dir(one.ID)) || !asked && f.cfg.Passphrase == "" {
			continue
		}
		e, err := f.Open(ctx, one.ID, "")
		switch {
		case err != nil:
		case opened != nil:
			opened(one.ID, e)
		default:
			err = f.Start(ctx, one.ID)
		}
		if err != nil && ctx.Err() == nil {
			f.cfg.Log.Error("open workspace", "workspace", one.ID, "err", err)
		}
		if fault.ReasonOf(err) == "secret.locked" { // a prompt that was dismissed is not repeated for each
			asked = false
		}
	}
}
