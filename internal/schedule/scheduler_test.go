package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestPostsGoOutOnTimeAndInOrder: those of one account one after the other, accounts
// side by side, none early and none later than the next look.
func TestPostsGoOutOnTimeAndInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		a1, a2, c1 := b.add("a", time.Minute), b.add("a", time.Minute), b.add("c", time.Minute)
		late := b.add("a", 90*time.Second)
		start := time.Now()
		b.run()
		defer b.Stop()
		pass(time.Minute - time.Millisecond)
		if got := b.pub.order(); got != nil {
			t.Errorf("%v went out early", got)
		}
		pass(2 * time.Minute)
		got := b.pub.order()
		slices.Sort(got[:2])
		if diff := cmp.Diff([]cuedrop.PostID{a1, c1, a2, late}, got); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		for i, want := range []time.Duration{60, 60, 61, 90} {
			if took := b.pub.drives()[i].at.Sub(start); took != want*time.Second {
				t.Errorf("%s after %v, want %v", b.pub.drives()[i].id, took, want*time.Second)
			}
		}
		b.Stop()
		if b.pub.most != 2 {
			t.Errorf("%d posts at a time, want one an account", b.pub.most)
		}
	})
}

func TestWakeLooksAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.Wake() // before Start: must not block, nor be lost
		b.Wake()
		b.run()
		defer b.Stop()
		pass(time.Second)
		id := b.add("a", 0)
		synctest.Wait()
		if got := b.pub.order(); got != nil {
			t.Errorf("%v without being woken", got)
		}
		b.Wake()
		synctest.Wait()
		if got := b.pub.order(); !slices.Equal(got, []cuedrop.PostID{id}) {
			t.Errorf("woken, drove %v", got)
		}
		for range 1000 { // nobody listens: never blocks
			b.Wake()
		}
	})
}

// TestWithoutAWakeTheTickSeesIt: whatever was forgotten is found within a tick.
func TestWithoutAWakeTheTickSeesIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.run()
		defer b.Stop()
		pass(time.Second)
		b.add("a", 0)
		pass(tick)
		if got := b.pub.order(); len(got) != 1 {
			t.Errorf("drove %v", got)
		}
	})
}

// TestAnIdleHour counts how often an idle program wakes up (180 ticks and the first).
func TestAnIdleHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.add("a", 30*24*time.Hour)
		b.run()
		defer b.Stop()
		pass(time.Hour)
		if n := b.looks(); n > 181 || n < 170 {
			t.Errorf("%d looks in an hour", n)
		}
	})
}

// TestAPollingHour: posts that wait with a pace of their own cost no more looks than
// their pace.
func TestAPollingHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		for i := range 5 {
			b.add(fmt.Sprint(i), 0)
		}
		b.pub.do = func(_ context.Context, p cuedrop.Post) (time.Duration, error) {
			b.store.set(p.ID, func(p *cuedrop.Post) { p.State = cuedrop.Confirming })
			return 15 * time.Minute, nil
		}
		b.run()
		defer b.Stop()
		pass(59 * time.Minute)
		if n := len(b.pub.order()); n != 5*4 {
			t.Errorf("%d drives of five posts, every 15 minutes for an hour", n)
		}
		if n := b.looks(); n > 181+20 {
			t.Errorf("%d looks in an hour", n)
		}
	})
}

// TestTheClockJumps covers F4 to F6 between two ticks: set forward a post is found at
// the next look, or missed when it is too late; set back nothing goes out again.
func TestTheClockJumps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		jump time.Duration
		want cuedrop.State
	}{
		"forward to its time":       {time.Hour, cuedrop.Published},
		"forward, 59 min late":      {time.Hour + 59*time.Minute, cuedrop.Published},
		"forward a day: asleep":     {24 * time.Hour, cuedrop.Missed},
		"forward to 2099":           {73 * 365 * 24 * time.Hour, cuedrop.Missed},
		"back an hour":              {-time.Hour, cuedrop.Scheduled},
		"back to 1970: dead CMOS":   {-50 * 365 * 24 * time.Hour, cuedrop.Scheduled},
		"by a second, like any NTP": {time.Second, cuedrop.Scheduled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup(t)
				id := b.add("a", time.Hour)
				b.run()
				defer b.Stop()
				pass(5 * time.Second)
				b.clock.jump(c.jump)
				pass(tick + 2*time.Second)
				if got := b.store.get(id).State; got != c.want {
					t.Errorf("state %s, want %s", got, c.want)
				}
				b.clock.jump(-c.jump)
				pass(time.Hour + tick)
				if n := len(b.pub.order()); n > 1 {
					t.Errorf("driven %d times", n)
				}
			})
		})
	}
}

