package cuedrop_test

import (
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// TestInAnOldCopyNothingPastDueGoesOutAndNothingIsRepeated takes a post of every state,
// due before and after, as far as it goes (reliability-security.md B14).
func TestInAnOldCopyNothingPastDueGoesOutAndNothingIsRepeated(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	past := map[cuedrop.State]cuedrop.State{
		cuedrop.Scheduled: cuedrop.Missed, cuedrop.Blocked: cuedrop.Missed, cuedrop.Due: cuedrop.Missed, cuedrop.Prepared: cuedrop.Missed,
		cuedrop.InitSent: cuedrop.Missed, cuedrop.Uploading: cuedrop.Uncertain, cuedrop.Finishing: cuedrop.Uncertain, cuedrop.Confirming: cuedrop.Uncertain,
	}
	for _, state := range cuedrop.States {
		for _, due := range []time.Duration{-time.Hour, 0, time.Minute} {
			want := state
			if to, ok := past[state]; ok && (due <= 0 || state != cuedrop.Scheduled && state != cuedrop.Blocked) {
				want = to
			}
			p := cuedrop.Post{ID: "post_1", State: state, Schedule: cuedrop.Schedule{Wall: "w", Zone: "z", At: now.Add(due)}, NotBefore: now.Add(time.Hour)}
			a := &cuedrop.Attempt{ID: "try_1"}
			for steps := 0; ; steps++ {
				c, more := cuedrop.OldCopyChange(p, a, now)
				if !more {
					break
				}
				to, err := cuedrop.Next(c.From, c.Transition)
				if err != nil || steps > 2 {
					t.Fatalf("%s due %s: step %d %s: %v", state, due, steps, c.Transition, err)
				}
				if c.Detail["why"] != cuedrop.ReasonOldCopy {
					t.Errorf("%s: the journal does not say why: %v", c.Transition, c.Detail)
				}
				if c.Attempt != nil && c.Attempt.End {
					a = nil
				}
				p.State, p.Failure = to, c.Failure
			}
			if p.State != want {
				t.Errorf("%s due %s becomes %s, want %s", state, due, p.State, want)
			}
			if p.State != state && (p.Failure == nil || p.Failure.Reason != cuedrop.ReasonOldCopy) {
				t.Errorf("%s: the user is not told: %+v", state, p.Failure)
			}
		}
	}
}

// TestAPostWithoutATimeStaysInAnOldCopy: there is nothing that could be past.
func TestAPostWithoutATimeStaysInAnOldCopy(t *testing.T) {
	t.Parallel()
	for _, state := range []cuedrop.State{cuedrop.Draft, cuedrop.Blocked} {
		if _, more := cuedrop.OldCopyChange(cuedrop.Post{State: state}, nil, time.Now()); more {
			t.Errorf("%s is held back", state)
		}
	}
}
