package schedule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// fakeLease is a lease that is held unless the test says otherwise.
type fakeLease struct {
	mu   sync.Mutex
	seen time.Time
	err  error
}

func (l *fakeLease) Hold(context.Context, time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *fakeLease) Seen(_ context.Context, _, seen time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.seen = seen
	}
	return l.err
}

func (l *fakeLease) LastSeen() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen
}

func (l *fakeLease) set(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

func with(l *fakeLease) func(*Config) { return func(c *Config) { c.Lease = l } }

func (b *bundle) policy(account string, action cuedrop.MissedAction, minutes int) {
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	if b.store.policies == nil {
		b.store.policies = map[cuedrop.AccountID]cuedrop.MissedPolicy{}
	}
	b.store.policies[cuedrop.AccountID(account)] = cuedrop.MissedPolicy{Policy: action, Minutes: minutes}
}

func (b *bundle) slots(account string, walls ...string) {
	b.t.Helper()
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	b.store.slots = map[cuedrop.AccountID][]cuedrop.Slot{}
	for _, wall := range walls {
		for d := time.Sunday; d <= time.Saturday; d++ {
			b.store.slots[cuedrop.AccountID(account)] = append(b.store.slots[cuedrop.AccountID(account)], cuedrop.Slot{Weekday: d, Wall: wall, Zone: "Etc/UTC"})
		}
	}
}

// journal returns the details of the changes that a post has seen.
func (b *bundle) journal(id cuedrop.PostID) (all []cuedrop.Change) {
	b.store.mu.Lock()
	defer b.store.mu.Unlock()
	for _, c := range b.store.changes {
		if c.Post == id {
			all = append(all, c)
		}
	}
	return all
}

// TestEachPolicy: what becomes of one post by its account's policy, how late it is and
// what kept it.
func TestEachPolicy(t *testing.T) {
	t.Parallel()
	const within, ask, slot, skip = cuedrop.MissedWithin, cuedrop.MissedAsk, cuedrop.MissedNextSlot, cuedrop.MissedSkip
	for name, c := range map[string]struct {
		policy  cuedrop.MissedAction
		minutes int
		late    time.Duration
		away    time.Duration // since the last look; 0 = never
		slots   bool
		want    cuedrop.State
		reason  string
	}{
		"within, exactly in time":         {within, 60, time.Hour, 0, false, cuedrop.Published, ""},
		"within, a second too late":       {within, 60, time.Hour + time.Second, 0, false, cuedrop.Missed, "schedule.missed"},
		"within five minutes":             {within, 5, 6 * time.Minute, 0, false, cuedrop.Missed, "schedule.missed"},
		"within a day":                    {within, 1440, 23 * time.Hour, 0, false, cuedrop.Published, ""},
		"ask":                             {ask, 60, 3 * time.Minute, 0, false, cuedrop.Missed, "schedule.missed"},
		"ask, after a restart":            {ask, 60, time.Minute, 90 * time.Second, false, cuedrop.Published, ""},
		"ask, a minute and a half late":   {ask, 60, 90 * time.Second, 0, false, cuedrop.Published, ""},
		"ask, late but looked at":         {ask, 60, 30 * time.Minute, 10 * time.Second, false, cuedrop.Published, ""},
		"ask, late for lack of its turn":  {ask, 60, 61 * time.Minute, 10 * time.Second, false, cuedrop.Missed, "schedule.missed"},
		"ask, due before the last look":   {ask, 60, 30 * time.Minute, 20 * time.Minute, false, cuedrop.Published, ""},
		"next slot":                       {slot, 60, 3 * time.Minute, 0, true, cuedrop.Scheduled, "schedule.moved"},
		"next slot, very late":            {slot, 60, 99 * time.Hour, 0, true, cuedrop.Scheduled, "schedule.moved"},
		"next slot, without any":          {slot, 60, 3 * time.Minute, 0, false, cuedrop.Missed, "schedule.missed_no_slot"},
		"next slot, after a restart":      {slot, 60, time.Minute, 70 * time.Second, true, cuedrop.Published, ""},
		"skip":                            {skip, 60, 3 * time.Minute, 0, false, cuedrop.Canceled, "schedule.skipped"},
		"skip, after a restart":           {skip, 60, time.Minute, 70 * time.Second, false, cuedrop.Published, ""},
		"skip, late for lack of its turn": {skip, 15, 16 * time.Minute, 10 * time.Second, false, cuedrop.Canceled, "schedule.skipped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &fakeLease{}
				if c.away > 0 {
					l.seen = time.Now().Add(-c.away)
				}
				b := setup(t, with(l))
				b.policy("a", c.policy, c.minutes)
				if c.slots {
					b.slots("a", "09:00")
				}
				id := b.add("a", -c.late)
				b.run()
				defer b.Stop()
				pass(5 * time.Second)
				p := b.store.get(id)
				if p.State != c.want {
					t.Fatalf("%s, want %s", p.State, c.want)
				}
				if c.reason == "" {
					return
				}
				if p.Failure == nil || p.Failure.Reason != c.reason || !strings.HasSuffix(p.Failure.Message, ".") {
					t.Errorf("the user reads %+v, want %s", p.Failure, c.reason)
				}
				for _, change := range b.journal(id) {
					d := change.Detail
					if d["by"] != "policy" || d["policy"] != string(c.policy) || d["lateSeconds"] != int64(c.late/time.Second) {
						t.Errorf("the journal says %v of %s", d, change.Transition)
					}
				}
				if c.reason == "schedule.moved" {
					if at := p.Schedule.At; !at.After(time.Now()) || time.Until(at) > 24*time.Hour || at.UTC().Hour() != 9 || !b.journal(id)[1].BySlot {
						t.Errorf("given %v", at)
					}
					pass(25 * time.Hour)
					if got := b.store.get(id).State; got != cuedrop.Published {
						t.Errorf("at its slot: %s", got)
					}
				}
			})
		})
	}
}

