package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// How the passphrase of a workspace was changed. Stored in the log of activity: do not
// rename.
const (
	passphraseSet     = "set"
	passphraseChanged = "changed"
	passphraseRemoved = "removed"
	passphraseCode    = "code"
)

// PassphraseState returns how the workspace's key is protected.
func (e *Engine) PassphraseState(ctx context.Context) (cuedrop.PassphraseState, error) {
	return e.Vault.State(ctx)
}

// SetPassphrase sets the first passphrase, for which current does not matter, or changes
// it. The first one, and one that follows an unlock by recovery code, comes with a new
// recovery code, to be shown this once; otherwise recovery is "". What people wrote is
// sealed from then on. It fails as vault.Vault.SetPassphrase does, and has then changed
// nothing.
//
// The order is: the passphrase, then the words, so that none is sealed under a key that
// lies open. Whatever ends the program between the two, the next start completes it.
func (e *Engine) SetPassphrase(ctx context.Context, current, next cuedrop.Secret) (recovery cuedrop.Secret, err error) {
	before, err := e.Vault.State(ctx)
	if err != nil {
		return "", err
	}
	outcome := passphraseSet
	if before.Set {
		outcome = passphraseChanged
	}
	if !before.Set || e.Vault.ByRecovery() {
		recovery, err = e.Vault.SetPassphraseWithCode(ctx, current, next)
	} else {
		err = e.Vault.SetPassphrase(ctx, current, next)
	}
	if err != nil {
		return "", err
	}
	e.passphraseDone(ctx, outcome)
	return recovery, nil
}

// RemovePassphrase gives the key back to the system's keyring, and unseals what people
// wrote. It fails as vault.Vault.RemovePassphrase does, and has then changed nothing.
func (e *Engine) RemovePassphrase(ctx context.Context, current cuedrop.Secret) error {
	if err := e.Vault.RemovePassphrase(ctx, current); err != nil {
		return err
	}
	e.passphraseDone(ctx, passphraseRemoved)
	return nil
}

// NewRecoveryCode makes another recovery code, to be shown this once; the one before opens
// nothing any more.
func (e *Engine) NewRecoveryCode(ctx context.Context, current cuedrop.Secret) (cuedrop.Secret, error) {
	code, err := e.Vault.NewRecoveryCode(ctx, current)
	if err != nil {
		return "", err
	}
	e.recordPassphrase(ctx, passphraseCode)
	return code, nil
}

// CheckPassphrase returns nil for the workspace's passphrase. A wrong one counts as a try.
func (e *Engine) CheckPassphrase(ctx context.Context, passphrase cuedrop.Secret) error {
	if err := e.Vault.CheckPassphrase(ctx, passphrase); err != nil {
		return err
	}
	e.recordTries(ctx)
	return nil
}

// passphraseDone follows a change of the vault that is done: nothing here undoes it, and
// its caller may have the only copy of a recovery code. So it also outlasts the caller.
func (e *Engine) passphraseDone(ctx context.Context, outcome string) {
	ctx = context.WithoutCancel(ctx)
	e.recordPassphrase(ctx, outcome)
	e.trySealing(ctx)
	e.keyTrouble(nil) // the key is at hand
}

func (e *Engine) recordPassphrase(ctx context.Context, outcome string) {
	e.recordTries(ctx)
	e.note(ctx, cuedrop.ActivityPassphrase, "", outcome)
}

// recordTries takes wrong passphrases and codes of before into the log of activity, which
// whoever does not know the passphrase can't write. Call it when the key is at hand.
func (e *Engine) recordTries(ctx context.Context) {
	if !e.Vault.Open() {
		return
	}
	tries, err := e.Vault.TakeTries(ctx)
	if err != nil {
		e.Log.Error("take wrong tries", "err", err)
	}
	for _, at := range tries {
		e.recordActivity(ctx, cuedrop.Activity{At: at, Kind: cuedrop.ActivityTry, Outcome: "failed"})
	}
}
