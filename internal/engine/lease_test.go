//go:build unix

package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/platform"
	"cuedrop/internal/queue"
	"cuedrop/internal/sandbox"
)

const leaseFor = 3 * time.Minute

// openOn opens the workspace as a computer of that name, with a clock of its own.
func (w *world) openOn(machine string, c *setClock) *engine.Engine {
	w.t.Helper()
	cfg := w.config()
	cfg.Machine, cfg.AckEvery = machine, -1
	if c != nil {
		cfg.Clock = c
	}
	e, err := engine.New(w.t.Context(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// TestAnotherComputerPublishes from the folder, which a sync tool shares: this one
// refuses, and takes over once the other's lease has ended (B15).
func TestAnotherComputerPublishes(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.openOn("desk", nil)
	defer e.Close()
	if _, err := e.Store.TakeLease(t.Context(), "other", "laptop", time.Now(), leaseFor); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and the folder is not left locked
		err := e.Start(t.Context())
		if fault.KindOf(err) != fault.Conflict || fault.ReasonOf(err) != "engine.leased" || !strings.Contains(fault.MessageOf(err), "Another computer") {
			t.Fatalf("Start: %v", err)
		}
	}
	if _, err := e.Store.TakeLease(t.Context(), "other", "laptop", time.Now().Add(-leaseFor), leaseFor-time.Second); err != nil {
		t.Fatal(err)
	}
	m := w.clip(e, 100_000)
	id := w.due(e, m, "after the other", cuedrop.ModeDirect)
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	// What was due may have gone out there; what comes later goes out here.
	if p := w.post(e, id); p.State != cuedrop.Missed || p.Failure == nil || p.Failure.Reason != cuedrop.ReasonOldCopy {
		t.Errorf("%s %+v", p.State, p.Failure)
	}
	wantCondition(t, e, "moved", true)
	if _, err := e.Queue.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	w.wantOnce(e, id, m, "after the other")
	// Quit, it leaves nothing to wait for.
	e.Close()
	next := w.openOn("laptop", nil)
	defer next.Close()
	if err := next.Start(t.Context()); err != nil {
		t.Errorf("after a clean end: %v", err)
	}
}

// TestALeaseThatEndedLeadsToAQuestion, never to another init: what its program had
// begun is looked up first (reliability-security.md 3.3, invariant f).
func TestALeaseThatEndedLeadsToAQuestion(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 100_000)
	w.due(e, m, "undisturbed", cuedrop.ModeDirect)
	_, points := w.child(0)
	for _, at := range []string{"after accept_init", "after begin_finish"} {
		caption := "killed " + at
		id := w.due(e, m, caption, cuedrop.ModeDirect)
		if killed, _ := w.child(slices.Index(points, at) + 1); !killed {
			t.Fatalf("no point %s in %v", at, points)
		}
		// Its lease has ended.
		ago := time.Now().Add(-time.Hour)
		if _, err := e.Store.TakeLease(t.Context(), "other", "", ago, leaseFor); err != nil {
			t.Fatal(err)
		}
		if err := e.Store.RenewLease(t.Context(), "other", platform.Machine(), ago, ago, leaseFor); err != nil {
			t.Fatal(err)
		}
		before := w.sandbox.Counts()
		if err := untilIdle(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		after := w.sandbox.Counts()
		if after.Init != before.Init || after.Status == before.Status {
			t.Errorf("%s: %d inits, %d questions", caption, after.Init-before.Init, after.Status-before.Status)
		}
		w.wantOnce(e, id, m, caption)
		e.Close()
		e = w.open(nil)
		defer e.Close()
	}
}

// TestAKilledProgramIsFollowedAtOnce: its lease has minutes to go, and the system has
// freed its lock (H18).
func TestAKilledProgramIsFollowedAtOnce(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 100_000)
	id := w.due(e, m, "killed", cuedrop.ModeDirect)
	if killed, _ := w.child(3); !killed {
		t.Fatal("the child lived")
	}
	if _, err := e.Store.TakeLease(t.Context(), "other", "laptop", time.Now(), leaseFor); fault.ReasonOf(err) != "engine.leased" {
		t.Fatalf("the killed program left no lease: %v", err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	w.wantOnce(e, id, m, "killed")
}

// TestAClockThatTikTokContradicts: a post that is due by it alone waits, one that is due
// in truth goes out, and the user is told (F5).
func TestAClockThatTikTokContradicts(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	c := &setClock{}
	e := w.openOn("desk", c)
	defer e.Close()
	m := w.clip(e, 100_000)
	c.set(40 * time.Minute)
	w.signIn(e) // TikTok's answers name the time
	wantCondition(t, e, "clock", true)
	now := w.due(e, m, "due", cuedrop.ModeDirect)
	early, err := e.Queue.Create(t.Context(), queue.Draft{MediaID: m.ID, AccountID: w.account, Mode: cuedrop.ModeDirect,
		Settings: cuedrop.Settings{Caption: "early", Privacy: cuedrop.PrivacySelf}})
	if err != nil {
		t.Fatal(err)
	}
	soon, err := cuedrop.ScheduleAt(time.Now().Add(20*time.Minute), "Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Queue.Schedule(t.Context(), early.ID, soon, cuedrop.Consent{At: time.Now(), TextVersion: "music-1"}); err != nil {
		t.Fatal(err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	w.wantOnce(e, now, m, "due")
	if p := w.post(e, early.ID); p.State != cuedrop.Scheduled || len(w.received("early")) != 0 {
		t.Errorf("the post that is due in 20 minutes is %s", p.State)
	}
	message := ""
	for _, h := range e.Health.Conditions() {
		if h.Code == "clock" {
			message = h.Message
		}
	}
	if !strings.Contains(message, "clock is off") || !strings.Contains(message, "ahead by about 40 minutes") {
		t.Errorf("the user reads %q", message)
	}
	c.set(0)
	if _, err := e.Accounts.Creator(t.Context(), w.account, true); err != nil {
		t.Fatal(err)
	}
	wantCondition(t, e, "clock", false)
}

// TestASecondProgramOnThisComputer is refused while the first one runs (H17).
func TestASecondProgramOnThisComputer(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	first, second := w.open(nil), w.open(nil)
	defer first.Close()
	defer second.Close()
	if err := first.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := second.Start(t.Context()); fault.ReasonOf(err) != "engine.running" {
		t.Errorf("both publish: %v", err)
	}
	first.Close()
	if err := second.Start(t.Context()); err != nil {
		t.Errorf("after the first has quit: %v", err)
	}
}
