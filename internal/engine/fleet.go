package engine

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/lifecycle"
	"cuedrop/internal/workspace"
)

// Fleet is every workspace of one data folder that this program has open, each with an
// engine of its own, under one set of limits of the machine: one conversion at a time, and
// one line out (docs/decisions/0022). It is safe for concurrent use. One workspace that is
// slow to open or to close holds up no other, and never List.
//
// In the sandbox and in a throw-away workspace there is exactly one.
type Fleet struct {
	cfg     Config
	shelf   *workspace.Shelf
	first   string          // id
	ctx     context.Context //nolint:containedctx // how long what is started runs: until Close
	end     context.CancelFunc
	working sync.WaitGroup // OpenOthers

	mu      sync.Mutex
	members map[string]*member
	closed  bool
	gone    bool // the first one was deleted: opening does not make it again
}

// member is what this program has of a workspace.
type member struct {
	id   string
	turn chan struct{} // one act on it at a time

	// Guarded by Fleet.mu.
	engine  *Engine // nil = not open
	hidden  bool    // locked, and publishing all the same
	locked  bool    // by Lock: only a passphrase that is given opens it
	trouble error   // why it could not be opened or started
}

// NewFleet returns the fleet of the data folder that cfg names. cfg.Workspace is the id of
// the workspace to show first. Nothing is opened; what a crash has left of making or
// removing workspaces is removed. The caller closes it.
func NewFleet(cfg Config) (*Fleet, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	dir, err := cfg.Dir()
	if err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	f := &Fleet{cfg: cfg, shelf: workspace.At(filepath.Dir(dir)), members: map[string]*member{}}
	f.shelf.Probe = cfg.Probe
	f.first = f.chooseFirst()
	f.ctx, f.end = context.WithCancel(context.Background())
	if err := f.shelf.Sweep(); err != nil {
		cfg.Log.Warn("remove what is left of workspaces", "err", err)
	}
	return f, nil
}

// chooseFirst returns the id of the workspace to show first: the one that was asked for, or
// else the default one, or where that was deleted any other.
func (f *Fleet) chooseFirst() string {
	if f.cfg.Workspace != "" || f.Fixed() {
		return f.cfg.id()
	}
	if _, ok := f.shelf.Get(defaultWorkspace); ok {
		return defaultWorkspace
	}
	all, err := f.shelf.List() // what can't be read is said when it is listed
	if i := slices.IndexFunc(all, func(one workspace.Folder) bool { return !one.Leaving }); err == nil && i >= 0 {
		return all[i].ID
	}
	return defaultWorkspace
}

// First is the id of the workspace to show first.
func (f *Fleet) First() string { return f.first }

// Now is the present time of every engine of the fleet.
func (f *Fleet) Now() time.Time { return f.cfg.Clock.Now() }

// Fixed reports whether there is this one workspace and can be no other.
func (f *Fleet) Fixed() bool { return f.cfg.Sandbox || f.cfg.ThrowAway }

// List returns the workspaces, sorted by name. The one to show first is among them although
// it may not have been made yet; those that are being deleted are not.
func (f *Fleet) List(context.Context) ([]cuedrop.Workspace, error) {
	folders, err := f.folders()
	if err != nil {
		return nil, err
	}
	out := make([]cuedrop.Workspace, 0, len(folders))
	for _, one := range folders {
		w := cuedrop.Workspace{ID: one.ID, Name: one.Name, Passphrase: hasPassphrase(f.shelf.Dir(one.ID))}
		f.mu.Lock()
		if m := f.members[one.ID]; m != nil {
			w.Open, w.Shown = m.engine != nil, m.engine != nil && !m.hidden
		}
		f.mu.Unlock()
		out = append(out, w)
	}
	return out, nil
}

// folders returns the workspaces that may be opened.
func (f *Fleet) folders() ([]workspace.Folder, error) {
	all, err := f.shelf.List()
	if err != nil {
		return nil, err
	}
	out := make([]workspace.Folder, 0, len(all)+1)
	first := false
	for _, one := range all {
		if one.Leaving || f.Fixed() && one.ID != f.first {
			continue
		}
		first = first || one.ID == f.first
		out = append(out, one)
	}
	if !first && f.mayMake(f.first) {
		out = append(out, workspace.Folder{ID: f.first, Name: f.first})
		workspace.Sort(out)
	}
	return out, nil
}

// mayMake reports whether opening id makes a workspace: it is the one to show first, and
// nobody has deleted it.
func (f *Fleet) mayMake(id string) bool {
	if id != f.first {
		return false
	}
	if one, ok := f.shelf.Get(id); ok {
		return !one.Leaving
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.gone
}

// enter waits until nothing else is done with a workspace and returns it with the way to
// let others go on. It is Unsupported (workspace.fixed) for any but the first where there is one only, and Canceled
// when ctx ends first or the fleet is closed.
func (f *Fleet) enter(ctx context.Context, id string) (*member, func(), error) {
	if err := workspace.CheckID(id); err != nil {
		return nil, nil, err
	}
	if f.Fixed() && id != f.first {
		return nil, nil, errFixed
	}
	f.mu.Lock()
	m := f.members[id]
	if m == nil {
		m = &member{id: id, turn: make(chan struct{}, 1)}
		f.members[id] = m
	}
	f.mu.Unlock()
	select {
	case m.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
	}
	leave := func() { <-m.turn }
	if f.isClosed() {
		leave()
		return nil, nil, fault.New(fault.Canceled, "canceled", "Canceled.")
	}
	return m, leave, nil
}

func (f *Fleet) isClosed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.closed
}

// set changes what is known of a workspace.
func (f *Fleet) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// state returns the engine of a workspace, nil where it is not open, and whether it is
// locked all the same.
func (f *Fleet) state(m *member) (e *Engine, hidden bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return m.engine, m.hidden
}

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
	cfg.Workspace, cfg.Passphrase = id, k.start
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

// Close closes every workspace, all at once, and waits. It may be called twice.
func (f *Fleet) Close() {
	f.set(func() { f.closed = true })
	f.end()
	f.working.Wait()
	f.mu.Lock()
	all := make([]*member, 0, len(f.members))
	for _, m := range f.members {
		all = append(all, m)
	}
	f.mu.Unlock()
	var closing sync.WaitGroup
	for _, m := range all {
		closing.Go(func() {
			m.turn <- struct{}{} // after what is done with it
			defer func() { <-m.turn }()
			f.shut(m)
		})
	}
	closing.Wait()
}
