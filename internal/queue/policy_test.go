package queue_test

import (
	"context"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

var errPolicy = fault.New(fault.Conflict, "policy.accept", "Accept the policies first.")

// gated are the user's acts that might put a post on the schedule, or on it again.
var gated = map[string]func(context.Context, *bundle, cuedrop.Post) error{
	"schedule": func(ctx context.Context, b *bundle, p cuedrop.Post) error {
		_, err := b.Schedule(ctx, p.ID, at(b.t, noon.Add(5*time.Hour)), consent)
		return err
	},
	"schedule a slot": func(ctx context.Context, b *bundle, p cuedrop.Post) error {
		s, _, err := b.NextSlot(ctx, p.AccountID, p.ID)
		if err != nil {
			return err
		}
		_, err = b.ScheduleSlot(ctx, p.ID, s, consent)
		return err
	},
	"schedule the next slot": func(ctx context.Context, b *bundle, p cuedrop.Post) error {
		_, err := b.ScheduleNextSlot(ctx, p.ID, consent)
		return err
	},
	"retry": func(ctx context.Context, b *bundle, p cuedrop.Post) error {
		_, err := b.Retry(ctx, p.ID)
		return err
	},
	"move": func(ctx context.Context, b *bundle, p cuedrop.Post) error {
		_, err := b.Move(ctx, p.ID, at(b.t, noon.Add(6*time.Hour)))
		return err
	},
	"move to a slot": func(ctx context.Context, b *bundle, p cuedrop.Post) error {
		s, _, err := b.NextSlot(ctx, p.AccountID, p.ID)
		if err != nil {
			return err
		}
		a, err := b.MoveAll(ctx, []queue.Move{{Post: p.ID, Schedule: s, BySlot: true}})
		if err == nil && len(a.Refused) > 0 {
			err = a.Refused[0].Err
		}
		return err
	},
}

// TestNothingReachesTheScheduleWhileThePoliciesWait, by whatever act and from whatever
// state; the same acts do with the policies accepted, so the gate is what holds them.
func TestNothingReachesTheScheduleWhileThePoliciesWait(t *testing.T) {
	t.Parallel()
	goesOut := func(p cuedrop.Post) bool { return p.State == cuedrop.Scheduled || p.State.InFlight() }
	passed := map[string]int{}
	for name, act := range gated {
		for _, s := range cuedrop.States {
			b := setup(t)
			if err := b.SetSlots(t.Context(), b.account.ID, []cuedrop.Slot{{Weekday: time.Friday, Wall: "18:30", Zone: "Europe/Madrid"}}); err != nil {
				t.Fatal(err)
			}
			before := b.in(s)
			b.Policy = func(context.Context) error { return errPolicy }
			closed := act(t.Context(), b, before)
			after := must[cuedrop.Post](t)(b.Post(t.Context(), before.ID))
			if goesOut(after) && !goesOut(before) {
				t.Errorf("%s brought a post that was %s to %s past the gate", name, s, after.State)
			}
			if after.Consent != nil && before.Consent == nil {
				t.Errorf("%s gave a post that was %s a consent past the gate", name, s)
			}
			b.Policy = nil
			if closed != nil && act(t.Context(), b, after) == nil {
				passed[name]++
				if fault.ReasonOf(closed) != "policy.accept" {
					t.Errorf("%s of a post that was %s: %v, not for the policies", name, s, closed)
				}
			}
		}
	}
	for name := range gated {
		if passed[name] == 0 {
			t.Errorf("the gate holds back no %s", name)
		}
	}
}

// TestWhatIsScheduledIsNotAskedAboutAgain: it may be given another time, and an act that
// took it off the schedule may be taken back.
func TestWhatIsScheduledIsNotAskedAboutAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.in(cuedrop.Scheduled)
	b.Policy = func(context.Context) error { return errPolicy }
	must[queue.Act](t)(b.Move(t.Context(), p.ID, at(t, noon.Add(2*time.Hour))))
	act := must[queue.Act](t)(b.Unplan(t.Context(), p.ID))
	back := must[[]cuedrop.Post](t)(b.Undo(t.Context(), act.Undo))
	if len(back) != 1 || back[0].State != cuedrop.Scheduled || back[0].Consent == nil || !back[0].Schedule.At.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("%+v", back)
	}
	// Drafts are planned meanwhile, and nothing more.
	d := b.draft()
	must[queue.Act](t)(b.Move(t.Context(), d.ID, at(t, noon.Add(3*time.Hour))))
	if d = must[cuedrop.Post](t)(b.Post(t.Context(), d.ID)); d.State != cuedrop.Draft || d.Consent != nil || d.Schedule.IsZero() {
		t.Errorf("%+v", d)
	}
}
