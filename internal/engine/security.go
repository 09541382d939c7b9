package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// note keeps a line of the log of activity. Nothing fails for one that can't be written.
func (e *Engine) note(ctx context.Context, kind cuedrop.ActivityKind, subject, outcome string) {
	err := e.Store.RecordActivity(context.WithoutCancel(ctx), cuedrop.Activity{
		At: e.Clock.Now(), Kind: kind, Subject: subject, Outcome: outcome,
	})
	if err != nil {
		e.Log.Error("record activity", "kind", kind, "err", err)
	}
}
