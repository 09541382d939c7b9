package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/privacy"
)

// errFixed is what a fleet of exactly one says to changing which there are.
var errFixed = fault.New(fault.Unsupported, "workspace.fixed", "The sandbox has one workspace only. Leave it to make others.")

// Create makes an empty workspace called name. It opens with Open. It fails as
// workspace.Shelf.Create does.
func (f *Fleet) Create(ctx context.Context, name string) (cuedrop.Workspace, error) {
	if f.Fixed() {
		return cuedrop.Workspace{}, errFixed
	}
	one, err := f.shelf.Create(ctx, name)
	return cuedrop.Workspace{ID: one.ID, Name: one.Name}, err
}

// Rename gives a workspace another name. It is opened for that where it has no passphrase;
// one that is locked keeps its name (AuthRequired). It fails as workspace.Shelf.Rename
// does.
func (f *Fleet) Rename(ctx context.Context, id, name string) error {
	if f.Fixed() {
		return errFixed
	}
	e, err := f.Open(ctx, id, "")
	if err != nil {
		return err
	}
	if err := f.shelf.Rename(ctx, id, name); err != nil {
		return err
	}
	e.note(ctx, cuedrop.ActivityWorkspace, "", "renamed")
	return nil
}

// Deletion is what deleting a workspace has done.
type Deletion struct {
	// Revoked is how many sign-ins TikTok has ended, and Untold how many it could not be
	// told of: they end by themselves, or by the user's hand at TikTok.
	Revoked, Untold int
	// Sealed says that the workspace could not be opened. All of it is gone with its key;
	// TikTok was told of no sign-in.
	Sealed bool
}

// Delete deletes a workspace for good: what is in it as the erasure of everything does,
// with its sign-ins at TikTok and its key, then its folder and its marks. One that is
// locked, and whose passphrase nobody has to know for this, goes without TikTok being told
// (Deletion.Sealed). Posts on their way are canceled, and those of which nobody can know
// are forgotten: the caller has asked.
//
// It refuses with Conflict (engine.running) while another program publishes from it. From
// the moment that it has begun the workspace is in no list; what a crash, or a file in
// use, leaves is completed by Finish.
func (f *Fleet) Delete(ctx context.Context, id string) (Deletion, error) {
	if f.Fixed() {
		return Deletion{}, errFixed
	}
	m, leave, err := f.enter(ctx, id)
	if err != nil {
		return Deletion{}, err
	}
	defer leave()
	if _, ok := f.shelf.Get(id); !ok {
		return Deletion{}, errUnknown
	}
	return f.delete(ctx, m)
}

func (f *Fleet) delete(ctx context.Context, m *member) (done Deletion, err error) {
	if err := f.shelf.Linked(m.id); err != nil {
		return done, err
	}
	dir := f.shelf.Dir(m.id)
	if e, _ := f.state(m); e == nil { // else the erasure asks
		alone, err := keepAlone(dir)
		if err != nil {
			return done, err
		}
		alone()
	}
	begun, err := f.shelf.Leave(ctx, m.id)
	if fault.ReasonOf(err) == "workspace.damaged" { // it can't be noted, and can't be opened
		begun, err = true, nil
	}
	if err != nil {
		return done, err
	}
	stay := func(err error) error {
		if begun { // somebody is at it, or it is too late
			return err
		}
		return errors.Join(err, f.shelf.Stay(context.WithoutCancel(ctx), m.id))
	}
	f.probe("delete: noted")
	if done, err = f.erase(ctx, m); err != nil {
		return done, stay(err)
	}
	ctx = context.WithoutCancel(ctx) // from here on it is only carried through
	f.shut(m)
	alone, err := keepAlone(dir)
	if err != nil && done.Sealed {
		err = stay(err)
	}
	if err != nil {
		return done, err
	}
	defer alone() // a second time does nothing
	f.probe("delete: erased")
	// A keyring that is not there has no key to lose.
	if err := destroyKey(ctx, dir); err != nil && !fault.Is(err, fault.Unsupported) {
		return done, err
	}
	f.probe("delete: no key")
	// Before the folder: as long as that is there, a crash is made good.
	if err := f.removeMarks(m.id); err != nil {
		return done, err
	}
	f.probe("delete: no marks")
	alone() // Windows renames no folder with an open file
	if err := f.shelf.Remove(ctx, m.id); err != nil {
		return done, err
	}
	f.set(func() {
		f.gone = f.gone || m.id == f.first
		m.trouble = nil
	})
	f.probe("delete: no folder")
	return done, nil
}

