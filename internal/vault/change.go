package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"slices"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// The changes below replace vault.json in one step: a crash leaves the old way of keeping
// the key or the new one, and never none. A keyring entry is deleted after the file that
// no longer names it was written, and made before the file that names it is; until then
// the file lists it as retired, so that no crash leaves a key without protection behind.
//
// All refuse with AuthRequired "vault.locked" while the vault is locked, and, where a
// passphrase is set, with what UnlockWith says of current. Afterwards the key is ready.

// SetPassphrase sets the first passphrase, for which current does not matter, or changes
// it. The recovery code stays as it is, unless it was what unlocked the vault: then it is
// used up. Invalid for a passphrase of fewer than 8 characters, more than 1024 bytes, or
// spaces only. The keyring must answer when it has the key: what it says is returned, and
// nothing is changed.
func (v *Vault) SetPassphrase(ctx context.Context, current, next cuedrop.Secret) error {
	_, err := v.set(ctx, current, next, false)
	return err
}

// SetPassphraseWithCode is SetPassphrase, and makes a recovery code in the same step.
func (v *Vault) SetPassphraseWithCode(ctx context.Context, current, next cuedrop.Secret) (cuedrop.Secret, error) {
	return v.set(ctx, current, next, true)
}

func (v *Vault) set(ctx context.Context, current, next cuedrop.Secret, withCode bool) (code cuedrop.Secret, err error) {
	if err := checkRules(next); err != nil {
		return "", err
	}
	if err := os.MkdirAll(v.opt.Dir, 0o700); err != nil {
		return "", unwritable(err)
	}
	err = v.change(ctx, func() error {
		f, key, err := v.authorize(ctx, current)
		if errors.Is(err, os.ErrNotExist) {
			return v.createWith(next, withCode, &code)
		}
		if err != nil {
			return err
		}
		defer clear(key)
		n := f
		n.Version, n.Mode, n.KeyID, n.Check = fileVersion, ModePassphrase, "", nil
		if f.Mode == ModeKeyring {
			n.Retired = append(slices.Clone(f.Retired), f.KeyID)
		}
		if v.usedCode(f) {
			n.Recovery = nil
		}
		n.wrap(next, key, v.setCost())
		if withCode {
			code = n.addCode(key)
		}
		if err := v.replaceFile(n); err != nil {
			code = ""
			return err
		}
		v.keep(key)
		v.tidyHeld(ctx, n)
		return nil
	})
	return code, err
}

// createWith makes the vault of a workspace that has none, with a passphrase from the
// beginning.
func (v *Vault) createWith(next cuedrop.Secret, withCode bool, code *cuedrop.Secret) error {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: crypto/rand aborts the program instead
	f := file{Version: fileVersion, WorkspaceID: v.opt.WorkspaceID, Mode: ModePassphrase}
	f.wrap(next, key, v.setCost())
	var made cuedrop.Secret
	if withCode {
		made = f.addCode(key)
	}
	err := createFile(v.opt.Dir, f)
	if errors.Is(err, os.ErrExist) {
		return fault.Wrap(err, fault.Conflict, "vault.changed", "Another Cuedrop has just set up this workspace. Try again.")
	}
	if err != nil {
		return err
	}
	*code = made
	v.keep(key)
	return nil
}

// RemovePassphrase gives the key back to the system's keyring, which must take and return
// it first. The recovery code opens nothing any more. Invalid "vault.no_passphrase" where
// none is set; otherwise what the keyring says.
func (v *Vault) RemovePassphrase(ctx context.Context, current cuedrop.Secret) error {
	return v.change(ctx, func() error {
		f, key, err := v.authorizeSet(current)
		if err != nil {
			return err
		}
		defer clear(key)
		if err := v.probe(ctx); err != nil {
			return err
		}
		f.upgrade(current, key)
		n := file{Version: fileVersion, WorkspaceID: f.WorkspaceID, Mode: ModeKeyring, KeyID: newKeyID(), Retired: f.Retired}
		f.Retired = append(slices.Clone(f.Retired), n.KeyID)
		if err := v.replaceFile(f); err != nil {
			return err
		}
		n.check(key)
		if err := v.store(ctx, n, key); err != nil {
			v.tidyHeld(ctx, f)
			return err
		}
		v.probeAt("vault.keyring_set")
		if err := v.replaceFile(n); err != nil {
			v.tidyHeld(ctx, f)
			return err
		}
		v.keep(key)
		v.tidyHeld(ctx, n)
		return nil
	})
}

// NewRecoveryCode makes another recovery code; the one before opens nothing any more. It
// is returned this once and kept nowhere.
func (v *Vault) NewRecoveryCode(ctx context.Context, current cuedrop.Secret) (code cuedrop.Secret, err error) {
	err = v.change(ctx, func() error {
		f, key, err := v.authorizeSet(current)
		if err != nil {
			return err
		}
		defer clear(key)
		f.upgrade(current, key)
		made := f.addCode(key)
		if err := v.replaceFile(f); err != nil {
			return err
		}
		code = made
		v.keep(key)
		return nil
	})
	return code, err
}

// change is exclusive for what can't be done without the lock.
func (v *Vault) change(ctx context.Context, f func() error) error {
	return v.exclusive(ctx, func(held bool) error {
		if !held {
			return unwritable(nil)
		}
		return f()
	})
}

// authorizeSet returns vault.json and the key for who knows the passphrase, where one is
// set. A recovery code does not do: it allows to set another passphrase.
func (v *Vault) authorizeSet(current cuedrop.Secret) (file, []byte, error) {
	v.mu.Lock()
	shut := v.locked
	v.mu.Unlock()
	if shut {
		return file{}, nil, locked()
	}
	return v.try(false, func(f file) ([]byte, error) { return f.unwrapGiven(current) })
}

// upgrade makes f a file of today's version that the same passphrase opens.
func (f *file) upgrade(current cuedrop.Secret, key []byte) {
	if f.Version < fileVersion {
		f.Version = fileVersion
		f.wrap(current, key, f.KDF.cost())
	}
}

// ByRecovery reports whether a recovery code unlocked the vault, and no passphrase was set
// since: the passphrase is forgotten, and needs to be set anew.
func (v *Vault) ByRecovery() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.by != nil
}

// usedCode reports whether f's recovery code unlocked the vault.
func (v *Vault) usedCode(f file) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return f.openedBy(v.by)
}

// keep makes the key ready for who was allowed a change, unless somebody locked the vault
// meanwhile. What a recovery code allowed ends.
func (v *Vault) keep(key []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.by = nil
	if v.key == nil && !v.locked {
		v.key = bytes.Clone(key)
	}
}

// State returns how the key is protected. Without a vault yet, and after the keyring
// lost it, that is: not by a passphrase.
func (v *Vault) State(context.Context) (cuedrop.PassphraseState, error) {
	f, err := v.readOwn()
	if errors.Is(err, os.ErrNotExist) {
		return cuedrop.PassphraseState{}, nil
	}
	if err != nil {
		return cuedrop.PassphraseState{}, err
	}
	return cuedrop.PassphraseState{Set: f.Mode == ModePassphrase, Recovery: f.Recovery != nil}, nil
}

// LeftInKeyring reports whether the keyring may still hold the key although a passphrase
// is set, because it could not be deleted there. Each unlock tries again.
func (v *Vault) LeftInKeyring(context.Context) (bool, error) {
	f, err := v.readOwn()
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return len(f.Retired) > 0, err
}