// TestMissedPostsGetOneSlotEach, in the order in which they were due.
func TestMissedPostsGetOneSlotEach(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.policy("a", cuedrop.MissedNextSlot, 60)
		b.slots("a", "09:00", "18:00")
		var ids []cuedrop.PostID
		for i := range 5 {
			ids = append(ids, b.add("a", -time.Duration(10-i)*time.Hour))
		}
		lost := 0
		b.store.fail = func(c cuedrop.Change) error { // another program is quicker, twice
			if c.BySlot && lost < 2 {
				lost++
				return fault.New(fault.Conflict, "slot.taken", "Taken.")
			}
			return nil
		}
		b.run()
		defer b.Stop()
		pass(time.Second)
		last := time.Now()
		for _, id := range ids {
			p := b.store.get(id)
			if p.State != cuedrop.Scheduled || !p.Schedule.At.After(last) {
				t.Errorf("%s: %s at %v, after %v", id, p.State, p.Schedule.At, last)
			}
			last = p.Schedule.At
		}
	})
}

// TestTwentyPostsAfterALongSleep go out one every ten minutes an account, the first of
// each at once, and none becomes missed by its waiting (F2, F3).
func TestTwentyPostsAfterALongSleep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		for i := range 20 {
			b.add("a", time.Duration(30+i)*time.Minute)
		}
		for i := range 3 {
			b.add("c", time.Duration(30+i)*time.Minute)
		}
		fresh := b.add("a", 75*time.Minute)
		later := b.add("a", 4*time.Hour)
		b.run()
		defer b.Stop()
		pass(time.Second)
		b.clock.sleep(80 * time.Minute)
		woke := time.Now()
		b.Wake()
		pass(3 * time.Second)
		if n := len(b.pub.order()); n != 3 {
			t.Fatalf("%d go out at once, want one of each account and the one that is five minutes late", n)
		}
		spaced := b.store.get("post_2")
		if f := spaced.Failure; f == nil || f.Reason != "schedule.catching_up" || !strings.Contains(f.Message, spaced.NotBefore.UTC().Format("15:04")) {
			t.Errorf("the next one says %+v", spaced.Failure)
		}
		if d := b.journal("post_2")[0].Detail; d["by"] != "catch_up" || d["lateSeconds"] == nil {
			t.Errorf("its journal says %v", d)
		}
		pass(5 * time.Hour)
		at := map[cuedrop.AccountID][]time.Duration{}
		for _, d := range b.pub.drives() {
			p := b.store.get(d.id)
			if p.State != cuedrop.Published {
				t.Errorf("%s is %s", d.id, p.State)
			}
			if d.id != fresh && d.id != later {
				at[p.AccountID] = append(at[p.AccountID], d.at.Sub(woke))
			}
		}
		if len(at["a"]) != 20 || len(at["c"]) != 3 {
			t.Fatalf("went out: %v", at)
		}
		for account, times := range at {
			for i, after := range times {
				if want := time.Duration(i) * spacing; after < want || after > want+5*time.Second {
					t.Errorf("%s: number %d after %v, want %v", account, i, after, want)
				}
			}
		}
	})
}