// keepAlone keeps other programs from publishing from the workspace in dir, or returns
// Conflict while one does.
func keepAlone(dir string) (done func(), err error) {
	lock := flock.New(filepath.Join(dir, publishingName), flock.SetPermissions(0o600))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return func() {}, fault.Wrap(err, fault.Conflict, "engine.running", "Another Cuedrop is publishing from this workspace. Quit it first.")
	}
	return func() { _ = lock.Unlock() }, nil // the system releases it with the process anyway
}

// erase erases everything in a workspace that is open, or that opens without a passphrase,
// and tells TikTok. Of any other it does nothing. An error says that nothing was erased.
func (f *Fleet) erase(ctx context.Context, m *member) (done Deletion, err error) {
	e, _ := f.state(m)
	if e == nil {
		if e = f.openToErase(ctx, m.id); e == nil {
			return Deletion{Sealed: true}, ctx.Err()
		}
		defer func() {
			e.Close()
			e.Vault.Lock()
		}()
	}
	target := cuedrop.ErasureTarget{Scope: cuedrop.ScopeAll}
	plan, err := e.Privacy.ErasePlan(ctx, target)
	if err != nil {
		return done, err
	}
	report, err := e.Privacy.Erase(ctx, privacy.Erasure{ErasureTarget: target, Confirm: plan.Confirm, Unsettled: true})
	if fault.ReasonOf(err) == "privacy.unfinished" { // its rows are gone, and the rest goes with the folder
		e.Log.Warn("erase workspace", "err", err)
		err = nil
	}
	return Deletion{Revoked: report.Revoked, Untold: report.Queued}, err
}

// openToErase opens a workspace that needs no passphrase but the environment's, or returns
// nil.
func (f *Fleet) openToErase(ctx context.Context, id string) *Engine {
	cfg := f.cfg
	k, err := keyFor(f.shelf.Dir(id), "", f.cfg.Passphrase)
	if err == nil {
		var e *Engine
		cfg.Workspace, cfg.Passphrase = id, k.start
		cfg.Crashed = cfg.Crashed && id == f.first // it is told once
		if e, err = New(ctx, cfg); err == nil {
			if _, err = unlock(ctx, e, k); err == nil {
				return e
			}
			e.Close()
		}
	}
	f.cfg.Log.Warn("open a workspace to erase it", "workspace", id, "err", err)
	return nil
}

// Finish completes deletions that were cut short. What can't be completed now is logged,
// and tried again at the next start.
func (f *Fleet) Finish(ctx context.Context) {
	all, err := f.shelf.List()
	if err != nil || f.Fixed() {
		return // whoever lists them says so
	}
	for _, one := range all {
		if !one.Leaving || ctx.Err() != nil {
			continue
		}
		if _, err := f.Delete(ctx, one.ID); err != nil {
			f.cfg.Log.Error("complete the deletion of a workspace", "workspace", one.ID, "err", err)
		}
	}
}

// removeMarks removes what remembers how far the databases in the folder id had come.
func (f *Fleet) removeMarks(id string) error {
	dir := filepath.Join(filepath.Dir(filepath.Dir(f.shelf.Dir(id))), marksName)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return leftMark(err)
	}
	var failed []error
	for _, e := range entries {
		if _, name, ok := strings.Cut(e.Name(), "."); ok && name == id { // the id before it has no dot
			failed = append(failed, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	if err := errors.Join(failed...); err != nil {
		return leftMark(err)
	}
	return nil
}

func leftMark(cause error) error {
	return fault.Wrap(cause, fault.Unavailable, "workspace.left", "The workspace is empty, but a small file about it could not be removed. Start Cuedrop again; it goes by itself.")
}

func (f *Fleet) probe(point string) {
	if f.cfg.Probe != nil {
		f.cfg.Probe(point)
	}
}
