package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/secret"
	"cuedrop/internal/vault"
)

// What a fleet asks of the vaults, in one place.

// key is how the vault of a workspace is opened.
type key struct {
	passphrase cuedrop.Secret // that somebody gives now; "" = none
	// start is what the vault is started with: the environment's passphrase, where that is
	// to open it or to make it; "" = the keyring has the key, or passphrase is given.
	start cuedrop.Secret
	// code and next are given instead of all that: a recovery code, and the passphrase that
	// is to be from now on.
	code, next cuedrop.Secret
}

// keyFor returns how to open the vault in dir with a passphrase that was given, or "". It
// is AuthRequired (vault.passphrase_missing) where there is none to open it with.
func keyFor(dir string, given, environment cuedrop.Secret) (key, error) {
	mode, err := vault.Peek(dir)
	switch {
	case err != nil:
		return key{}, err
	case mode == vault.ModeKeyring:
		return key{}, nil
	case mode == vault.ModeNone:
		return key{start: environment}, nil
	case given != "":
		return key{passphrase: given}, nil
	case environment != "":
		return key{start: environment}, nil
	}
	return key{}, errMissing
}

// errMissing is also the vault's own, which counts a wrong passphrase and not this.
var errMissing = fault.New(fault.AuthRequired, "vault.passphrase_missing", "This workspace is locked with a passphrase. Enter it, or set CUEDROP_PASSPHRASE.")

// hasPassphrase reports whether a passphrase opens the workspace in dir. Of a vault that
// can't be read it says no: opening it says why.
func hasPassphrase(dir string) bool {
	mode, err := vault.Peek(dir)
	return err == nil && mode == vault.ModePassphrase
}

// unlock makes the key of an engine ready, and returns a new recovery code where the one
// before was used up.
func unlock(ctx context.Context, e *Engine, k key) (code cuedrop.Secret, err error) {
	switch {
	case k.code != "":
		if err := e.Vault.UnlockWithRecovery(ctx, k.code); err != nil {
			return "", err
		}
		return e.SetPassphrase(ctx, "", k.next)
	case k.passphrase != "":
		return "", e.Vault.UnlockWith(ctx, k.passphrase)
	}
	return "", e.Vault.Unlock(ctx)
}

// destroyKey makes what is sealed in the workspace in dir unreadable, opened or not.
func destroyKey(ctx context.Context, dir string) error {
	return vault.New(vault.Options{Dir: dir, Keyring: secret.Keyring{}}).Destroy(ctx)
}
