package engine

import (
	"context"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/privacy"
	"cuedrop/internal/workspace"
)

func (e *Engine) newPrivacy(cfg Config) *privacy.Service {
	return privacy.New(privacy.Config{
		Holdings: e.Store, Ledger: e.Store, Journal: e.Store, Shower: e.Store, Pauser: e.Store, Settings: e.Store, Expirer: e.Store,
		Eraser: e.Store, Exporter: snapshots{e.Store}, Importer: imports{e.Store}, Receipts: e.Receipts.Monthly, Version: cfg.Version,
		Accounts: e.Store, SignIns: e.Accounts, Posts: e.Queue, Key: e.Vault,
		Clock: cfg.Clock, Log: cfg.Log, Probe: cfg.Probe, Dir: e.dir, Shared: filepath.Dir(filepath.Dir(e.dir)), Workspace: filepath.Base(e.dir), Called: e.Name,
		Note:  e.note,
		Flush: e.ledger.flush, Changed: e.Scheduler.Wake, Interrupt: e.interrupt, Lock: e.lockErasure, Alone: e.alone,
	})
}

// Name is what people call the workspace, which may change while it is open.
func (e *Engine) Name() string {
	id := filepath.Base(e.dir)
	if f, ok := workspace.At(filepath.Dir(e.dir)).Get(id); ok {
		return f.Name
	}
	return id
}

// held reports whether the user wants nothing of an account to be sent. While that can't
// be read, nothing is.
func (e *Engine) held(ctx context.Context, id cuedrop.AccountID) bool {
	held, err := e.Store.Held(context.WithoutCancel(ctx), id)
	if err != nil {
		e.Log.Error("read what is held", "err", err)
	}
	return held || err != nil
}

// interrupt stops what is being sent of an account, or of all for "".
func (e *Engine) interrupt(ctx context.Context, id cuedrop.AccountID) {
	posts, err := e.Store.DuePosts(ctx, e.Clock.Now(), interruptMost)
	if err != nil {
		e.Log.Error("interrupt", "err", err)
	}
	for _, p := range posts {
		if p.State.InFlight() && (id == "" || p.AccountID == id) {
			e.Publisher.Interrupt(p.ID)
		}
	}
}

// interruptMost is more posts than are ever under way at once.
const interruptMost = 1000

// lockErasure keeps other programs from erasing in this workspace, or from completing an
// erasure that this one is at.
func (e *Engine) lockErasure() (unlock func(), ok bool) {
	lock := flock.New(filepath.Join(e.dir, "erasing.lock"), flock.SetPermissions(0o600))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return nil, false
	}
	return func() { _ = lock.Unlock() }, true // the system releases it with the process anyway
}

// alone refuses while another program publishes from the workspace: it would go on with
// a key and with posts that are gone.
func (e *Engine) alone(context.Context) error {
	if ok, err := e.lock.TryLock(); err != nil || !ok {
		return fault.Wrap(err, fault.Conflict, "engine.running", "Another Cuedrop is publishing from this workspace. Quit it first, or erase everything there.")
	}
	return nil
}

// retain removes what is past its time. It runs at each start and then daily.
func (e *Engine) retain(ctx context.Context) {
	if _, err := e.Privacy.RunRetention(ctx); err != nil {
		e.Log.Error("apply retention", "err", err)
	}
}

// retainDaily is retain, unless it ran within a day.
func (e *Engine) retainDaily(ctx context.Context) {
	last, err := e.Privacy.LastRetention(ctx)
	if age := e.Clock.Now().Sub(last.At); err == nil && age >= 0 && age < retainEvery {
		return
	}
	e.retain(ctx)
}

// retainEvery is the time between two passes. The clock is asked, not a timer.
const retainEvery = 24 * time.Hour

// resumeErasure completes an erasure that was cut short. What can't be completed now is
// said, and tried again at the next start: nothing of it is worth not opening.
func (e *Engine) resumeErasure(ctx context.Context) {
	if err := e.Privacy.Resume(ctx); err != nil {
		e.Log.Error("complete an erasure", "err", err)
		e.Health.Raise(health.Condition{
			Code: "privacy.unfinished", Severity: health.Warning,
			Message: "Something that you erased is not all gone yet.", Remedy: fault.MessageOf(err),
		})
		return
	}
	e.Health.Clear("privacy.unfinished")
}
