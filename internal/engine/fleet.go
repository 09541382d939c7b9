package engine

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"cuedrop/internal/fault"
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