// TestAQuickRestartIsNotSpaced: a program that is killed and started again goes on with
// its queue, however late that is.
func TestAQuickRestartIsNotSpaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLease{seen: time.Now().Add(-time.Minute)}
		b := setup(t, with(l))
		for range 50 {
			b.add("a", -40*time.Minute)
		}
		for range 10 {
			b.run()
			pass(5*time.Second + time.Millisecond)
			b.Stop()
			pass(time.Second)
			b.restart(with(l))
		}
		for id := range b.store.posts {
			if got := b.store.get(id).State; got != cuedrop.Published {
				t.Errorf("%s is %s", id, got)
			}
		}
	})
}

// TestAQueueThatIsLookedAtIsNotSpaced: posts that wait for one another in a running
// program follow one another, and are missed only by the minutes of the policy.
func TestAQueueThatIsLookedAtIsNotSpaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		for range 30 {
			b.add("a", 0)
		}
		b.pub.do = func(ctx context.Context, p cuedrop.Post) (time.Duration, error) {
			pass(3*time.Minute - time.Second)
			return b.pub.publish(ctx, p)
		}
		start := time.Now()
		b.run()
		defer b.Stop()
		pass(2 * time.Hour)
		drives := b.pub.drives()
		if n := len(drives); n != 21 || drives[20].at.Sub(start) != time.Hour {
			t.Errorf("%d went out, the last after %v", n, drives[n-1].at.Sub(start))
		}
		if p := b.store.get("post_30"); p.State != cuedrop.Missed || strings.Contains(p.Failure.Message, "not running") {
			t.Errorf("the last one: %s, %+v", p.State, p.Failure)
		}
	})
}

// TestACrashWhileSpacing: whoever comes next spaces the rest behind those that are.
func TestACrashWhileSpacing(t *testing.T) {
	t.Parallel()
	for crash := range 10 {
		synctest.Test(t, func(t *testing.T) {
			l := &fakeLease{seen: time.Now().Add(-time.Hour)}
			b := setup(t, with(l))
			for i := range 8 {
				b.add("a", -time.Duration(50-i)*time.Minute)
			}
			applied := 0
			b.store.fail = func(cuedrop.Change) error {
				if applied++; applied > crash {
					return errors.New("killed")
				}
				return nil
			}
			b.run()
			pass(time.Millisecond)
			b.Stop()
			b.store.fail = nil
			pass(5 * time.Second)
			b.restart(with(l))
			start := time.Now()
			b.run()
			pass(2 * time.Hour)
			b.Stop()
			var last time.Time
			gone := map[cuedrop.PostID]bool{}
			for _, d := range b.pub.drives() {
				if d.at.Before(start) && b.store.get(d.id).State != cuedrop.Published {
					continue // the kill came between
				}
				if !last.IsZero() && d.at.Sub(last) < spacing-time.Minute && !gone[d.id] {
					t.Errorf("crash after %d: %s only %v after the one before", crash, d.id, d.at.Sub(last))
				}
				last = d.at
				gone[d.id] = true
			}
			if len(gone) != 8 {
				t.Errorf("crash after %d: %d of 8 went out", crash, len(gone))
			}
		})
	}
}

// TestACrashBetweenTheStepsOfAPolicy: the next program ends what was begun.
func TestACrashBetweenTheStepsOfAPolicy(t *testing.T) {
	t.Parallel()
	for action, want := range map[cuedrop.MissedAction]cuedrop.State{cuedrop.MissedNextSlot: cuedrop.Scheduled, cuedrop.MissedSkip: cuedrop.Canceled} {
		synctest.Test(t, func(t *testing.T) {
			b := setup(t)
			b.policy("a", action, 60)
			b.slots("a", "09:00")
			id, edited := b.add("a", -3*time.Hour), b.add("a", -2*time.Hour)
			b.store.fail = func(c cuedrop.Change) error {
				if c.Transition != cuedrop.TransMiss {
					return errors.New("killed")
				}
				return nil
			}
			b.run()
			pass(time.Minute) // it goes on trying
			b.Stop()
			if p := b.store.get(id); p.State != cuedrop.Missed || p.Failure == nil || !strings.HasSuffix(p.Failure.Message, ".") {
				t.Errorf("%s: left %s, %+v", action, p.State, p.Failure)
			}
			b.store.fail = nil
			b.store.set(edited, func(p *cuedrop.Post) { p.Consent = nil }) // the user was at it meanwhile
			b.restart()
			b.run()
			pass(time.Second)
			b.Stop()
			if p := b.store.get(id); p.State != want || p.Failure == nil {
				t.Errorf("%s: ended %s, %+v", action, p.State, p.Failure)
			}
			if p := b.store.get(edited); action == cuedrop.MissedNextSlot && p.State != cuedrop.Missed {
				t.Errorf("the edited one is %s without a consent", p.State)
			}
		})
	}
}

