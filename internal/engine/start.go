package engine

import (
	"context"
	"errors"

	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/lifecycle"
)

// publishingName is the lock of the one program that publishes from a workspace.
const publishingName = "publishing.lock"

// Start runs the scheduler. It refuses with Conflict while another program
// publishes from the same workspace, on this computer or on another one: two would
// each send.
func (e *Engine) Start(ctx context.Context) error {
	if err := e.claim(ctx); err != nil {
		return err
	}
	locked, err := e.lock.TryLock()
	if err != nil {
		return fault.Wrap(err, fault.Internal, "engine.lock", "Cuedrop can't use its data folder. Check that the folder exists and that you may write to it.")
	}
	if !locked {
		return fault.New(fault.Conflict, "engine.running", "Another Cuedrop is already publishing from this workspace. Use that one, or quit it first.")
	}
	if err := e.takeLease(ctx); err != nil {
		return err
	}
	e.trySealing(ctx)
	e.checkTools(ctx)
	e.checkJournal(ctx, journalEnd)
	e.recordTries(ctx)
	if e.deaf == nil { // a second Start goes on listening
		e.deaf = e.Bus.Subscribe(e.watchSignIns)
		e.upkeep(ctx)
	}
	e.checkSignIns(ctx)
	if err := e.settleCopy(ctx); err != nil {
		e.Log.Error("settle an old copy", "err", err) // the scheduler does nothing before it is done
	}
	// Before anything is sent: what was begun because something is wrong is carried out.
	if err := e.Security.Resume(ctx); err != nil {
		return err
	}
	e.publishing.Store(true)
	return lifecycle.StartAll(ctx, e.services...)
}

// checkTools raises or clears the condition that ffmpeg is missing.
func (e *Engine) checkTools(ctx context.Context) {
	if err := e.Media.Available(ctx); err != nil {
		e.Health.Raise(health.Condition{
			Code: "ffmpeg", Severity: health.Warning,
			Message: "Clips can't be checked or converted.", Remedy: fault.MessageOf(err),
		})
		return
	}
	e.Health.Clear("ffmpeg")
}

// trouble turns a scheduler that can't read its database into a health condition.
func (e *Engine) trouble(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		e.Health.Clear("scheduler")
		return
	}
	e.Health.Raise(health.Condition{
		Code: "scheduler", Severity: health.Error,
		Message: "Cuedrop can't publish right now.", Remedy: fault.MessageOf(err),
	})
}
