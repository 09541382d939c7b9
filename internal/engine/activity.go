package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// RecordActivity adds a line to the log of activity.
func (e *Engine) RecordActivity(ctx context.Context, a cuedrop.Activity) error {
	return e.Store.RecordActivity(ctx, a)
}

// note adds a line about what is done now.
func (e *Engine) note(ctx context.Context, kind cuedrop.ActivityKind, subject, outcome string) {
	e.recordActivity(ctx, cuedrop.Activity{At: e.Clock.Now(), Kind: kind, Subject: subject, Outcome: outcome})
}

// recordActivity adds a line, whatever becomes of the caller. Nothing fails for one that
// can't be written.
func (e *Engine) recordActivity(ctx context.Context, a cuedrop.Activity) {
	if err := e.Store.RecordActivity(context.WithoutCancel(ctx), a); err != nil {
		e.Log.Error("record activity", "kind", a.Kind, "err", err)
	}
}
