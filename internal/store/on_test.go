package store_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestOnIsWhatApplyDoes takes posts for random walks, legal steps and others, and
// compares the pure function with the database after each: what the model check proves
// of the one holds for the other.
func TestOnIsWhatApplyDoes(t *testing.T) {
	t.Parallel()
	taken := map[cuedrop.Transition]bool{}
	for seed := range uint64(10) {
		b := setup(t)
		random := rand.New(rand.NewPCG(seed, 4))
		p, at := b.draft(), noon
		for range 300 {
			at = at.Add(time.Duration(random.IntN(5000)) * time.Millisecond)
			a := must[*cuedrop.Attempt](t)(b.LiveAttempt(t.Context(), p.ID))
			c := randomChange(random, p, a, at)
			want, live, wantErr := c.On(p, a)
			got, err := b.Apply(t.Context(), c)
			switch {
			case (err == nil) != (wantErr == nil), err != nil && fault.KindOf(err) != fault.KindOf(wantErr) && fault.KindOf(err) != fault.Internal:
				t.Fatalf("%s from %s: Apply says %v, On says %v", c.Transition, p.State, err, wantErr)
			case err != nil:
				continue
			}
			taken[c.Transition] = true
			want.Rev = got.Rev
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s from %s (-On +Apply):\n%s", c.Transition, p.State, diff)
			}
			if diff := cmp.Diff(live, must[*cuedrop.Attempt](t)(b.LiveAttempt(t.Context(), p.ID))); diff != "" {
				t.Fatalf("attempt after %s from %s (-On +Apply):\n%s", c.Transition, p.State, diff)
			}
			if p = got; p.State == cuedrop.Published || p.State == cuedrop.Canceled && p.Consent == nil || random.IntN(40) == 0 {
				p = b.draft()
			}
		}
		if err := b.VerifyJournal(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if len(taken) < 20 {
		t.Errorf("only %d kinds of steps: %v", len(taken), taken)
	}
}

// randomChange is any change that code could ask for, mostly one that p allows.
func randomChange(random *rand.Rand, p cuedrop.Post, a *cuedrop.Attempt, at time.Time) cuedrop.Change {
	attempt := cuedrop.Attempt{ID: cuedrop.NewAttemptID(), PostID: p.ID, Plan: plan, SHA256: "cd"} // nobody's
	if a != nil && random.IntN(20) > 0 {
		attempt = *a
	}
	f := cuedrop.Failure{Reason: "tiktok.internal", Message: "Wait."}
	s := cuedrop.Schedule{Wall: "2026-11-24T13:00:00", Zone: "Europe/Madrid", At: noon}
	publishID := string(cuedrop.NewAttemptID())
	all := []cuedrop.Change{
		cuedrop.ScheduleChange(p, s, consent, at), cuedrop.UnscheduleChange(p, at), cuedrop.ReplaceChange(p, p.MediaID, at), cuedrop.BeginChange(p, at),
		cuedrop.PrepareChange(p, cuedrop.Rendition{Path: "/r.mp4", Route: cuedrop.RouteRemux, Size: 100, SHA256: "cd"}, at),
		cuedrop.RecheckChange(p, "gone", at), cuedrop.StartAttemptChange(p, attempt, at), cuedrop.RepeatInitChange(p, attempt, at),
		cuedrop.AcceptInitChange(p, attempt, cuedrop.InitResult{PublishID: publishID, UploadURL: "https://up.example/1"}, at),
		cuedrop.AckChunkChange(p, attempt, 40, at), cuedrop.BeginFinishChange(p, attempt, at), cuedrop.ResumeUploadChange(p, attempt, 40, at),
		cuedrop.FinishUploadChange(p, attempt, at), cuedrop.AbandonChange(p, attempt, "dead", at, at),
		cuedrop.PublishChange(p, a, []string{"7"}, at), cuedrop.DeliverChange(p, a, at), cuedrop.SnoozeChange(p, at.Add(time.Minute), &f, at),
		cuedrop.SnoozeChange(p, at, nil, at), cuedrop.BlockChange(p, a, f, at), cuedrop.UnblockChange(p, at), cuedrop.MissChange(p, f, at),
		cuedrop.FailChange(p, a, f, at), cuedrop.RetryChange(p, s, at), cuedrop.CancelChange(p, a, at), cuedrop.MarkUncertainChange(p, attempt, f, at),
		cuedrop.ResolveChange(p, a, true, at), cuedrop.ResolveChange(p, a, false, at),
	}
	for range 50 {
		c := all[random.IntN(len(all))]
		if ends := c.Transition == cuedrop.TransCancel || c.Transition == cuedrop.TransFail || c.Transition == cuedrop.TransBlock || c.Transition == cuedrop.TransAbandon; ends && random.IntN(15) > 0 {
			continue
		}
		if _, err := cuedrop.Next(p.State, c.Transition); err == nil || random.IntN(30) == 0 {
			return c
		}
	}
	return all[0]
}
