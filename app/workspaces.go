package app

import "cuedrop/internal/fault"

// Workspace is bound: which workspaces there are, and the locks of the one that is shown.
// Its methods answer while the workspace is locked, as far as they tell nothing of it.
type Workspace struct{ a *App }

var errUnbuilt = fault.New(fault.Unsupported, "workspace.unbuilt", "This part of Cuedrop is not built yet.")

// List returns what there is, and which one is shown.
func (w *Workspace) List() (Workspaces, error) { return Workspaces{}, errUnbuilt }

// Show turns the window to another workspace. Posts of the one before go on going out.
func (w *Workspace) Show(id string) error { return errUnbuilt }

// Unlock opens the workspace id with its passphrase, and shows it.
func (w *Workspace) Unlock(id, passphrase string) error { return errUnbuilt }

// Recover opens the workspace id with its recovery code and gives it another passphrase.
// The code is used up; it returns a new one.
func (w *Workspace) Recover(id, code, passphrase string) (string, error) { return "", errUnbuilt }

// Lock locks the workspace that is shown.
func (w *Workspace) Lock() error { return errUnbuilt }

// Create makes an empty workspace and shows it.
func (w *Workspace) Create(name string) error { return errUnbuilt }

// Rename gives a workspace that is open another name.
func (w *Workspace) Rename(id, name string) error { return errUnbuilt }

// Delete erases a workspace with all that is in it. confirm is its name, as the user typed
// it. The one that is shown and the last one are refused.
func (w *Workspace) Delete(id, confirm string) error { return errUnbuilt }

// LockSettings returns how the workspace that is shown is locked.
func (w *Workspace) LockSettings() (LockSettings, error) { return LockSettings{}, errUnbuilt }

// SetLock says when the workspace locks itself, and what it guards. Passphrase and Recovery
// are without effect. With Guarded taken away, the passphrase is asked for first.
func (w *Workspace) SetLock(l LockSettings) error { return errUnbuilt }

// SetPassphrase sets the first passphrase, or changes current to next, and returns a
// recovery code to be shown once; "" where there is one already.
func (w *Workspace) SetPassphrase(current, next string) (string, error) { return "", errUnbuilt }

// RemovePassphrase gives the key back to the system's keyring.
func (w *Workspace) RemovePassphrase(current string) error { return errUnbuilt }

// NewRecoveryCode makes another recovery code; the one before opens nothing any more.
func (w *Workspace) NewRecoveryCode(current string) (string, error) { return "", errUnbuilt }

// Confirm proves that whoever sits there knows the passphrase: guarded actions, which are
// refused with the reason workspace.guarded otherwise, are let through for two minutes.
func (w *Workspace) Confirm(passphrase string) error { return errUnbuilt }

// Touched tells that somebody uses the window. Once in half a minute is enough.
func (w *Workspace) Touched() error { return nil }
