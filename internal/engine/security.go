package engine

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/health"
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

// tellCrash raises the condition that an earlier run has crashed, once: for this run.
func (e *Engine) tellCrash(cfg Config) {
	if !cfg.Crashed {
		return
	}
	e.Health.Raise(health.Condition{
		Code: "crash", Severity: health.Info,
		Message: "Cuedrop ended unexpectedly last time. What it was doing goes on.",
		Remedy:  "If it happens again, save a support bundle in Security and send it to whoever helps you.",
	})
}
