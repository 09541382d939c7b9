package lifecycle_test

import (
	"context"
	"log/slog"
	"testing"

	"cuedrop/internal/lifecycle"
)

func TestALoopRunsOnceAndAgainAfterItsEnd(t *testing.T) {
	t.Parallel()
	var l lifecycle.Loop
	l.Stop() // never started
	begun := make(chan struct{}, 4)
	run := func(ctx context.Context) { begun <- struct{}{}; <-ctx.Done() }
	ctx, cancel := context.WithCancel(t.Context())
	log := slog.New(slog.DiscardHandler)
	l.Start(ctx, log, "loop", run)
	l.Start(ctx, log, "loop", run) // runs already
	<-begun
	cancel()
	l.Stop()
	l.Stop()
	l.Start(t.Context(), log, "loop", run)
	<-begun
	l.Stop()
	if len(begun) != 0 {
		t.Errorf("%d runs too many", len(begun))
	}
}