// TestTheDiskFailsWhileJudging: a late post that could not be judged is not sent.
func TestTheDiskFailsWhileJudging(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.add("a", -2*time.Hour)
		b.add("c", 0)
		b.store.fail = func(cuedrop.Change) error { return errors.New("disk full") }
		b.run()
		defer b.Stop()
		pass(time.Minute)
		if got := b.pub.order(); len(got) != 0 {
			t.Errorf("drove %v", got)
		}
	})
}

// TestManyPostsOfOneAccountHideNoOther: more than a page of them wait, busy or at rest.
func TestManyPostsOfOneAccountHideNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		for range 2*batch + 50 {
			b.add("many", -time.Minute)
		}
		others := []cuedrop.PostID{b.add("c", 0), b.add("d", 0)}
		b.run()
		pass(2 * time.Second)
		for _, id := range others {
			if got := b.store.get(id).State; got != cuedrop.Published {
				t.Errorf("%s is %s behind the many", id, got)
			}
		}
		b.Stop()
		// The many wait for TikTok's verdict: the next of their account goes as well.
		for id, p := range b.store.posts {
			if p.AccountID == "many" {
				b.store.set(id, func(p *cuedrop.Post) { p.State = cuedrop.Confirming })
			}
		}
		next := b.add("many", 0)
		b.pub.behave(func(ctx context.Context, p cuedrop.Post) (time.Duration, error) {
			if p.State == cuedrop.Confirming {
				return time.Hour, nil
			}
			return b.pub.publish(ctx, p)
		})
		b.run()
		defer b.Stop()
		pass(time.Minute)
		if got := b.store.get(next).State; got != cuedrop.Published {
			t.Errorf("%s is %s behind those that are polled", next, got)
		}
	})
}

// TestSpacingKeepsItsRules looks at any backlog.
func TestSpacingKeepsItsRules(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	minutes := func(t *rapid.T, name string, from, to int) time.Duration {
		return time.Duration(rapid.IntRange(from, to).Draw(t, name)) * time.Minute
	}
	rapid.Check(t, func(t *rapid.T) {
		l := look{now: now, trusted: now}
		if rapid.Bool().Draw(t, "ever looked") {
			l.looked = now.Add(-minutes(t, "away", 0, 120))
		}
		var until time.Time
		if rapid.Bool().Draw(t, "spaced before") {
			until = now.Add(minutes(t, "until", -60, 60))
		}
		var late []cuedrop.Post
		for i := range rapid.IntRange(0, 20).Draw(t, "posts") {
			late = append(late, cuedrop.Post{ID: cuedrop.PostID(fmt.Sprint(i)), State: cuedrop.Scheduled, Schedule: cuedrop.Schedule{At: now.Add(-minutes(t, "late", 0, 90))}})
		}
		last := until
		for i, at := range l.spaced(late, until) {
			old := now.Sub(late[i].Schedule.At) >= spacing
			if !old || l.away() < spacing {
				if !at.IsZero() {
					t.Fatalf("post %d, %v late, away for %v, waits until %v", i, now.Sub(late[i].Schedule.At), l.away(), at)
				}
				continue
			}
			if at.IsZero() {
				at = now
			} else if !at.After(now) {
				t.Fatalf("post %d waits until %v, which is over", i, at)
			}
			if !last.IsZero() && at.Sub(last) < spacing {
				t.Fatalf("post %d goes out %v after the one before", i, at.Sub(last))
			}
			last = at
		}
	})
}

var conflictLease = fault.New(fault.Conflict, "engine.lease_lost", "Another one publishes.")
