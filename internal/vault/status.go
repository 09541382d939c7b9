package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"cuedrop/internal/fault"
)

// Status is what doctor shows.
type Status struct {
	Mode   string // ModeKeyring, ModePassphrase or ModeNone
	OK     bool
	Remedy string // what to do; empty when OK
}

// Status says how the workspace's key is kept, or would be, and whether it can be
// opened now. It creates nothing, but may raise the keyring's prompt. The error is
// Canceled only: every other trouble is in the Status.
func (v *Vault) Status(ctx context.Context) (Status, error) {
	f, err := readFile(v.path())
	s := Status{Mode: f.Mode}
	switch {
	case err == nil:
		var key []byte
		key, err = v.ready(ctx)
		clear(key)
	case !errors.Is(err, os.ErrNotExist):
		s.Mode = ModeNone
	case v.opt.Passphrase != "":
		s.Mode, err = ModePassphrase, nil
	default:
		s.Mode, err = ModeKeyring, v.probe(ctx)
		if fault.Is(err, fault.Unsupported) {
			s.Mode = ModeNone
		}
	}
	switch {
	case fault.Is(err, fault.Canceled):
		return Status{}, err
	case err != nil:
		s.Remedy = fault.MessageOf(err)
	default:
		s.OK = true
	}
	return s, nil
}

// probe asks the keyring for an entry that does not exist.
func (v *Vault) probe(ctx context.Context) error {
	if v.opt.Keyring == nil {
		return noKeyring(nil)
	}
	_, err := v.opt.Keyring.Get(ctx, service, v.opt.WorkspaceID+"/none")
	if err == nil || fault.Is(err, fault.NotFound) {
		return nil
	}
	return keyringFault(err)
}

// Destroy makes everything sealed unreadable for good: it deletes the key's keyring
// entries and vault.json, forgets the key and what wrong tries were counted. Nothing to
// destroy is no error. When the keyring fails, vault.json is kept and Destroy can be called
// again.
func (v *Vault) Destroy(ctx context.Context) error {
	if _, err := os.Lstat(v.path()); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return v.exclusive(ctx, func(bool) error { return v.destroy(ctx) })
}

func (v *Vault) destroy(ctx context.Context) error {
	f, err := readFile(v.path())
	if err == nil && v.opt.Keyring != nil {
		entries := f.Retired
		if f.Mode == ModeKeyring {
			entries = append(entries, f.KeyID)
		}
		for _, id := range entries {
			if err := v.opt.Keyring.Delete(ctx, service, f.entryOf(id)); err != nil && !fault.Is(err, fault.NotFound) {
				return keyringFault(err)
			}
		}
	}
	for _, path := range append(leftBeside(v.opt.Dir), v.path(), filepath.Join(v.opt.Dir, triesName)) {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return unwritable(err)
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.key)
	v.key, v.by, v.locked, v.unsaved = nil, nil, false, nil
	return nil
}
