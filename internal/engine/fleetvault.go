package engine

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/secret"
	"cuedrop/internal/vault"
)

// What a fleet asks of the vaults, in one place.

// passphraseFor is the passphrase that the vault in dir is opened with: none where the
// keyring has its key, and otherwise the one that was given, or the environment's.
func passphraseFor(dir string, given, environment cuedrop.Secret) (cuedrop.Secret, error) {
	mode, err := vault.Peek(dir)
	switch {
	case err != nil:
		return "", err
	case mode == vault.ModeKeyring:
		return "", nil
	case given != "":
		return given, nil
	}
	return environment, nil
}

// hasPassphrase reports whether a passphrase opens the workspace in dir. Of a vault that
// can't be read it says no: opening it says why.
func hasPassphrase(dir string) bool {
	mode, err := vault.Peek(dir)
	return err == nil && mode == vault.ModePassphrase
}

// unlock makes the key of an engine that was just opened ready.
func unlock(ctx context.Context, e *Engine) error { return e.Vault.Unlock(ctx) }

// recover opens the vault with its recovery code and gives it another passphrase.
func recoverVault(context.Context, *Engine, cuedrop.Secret, cuedrop.Secret) (cuedrop.Secret, error) {
	return "", fault.New(fault.Unsupported, "vault.no_recovery", "This workspace has no recovery code.")
}

// checkPassphrase returns AuthRequired unless the passphrase is that of an open engine.
func checkPassphrase(ctx context.Context, e *Engine, passphrase cuedrop.Secret) error {
	v := vault.New(vault.Options{Dir: e.dir, WorkspaceID: e.Store.WorkspaceID(), Passphrase: passphrase})
	return v.Unlock(ctx)
}

// forgetKey takes the key of an engine that is closed out of memory.
func forgetKey(*Engine) {}

// waitFor is how long the vault in dir takes no passphrase, after wrong ones.
func waitFor(context.Context, string) time.Duration { return 0 }

// keepsPublishing reports whether the owner of an open workspace wants its posts to go out
// while it is locked.
func keepsPublishing(context.Context, *Engine) (bool, error) { return false, nil }

// destroyKey makes what is sealed in the workspace in dir unreadable, opened or not.
func destroyKey(ctx context.Context, dir string) error {
	return vault.New(vault.Options{Dir: dir, Keyring: secret.Keyring{}}).Destroy(ctx)
}
