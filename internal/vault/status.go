package vault

import (
	"context"
	"errors"
	"os"

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
		_, err = v.ready(ctx)
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
// entry and vault.json and forgets the key. Nothing to destroy is no error. When the
// keyring fails, vault.json is kept and Destroy can be called again.
func (v *Vault) Destroy(ctx context.Context) error {
	f, err := readFile(v.path())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && f.Mode == ModeKeyring && v.opt.Keyring != nil {
		if err := v.opt.Keyring.Delete(ctx, service, f.entry()); err != nil && !fault.Is(err, fault.NotFound) {
			return keyringFault(err)
		}
	}
	if err := os.Remove(v.path()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return unwritable(err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.key = nil
	return nil
}