// TestAsleepOverThePost: the timer stood still, the wall clock went on (F1, F2).
func TestAsleepOverThePost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		onTime, missed := b.add("a", 50*time.Minute), b.add("a", 10*time.Minute)
		under := b.add("c", time.Minute)
		b.store.set(under, func(p *cuedrop.Post) { p.State = cuedrop.Confirming })
		b.run()
		defer b.Stop()
		pass(time.Second)
		b.clock.jump(100 * time.Minute) // the lid
		b.Wake()                        // the system says that it is back
		pass(5 * time.Second)
		for id, want := range map[cuedrop.PostID]cuedrop.State{onTime: cuedrop.Published, missed: cuedrop.Missed, under: cuedrop.Published} {
			if got := b.store.get(id); got.State != want {
				t.Errorf("%s is %s, want %s", id, got.State, want)
			}
		}
		if f := b.store.get(missed).Failure; f == nil || f.Reason != "schedule.missed" || f.Message == "" {
			t.Errorf("missed because of %+v", f)
		}
	})
}

// TestAFaultRestsOnlyItsPost: back-off grows, others of the account go on.
func TestAFaultRestsOnlyItsPost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		sick, well := b.add("a", 0), b.add("a", time.Second)
		b.pub.do = func(ctx context.Context, p cuedrop.Post) (time.Duration, error) {
			if p.ID == sick {
				return 0, fault.New(fault.Unavailable, "network.unreachable", "Offline.")
			}
			return b.pub.publish(ctx, p)
		}
		b.run()
		defer b.Stop()
		pass(10 * time.Minute)
		if b.store.get(well).State != cuedrop.Published {
			t.Error("the next post of the account waits")
		}
		tries := len(b.pub.order()) - 1
		if tries < 8 || tries > 13 {
			t.Errorf("%d tries in ten minutes", tries)
		}
		// It gets well: the next fault starts from a second again.
		b.pub.behave(nil)
		pass(5*time.Minute + tick)
		if b.store.get(sick).State != cuedrop.Published {
			t.Error("never tried again")
		}
		b.Stop()
		if len(b.failures) != 0 || len(b.resting) != 0 || len(b.unreached) != 0 {
			t.Errorf("remembers %v and %v of posts that are done", b.failures, b.resting)
		}
	})
}

// TestTheNetworkComesBack: what nobody answered goes at once, what TikTok told to wait
// waits on.
func TestTheNetworkComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		cut, told := b.add("a", 0), b.add("b", 0)
		var online atomic.Bool
		b.pub.do = func(ctx context.Context, p cuedrop.Post) (time.Duration, error) {
			switch {
			case p.ID == told:
				return 0, fault.New(fault.Unavailable, "tiktok.internal_error", "Down.").WithRetryAfter(time.Hour)
			case !online.Load():
				return 0, fault.New(fault.Unavailable, "network.offline", "Offline.")
			}
			return b.pub.publish(ctx, p)
		}
		b.run()
		defer b.Stop()
		pass(20 * time.Minute)
		online.Store(true)
		before := len(b.pub.order())
		b.NetworkBack()
		pass(restLeast + 2*time.Second) // publishing takes one
		if b.store.get(cut).State != cuedrop.Published {
			t.Error("the post that nobody answered rests on")
		}
		if n := len(b.pub.order()) - before; n != 1 {
			t.Errorf("%d drives after the network came back", n)
		}
	})
}

// TestTikToksOwnPause is longer than the back-off and is kept.
func TestTikToksOwnPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.add("a", 0)
		b.pub.do = func(context.Context, cuedrop.Post) (time.Duration, error) {
			return 0, fault.New(fault.Unavailable, "tiktok.internal_error", "Down.").WithRetryAfter(30 * time.Minute)
		}
		b.run()
		defer b.Stop()
		pass(29 * time.Minute)
		if n := len(b.pub.order()); n != 1 {
			t.Errorf("%d tries before TikTok's pause is over", n)
		}
	})
}

// TestADriveThatComesToNothing: what is refused at once, again and again, must not
// spin (a stale row, a post that another call holds).
func TestADriveThatComesToNothing(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		fault.New(fault.Conflict, "post.changed", "Changed."), fault.New(fault.NotFound, "post.not_found", "Gone."),
		fault.New(fault.Canceled, "canceled", "Canceled."), errors.New("something else"), nil,
	} {
		synctest.Test(t, func(t *testing.T) {
			b := setup(t)
			b.add("a", 0)
			stop := time.Now().Add(time.Minute)
			calls := 0
			b.pub.do = func(context.Context, cuedrop.Post) (time.Duration, error) {
				if calls++; calls > 1000 {
					pass(time.Until(stop)) // enough: let the bubble's time go on
				}
				return 0, err
			}
			b.run()
			defer b.Stop()
			pass(time.Minute)
			if n := len(b.pub.order()); n > 61 || n < 2 {
				t.Errorf("%v: driven %d times in a minute", err, n)
			}
		})
	}
}
