package vault

import (
	"bytes"
	"context"
	"errors"
	"os"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// UnlockWith makes the key ready with a passphrase that somebody gives now. It is looked
// at also when the key is ready. Invalid "vault.no_passphrase" where none is set;
// AuthRequired "vault.passphrase_wrong"; RateLimited "vault.wait"; otherwise as Unlock.
func (v *Vault) UnlockWith(ctx context.Context, passphrase cuedrop.Secret) error {
	return v.unlockBy(ctx, func(f file) ([]byte, []byte, error) {
		key, err := f.unwrapGiven(passphrase)
		return key, nil, err
	})
}

// CheckPassphrase returns nil for the workspace's passphrase, and what UnlockWith returns
// for any other. It unlocks nothing.
func (v *Vault) CheckPassphrase(ctx context.Context, passphrase cuedrop.Secret) error {
	return v.exclusive(ctx, func(bool) error {
		_, key, err := v.try(false, func(f file) ([]byte, error) { return f.unwrapGiven(passphrase) })
		clear(key)
		return err
	})
}

// unlockBy makes ready the key that open finds in vault.json; by is what a recovery code
// opened, or nil.
func (v *Vault) unlockBy(ctx context.Context, open func(f file) (key, by []byte, err error)) error {
	v.mu.Lock()
	locks := v.locks
	v.mu.Unlock()
	var f file
	var key, by []byte
	err := v.exclusive(ctx, func(bool) (err error) {
		f, key, err = v.try(false, func(f file) (key []byte, err error) {
			key, by, err = open(f)
			return key, err
		})
		return err
	})
	if err != nil {
		return err
	}
	v.mu.Lock()
	if v.locks != locks {
		defer v.mu.Unlock()
		clear(key)
		return locked() // somebody locked it meanwhile, and is right
	}
	clear(v.key)
	v.key, v.by, v.locked, v.refusal = key, by, false, nil
	v.mu.Unlock()
	v.tidy(ctx, f)
	return nil
}

// unwrapGiven is unwrap for a vault of any mode.
func (f file) unwrapGiven(passphrase cuedrop.Secret) ([]byte, error) {
	if f.Mode != ModePassphrase {
		return nil, noPassphrase()
	}
	return f.unwrap(passphrase)
}

// Lock wipes the key from memory. Whatever needs it fails with AuthRequired "vault.locked"
// until UnlockWith or UnlockWithRecovery; the passphrase of Options no longer unlocks by
// itself. A vault of the keyring can be locked too: there Unlock opens it again.
//
// It is no promise about the memory of the process: copies that the ciphers and the
// runtime made, and what the system swapped out, are beyond it.
func (v *Vault) Lock() {
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.key)
	v.key, v.by, v.locked = nil, nil, true
	v.locks++
}

// Open reports whether the key is in memory.
func (v *Vault) Open() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.key != nil
}

// relock lets Unlock ask the keyring again after Lock. A passphrase has to be given.
func (v *Vault) relock() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.locked {
		return nil
	}
	f, err := readFile(v.path())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if f.Mode == ModePassphrase {
		return locked()
	}
	v.locked = false
	return nil
}

// tidy deletes keyring entries that must not be there any more, and what a crash left
// beside vault.json. What fails is tried again at the next unlock.
func (v *Vault) tidy(ctx context.Context, f file) {
	if len(f.Retired) == 0 && len(leftBeside(v.opt.Dir)) == 0 {
		return
	}
	_ = v.exclusive(ctx, func(held bool) error {
		if !held {
			return nil
		}
		f, err := v.readOwn()
		if err == nil {
			v.tidyHeld(ctx, f)
		}
		return err
	})
}

// tidyHeld is tidy for who holds the lock. f is what vault.json says.
func (v *Vault) tidyHeld(ctx context.Context, f file) {
	for _, path := range leftBeside(v.opt.Dir) {
		_ = os.Remove(path) // see tidy
	}
	if v.opt.Keyring == nil || len(f.Retired) == 0 {
		return
	}
	var kept []string
	for _, id := range f.Retired {
		v.probeAt("vault.before_delete")
		if err := v.opt.Keyring.Delete(ctx, service, f.entryOf(id)); err != nil && !fault.Is(err, fault.NotFound) {
			kept = append(kept, id)
		}
	}
	if len(kept) < len(f.Retired) {
		f.Retired = kept
		_ = v.replaceFile(f) // see tidy
	}
}

// authorize returns vault.json and the key for who may set a passphrase: who knows the
// current one or has unlocked with a recovery code, and anybody where there is none. Hold
// the lock.
func (v *Vault) authorize(ctx context.Context, current cuedrop.Secret) (file, []byte, error) {
	f, err := v.readOwn()
	if err != nil {
		return file{}, nil, err
	}
	v.mu.Lock()
	shut, key, by := v.locked, bytes.Clone(v.key), v.by
	v.mu.Unlock()
	switch {
	case shut:
		return file{}, nil, locked()
	case f.Mode == ModePassphrase && f.openedBy(by):
		return f, key, nil
	case f.Mode == ModePassphrase:
		clear(key)
		return v.try(false, func(f file) ([]byte, error) { return f.unwrapGiven(current) })
	}
	// The keyring is asked although the key may be at hand: it is about to lose an entry,
	// and had better be open. A key that only this program still has is saved.
	stored, err := v.fromKeyring(ctx, f)
	if fault.ReasonOf(err) == "vault.key_lost" && key != nil && f.matches(key) {
		return f, key, nil
	}
	clear(key)
	return f, stored, err
}

func locked() error {
	return fault.New(fault.AuthRequired, "vault.locked", "This workspace is locked. Enter its passphrase to open it.")
}

func noPassphrase() error {
	return fault.New(fault.Invalid, "vault.no_passphrase", "This workspace has no passphrase. Set one first.")
}
