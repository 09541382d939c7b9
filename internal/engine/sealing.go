package engine

import (
	"context"

	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/vault"
)

// behindPassphrase reports whether the workspace's key is, or will be, behind a passphrase:
// captions and kept words are sealed there. A vault that can't be read decides nothing.
func behindPassphrase(dir string, given bool) (bool, error) {
	mode, err := vault.Peek(dir)
	return mode == vault.ModePassphrase || mode == vault.ModeNone && given, err
}

// settleSealing seals the words of a workspace that has a passphrase, and unseals those of
// one that has it no more. It takes the key, and does nothing where all is as it is to be.
func (e *Engine) settleSealing(ctx context.Context) error {
	want, err := behindPassphrase(e.dir, e.passphraseGiven)
	if err != nil {
		return err
	}
	return e.Store.SealContent(ctx, want)
}

// trySealing is settleSealing for a start that must not fail for it: what is written is
// sealed already, only what was there before may not be. It is tried again at every start.
func (e *Engine) trySealing(ctx context.Context) {
	err := e.settleSealing(ctx)
	switch {
	case err == nil:
		e.Health.Clear(codeUnsealed)
	case fault.Is(err, fault.Canceled):
	default:
		e.Log.Error("seal captions", "err", err)
		e.Health.Raise(health.Condition{
			Code: codeUnsealed, Severity: health.Warning,
			Message: "Captions in this workspace are not all sealed yet.", Remedy: fault.MessageOf(err),
		})
	}
}

const codeUnsealed = "privacy.unsealed"
