package app

import (
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Workspace is bound: which workspaces there are, and the locks of the one that is shown.
// Those of its methods that name a workspace answer while it is locked, and tell no more
// of it than its name.
type Workspace struct{ a *App }

var errFixed = fault.New(fault.Unsupported, "workspace.fixed", "The sandbox has one workspace only. Leave it to make others.")

// List returns what there is, and which one is shown.
func (w *Workspace) List() (out Workspaces, err error) {
	defer w.a.call("Workspace.List").end(&err)
	return w.a.workspaces()
}

// Show turns the window to another workspace. Posts of the one before go on going out.
func (w *Workspace) Show(id string) (err error) {
	defer w.a.call("Workspace.Show").end(&err)
	return w.a.turnTo(id)
}

// Unlock opens the workspace id with its passphrase, and shows it.
func (w *Workspace) Unlock(id, passphrase string) (err error) {
	defer w.a.call("Workspace.Unlock").end(&err)
	d, err := w.a.program.Fleet.Open(w.a.windowContext(), id, cuedrop.Secret(passphrase))
	if err != nil {
		return err
	}
	w.a.showOpen(id, d)
	return nil
}

// Recover opens the workspace id with its recovery code, gives it another passphrase and
// shows it. The code is used up; it returns a new one, which the page shows before it loads
// anew.
func (w *Workspace) Recover(id, code, passphrase string) (next string, err error) {
	defer w.a.call("Workspace.Recover").end(&err)
	d, recovery, err := w.a.program.Fleet.Recover(w.a.windowContext(), id, cuedrop.Secret(code), cuedrop.Secret(passphrase))
	if err != nil {
		return "", err
	}
	w.a.showOpen(id, d)
	return w.a.issued(w.a.sessions.get(id), recovery), nil
}

// Lock locks the workspace that is shown.
func (w *Workspace) Lock() (err error) {
	call := w.a.call("Workspace.Lock")
	defer call.end(&err)
	s, err := w.a.locked()
	if err != nil {
		return err
	}
	state, err := s.Locks.PassphraseState(s.working())
	switch {
	case err != nil:
		return err
	case !state.Set:
		return fault.New(fault.Conflict, "workspace.no_passphrase", "This workspace has no passphrase to lock it with. Set one in Settings, under Workspace and lock.")
	}
	call.leave() // or the lock would wait for itself
	return w.a.lock(s.id, cuedrop.LockedByHand)
}

// Create makes an empty workspace and shows it.
func (w *Workspace) Create(name string) (err error) {
	defer w.a.call("Workspace.Create").end(&err)
	made, err := w.a.program.Fleet.Create(w.a.windowContext(), name)
	if err != nil {
		return err
	}
	return w.a.turnTo(made.ID)
}

// Rename gives a workspace another name.
func (w *Workspace) Rename(id, name string) (err error) {
	defer w.a.call("Workspace.Rename").end(&err)
	if err := w.a.program.Fleet.Rename(w.a.windowContext(), id, name); err != nil {
		return err
	}
	w.a.tellWorkspaces()
	return nil
}

// Delete erases a workspace with all that is in it. confirm is its name, as the user typed
// it. The one that is shown and open is refused: another is shown first.
func (w *Workspace) Delete(id, confirm string) (err error) {
	defer w.a.call("Workspace.Delete").end(&err)
	if err := w.a.mayDelete(id, confirm); err != nil {
		return err
	}
	if s := w.a.sessions.take(id); s != nil {
		s.end()
	}
	if err := w.a.program.Fleet.Delete(w.a.windowContext(), id); err != nil {
		return err
	}
	if id == w.a.shown() {
		return w.a.turnToAny()
	}
	w.a.tellWorkspaces()
	return nil
}

// LockSettings returns how the workspace that is shown is locked.
func (w *Workspace) LockSettings() (out LockSettings, err error) {
	defer w.a.call("Workspace.LockSettings").end(&err)
	s, err := w.a.locked()
	if err != nil {
		return LockSettings{}, err
	}
	state, err := s.Locks.PassphraseState(s.working())
	if err != nil {
		return LockSettings{}, err
	}
	rules, err := s.Locks.LockRules(s.working())
	return LockSettings{
		Passphrase: state.Set, Recovery: state.Recovery, IdleMinutes: int(rules.Idle / time.Minute),
		WithSystem: rules.WithSystem, WithSleep: rules.WithSleep, KeepPublishing: rules.KeepPublishing, Guarded: rules.Guarded,
	}, err
}

// SetLock says when the workspace locks itself, and what it guards. Passphrase and Recovery
// are without effect. Where the passphrase is asked for again, this asks for it too.
func (w *Workspace) SetLock(l LockSettings) (err error) {
	defer w.a.call("Workspace.SetLock").end(&err)
	if err := w.a.guarded(cuedrop.GuardLock); err != nil {
		return err
	}
	s, err := w.a.locked()
	if err != nil {
		return err
	}
	return s.Locks.SetLockRules(s.working(), cuedrop.LockRules{
		Idle: time.Duration(l.IdleMinutes) * time.Minute, WithSystem: l.WithSystem, WithSleep: l.WithSleep,
		KeepPublishing: l.KeepPublishing, Guarded: l.Guarded,
	})
}

// SetPassphrase sets the first passphrase, or changes current to next, and returns a
// recovery code to be shown once; "" where there is one already.
func (w *Workspace) SetPassphrase(current, next string) (code string, err error) {
	defer w.a.call("Workspace.SetPassphrase").end(&err)
	s, err := w.a.locked()
	if err != nil {
		return "", err
	}
	recovery, err := s.Locks.SetPassphrase(s.working(), cuedrop.Secret(current), cuedrop.Secret(next))
	if err == nil {
		w.a.autolock.touch()
		w.a.tellWorkspaces()
	}
	return w.a.issued(s, recovery), err
}

// RemovePassphrase gives the key back to the system's keyring.
func (w *Workspace) RemovePassphrase(current string) (err error) {
	defer w.a.call("Workspace.RemovePassphrase").end(&err)
	s, err := w.a.locked()
	if err != nil {
		return err
	}
	if err := s.Locks.RemovePassphrase(s.working(), cuedrop.Secret(current)); err != nil {
		return err
	}
	w.a.tellWorkspaces()
	return nil
}

// NewRecoveryCode makes another recovery code; the one before opens nothing any more.
func (w *Workspace) NewRecoveryCode(current string) (code string, err error) {
	defer w.a.call("Workspace.NewRecoveryCode").end(&err)
	s, err := w.a.locked()
	if err != nil {
		return "", err
	}
	recovery, err := s.Locks.NewRecoveryCode(s.working(), cuedrop.Secret(current))
	return w.a.issued(s, recovery), err
}

// Confirm proves that whoever sits there knows the passphrase: guarded actions, which are
// refused with the reason workspace.guarded otherwise, are let through for two minutes.
func (w *Workspace) Confirm(passphrase string) (err error) {
	defer w.a.call("Workspace.Confirm").end(&err)
	s, err := w.a.locked()
	if err != nil {
		return err
	}
	if err := s.Locks.CheckPassphrase(s.working(), cuedrop.Secret(passphrase)); err != nil {
		return err
	}
	s.proof.give(w.a.now().Add(proven))
	return nil
}

// Touched tells that somebody uses the window. Once in half a minute is enough.
func (w *Workspace) Touched() error {
	w.a.autolock.touch()
	return nil
}

// locked returns the session that is shown, for what its locks do; errFixed where nothing is
// locked.
func (a *App) locked() (*session, error) {
	s := a.mustShow()
	if a.program.Fleet.Fixed() {
		return nil, errFixed
	}
	return s, nil
}

// mayDelete checks what the user typed, and that something is left to show.
func (a *App) mayDelete(id, confirm string) error {
	all, err := a.program.Fleet.List(a.windowContext())
	if err != nil {
		return err
	}
	for _, one := range all {
		switch {
		case one.ID != id:
			continue
		case confirm != one.Name:
			return fault.New(fault.Invalid, "workspace.confirm", "That is not the name of the workspace. Type it as it is written.")
		case len(all) == 1:
			return fault.New(fault.Conflict, "workspace.last", "This is the only workspace. Make another one first, or erase everything in this one under Privacy.")
		case id == a.shown() && a.sessions.current() != nil:
			return fault.New(fault.Conflict, "workspace.shown", "This workspace is the one you are looking at. Go to another one first.")
		}
		return nil
	}
	return fault.New(fault.NotFound, "workspace.unknown", "There is no such workspace any more.")
}

// turnToAny shows a workspace that is left.
func (a *App) turnToAny() error {
	all, err := a.program.Fleet.List(a.windowContext())
	if err != nil {
		return err
	}
	for _, one := range all {
		if a.sessions.get(one.ID) != nil {
			return a.turnTo(one.ID)
		}
	}
	if len(all) > 0 {
		return a.turnTo(all[0].ID)
	}
	return nil
}

// workspaces returns what there is, and which one is shown.
func (a *App) workspaces() (Workspaces, error) {
	ctx := a.windowContext()
	shown, open := a.shown(), a.sessions.current()
	out := Workspaces{Items: []WorkspaceItem{}, Shown: shown, Locked: open == nil, Fixed: a.program.Fleet.Fixed(), Language: loadTongue(a.program.LanguageFile).Chosen}
	all, err := a.program.Fleet.List(ctx)
	for _, one := range all {
		out.Items = append(out.Items, WorkspaceItem{
			ID: one.ID, Name: one.Name, Passphrase: one.Passphrase, Locked: one.Passphrase && a.sessions.get(one.ID) == nil,
		})
	}
	if out.Locked {
		out.WaitMs = a.program.Fleet.Wait(ctx, shown).Milliseconds()
		a.sessions.mu.Lock()
		if err := a.sessions.trouble; err != nil {
			out.Trouble = &Failure{Reason: fault.ReasonOf(err), Message: message(err)}
		}
		a.sessions.mu.Unlock()
	}
	return out, err
}

// tellWorkspaces tells the page of them.
func (a *App) tellWorkspaces() {
	now, err := a.workspaces()
	if err != nil {
		a.log.Error("list workspaces", "err", err)
	}
	a.emit.send(EventWorkspaceChanged, now)
}
