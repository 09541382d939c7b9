package schedule

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestIdle is the contract of run --until-idle: nothing due within 60 s, nothing in
// flight.
func TestIdle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state cuedrop.State
		due   time.Duration
		want  bool
	}{
		"due now":            {cuedrop.Scheduled, 0, false},
		"due in 60 s":        {cuedrop.Scheduled, 60 * time.Second, false},
		"due in 61 s":        {cuedrop.Scheduled, 61 * time.Second, true},
		"being converted":    {cuedrop.Due, -time.Hour, false},
		"uploading":          {cuedrop.Uploading, -time.Hour, false},
		"snoozed in flight":  {cuedrop.Finishing, 10 * time.Minute, false},
		"polled tomorrow":    {cuedrop.Confirming, 24 * time.Hour, false},
		"draft":              {cuedrop.Draft, -time.Hour, true},
		"blocked":            {cuedrop.Blocked, -time.Hour, true},
		"missed":             {cuedrop.Missed, -time.Hour, true},
		"failed":             {cuedrop.Failed, -time.Hour, true},
		"uncertain":          {cuedrop.Uncertain, -time.Hour, true},
		"canceled":           {cuedrop.Canceled, -time.Hour, true},
		"in the inbox":       {cuedrop.InInbox, -time.Hour, true},
		"published long ago": {cuedrop.Published, -time.Hour, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := setup(t)
			id := b.add("a", c.due)
			b.store.set(id, func(p *cuedrop.Post) { p.State, p.UpdatedAt, p.PublishedAt = c.state, p.Schedule.At, p.Schedule.At })
			if got := b.idle(); got != c.want {
				t.Errorf("%s: idle %t", name, got)
			}
		})
	}
}

// TestIdleWhilePublishing is false from the look on until the post is done, and waits
// a little for its link.
func TestIdleWhilePublishing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		if !b.idle() {
			t.Error("an empty scheduler is not idle")
		}
		b.add("a", 0)
		b.pub.do = func(_ context.Context, p cuedrop.Post) (time.Duration, error) {
			pass(5 * time.Second)
			b.store.set(p.ID, func(p *cuedrop.Post) { p.State, p.PublishedAt = cuedrop.Published, b.clock.Now() })
			return 0, nil
		}
		b.run()
		defer b.Stop()
		start := time.Now()
		for !b.idle() {
			pass(100 * time.Millisecond)
		}
		if took := time.Since(start); took < 15*time.Second || took > 16*time.Second {
			t.Errorf("idle after %v, want 5 s for the post and 10 for its link", took)
		}
	})
}

// TestFollowUps: what is done is asked about ever more rarely, one at a time, for a
// day, until the ids are there.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		named, never := b.add("a", 0), b.add("c", 0)
		for _, id := range []cuedrop.PostID{named, never} {
			b.store.set(id, func(p *cuedrop.Post) { p.State, p.PublishedAt = cuedrop.Published, b.clock.Now() })
		}
		start := time.Now()
		running := 0
		b.pub.tell = func(p cuedrop.Post) error {
			if running++; running > 1 {
				t.Error("two questions at a time")
			}
			pass(10 * time.Millisecond)
			running--
			if p.ID == named && time.Since(start) > 30*time.Second {
				b.store.set(named, func(p *cuedrop.Post) { p.PostIDs = []string{"7"} })
				return nil
			}
			return errors.New("not yet")
		}
		b.run()
		defer b.Stop()
		pass(25 * time.Hour)
		count := map[cuedrop.PostID]int{}
		var last time.Time
		for _, c := range b.pub.questions() {
			count[c.id]++
			last = c.at
		}
		if n := count[named]; n < 10 || n > 16 {
			t.Errorf("asked %d times in the first half minute", n)
		}
		if n := count[never]; n < 100 || n > 200 {
			t.Errorf("asked %d times in a day", n)
		}
		if since := last.Sub(start); since > 24*time.Hour || since < 23*time.Hour {
			t.Errorf("asked last after %v", since)
		}
		if len(b.pub.order()) != 0 {
			t.Error("drove a post that is done")
		}
	})
}

