package engine_test

import (
	"context"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/queue"
	"cuedrop/internal/sandbox"
)

// TestAPostThatIsDueSoonKeepsTheComputerAwake: with a real workspace, from the schedule
// to the system and back.
func TestAPostThatIsDueSoonKeepsTheComputerAwake(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	taken, released := make(chan string, 8), make(chan struct{}, 8)
	cfg := w.config()
	cfg.Inhibit = func(_ context.Context, why string) (func(), error) {
		taken <- why
		return func() { released <- struct{}{} }, nil
	}
	e, err := engine.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	m := w.clip(e, 1<<10)
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	dueIn := func(d time.Duration) cuedrop.PostID {
		p, err := e.Queue.Create(t.Context(), queue.Draft{
			MediaID: m.ID, AccountID: w.account, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Privacy: cuedrop.PrivacySelf},
		})
		if err != nil {
			t.Fatal(err)
		}
		at, err := cuedrop.ScheduleAt(time.Now().Add(d), "Europe/Madrid")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Queue.Schedule(t.Context(), p.ID, at, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"}); err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	id := dueIn(5 * time.Minute)
	select {
	case <-taken:
	case <-time.After(20 * time.Second):
		t.Fatal("the computer may sleep")
	}
	if _, err := e.Queue.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	select {
	case <-released:
	case <-time.After(20 * time.Second):
		t.Fatal("the computer is kept awake for a post that was canceled")
	}
	dueIn(8 * time.Minute)
	<-taken
	e.Close() // with the program ends what keeps the computer awake
	select {
	case <-released:
	default:
		t.Error("still kept awake after the end")
	}
}