// TestAPostSentAgainGoesAtOnce, however long ago it ended and how rarely it is asked about.
func TestAPostSentAgainGoesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		id := b.add("a", 0)
		b.store.set(id, func(p *cuedrop.Post) { p.State, p.PublishedAt = cuedrop.Published, b.clock.Now() })
		b.pub.tell = func(cuedrop.Post) error { return errors.New("not found") }
		b.run()
		defer b.Stop()
		pass(3 * time.Hour)
		asked := b.pub.questions()
		pass(time.Until(asked[len(asked)-1].at.Add(15*time.Minute + time.Second))) // just asked
		b.store.set(id, func(p *cuedrop.Post) {
			p.State, p.PublishedAt, p.Schedule.At = cuedrop.Scheduled, time.Time{}, b.clock.Now()
		})
		b.Wake()
		pass(time.Second)
		if len(b.pub.order()) != 1 {
			t.Error("it waits for the next question about what it was before")
		}
	})
}

// TestAFollowUpThatHangsHoldsUpNothing but other follow-ups, and Stop ends it.
func TestAFollowUpThatHangsHoldsUpNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		done := b.add("a", 0)
		b.store.set(done, func(p *cuedrop.Post) { p.State, p.PublishedAt = cuedrop.Published, b.clock.Now() })
		hang := make(chan struct{})
		b.pub.tell = func(cuedrop.Post) error { <-hang; panic("and then this") }
		b.run()
		pass(time.Second)
		next := b.add("a", 0)
		pass(time.Minute)
		if b.store.get(next).State != cuedrop.Published {
			t.Error("the next post waits for the link of the last one")
		}
		if n := len(b.pub.questions()); n != 1 {
			t.Errorf("%d questions while the first hangs", n)
		}
		if b.idle() {
			t.Error("idle with a question under way")
		}
		close(hang)
		b.Stop()
	})
}

// TestMissThatLosesARace: the user was quicker, and that is no trouble.
func TestMissThatLosesARace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		id := b.add("a", -2*time.Hour)
		p := b.store.get(id)
		b.store.set(id, func(p *cuedrop.Post) { p.State = cuedrop.Canceled })
		l := look{now: b.clock.Now(), trusted: b.clock.Now()}
		if err := ignoreRace(b.miss(t.Context(), l, p, cuedrop.DefaultMissed)); err != nil {
			t.Error(err)
		}
		if got := b.store.get(id).State; got != cuedrop.Canceled {
			t.Errorf("state %s", got)
		}
		blocked := b.add("a", 0)
		b.store.set(blocked, func(p *cuedrop.Post) { p.State = cuedrop.Blocked })
		b.pub.gone = func(p cuedrop.Post) bool {
			b.store.set(p.ID, func(p *cuedrop.Post) { p.State = cuedrop.Draft })
			return true
		}
		if err := b.unblock(t.Context(), b.clock.Now()); err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("unblock: %v", err)
		}
	})
}

// TestAnInboxUploadIsFollowedForAWeek: creators finish drafts when it suits them.
func TestAnInboxUploadIsFollowedForAWeek(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		start := time.Now()
		id := b.add("a", 0)
		b.store.set(id, func(p *cuedrop.Post) { p.State, p.UpdatedAt = cuedrop.InInbox, b.clock.Now() })
		b.pub.tell = func(cuedrop.Post) error { return nil }
		b.run()
		defer b.Stop()
		pass(8 * 24 * time.Hour)
		asked := b.pub.questions()
		if n := len(asked); n < 250 || n > 400 {
			t.Errorf("asked %d times in a week", n)
		}
		if since := asked[len(asked)-1].at.Sub(start); since > 7*24*time.Hour || since < 7*24*time.Hour-2*time.Hour {
			t.Errorf("asked last after %v", since)
		}
	})
}
