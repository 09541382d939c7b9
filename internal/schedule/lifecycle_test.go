package schedule

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestAPanicStaysWithItsPost: A20.
func TestAPanicStaysWithItsPost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		bad, good := b.add("a", 0), b.add("c", 0)
		next := b.add("a", time.Second)
		b.pub.do = func(ctx context.Context, p cuedrop.Post) (time.Duration, error) {
			if p.ID == bad {
				panic("boom")
			}
			return b.pub.publish(ctx, p)
		}
		b.run()
		pass(time.Minute)
		for _, id := range []cuedrop.PostID{good, next} {
			if got := b.store.get(id).State; got != cuedrop.Published {
				t.Errorf("%s is %s", id, got)
			}
		}
		if n := len(b.pub.order()); n < 4 || n > 10 {
			t.Errorf("%d drives: the bad post rests between its panics", n)
		}
		b.Stop() // and nothing hangs
	})
}

// TestAPanicOfALookDoesNotEndTheScheduler: the next look goes on, and the user hears.
func TestAPanicOfALookDoesNotEndTheScheduler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.store.panics = 2
		id := b.add("a", 0)
		b.run()
		defer b.Stop()
		pass(time.Minute)
		if got := b.store.get(id).State; got != cuedrop.Published {
			t.Errorf("the post is %s", got)
		}
		if told := b.troubles(); len(told) < 3 || told[0] == nil || told[len(told)-1] != nil {
			t.Errorf("trouble told: %v", told)
		}
	})
}

// TestADatabaseThatFails is told, and told to be over.
func TestADatabaseThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.store.broken = errors.New("disk") // before it runs
		b.run()
		defer b.Stop()
		pass(time.Minute)
		if _, err := b.Idle(t.Context()); err == nil {
			t.Error("idle without a database")
		}
		b.store.mu.Lock()
		b.store.broken = nil
		b.store.mu.Unlock()
		id := b.add("a", 0)
		pass(tick + 2*time.Second)
		if b.store.get(id).State != cuedrop.Published {
			t.Error("does not go on")
		}
		told := b.troubles()
		if n := len(told); n < 5 || n > 8 || told[0] == nil || told[n-1] != nil {
			t.Errorf("trouble told: %v", told)
		}
	})
}

// TestUnblock puts a post back whose cause has gone, and only such.
func TestUnblock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		in, out, late := b.add("a", 0), b.add("c", 0), b.add("a", -2*time.Hour)
		for _, id := range []cuedrop.PostID{in, out, late} {
			b.store.set(id, func(p *cuedrop.Post) {
				p.State, p.Failure = cuedrop.Blocked, &cuedrop.Failure{Reason: "account.signed_out", Message: "x"}
			})
		}
		var signedIn atomic.Bool
		b.pub.gone = func(p cuedrop.Post) bool { return signedIn.Load() && p.AccountID == "a" }
		b.run()
		defer b.Stop()
		pass(time.Minute)
		if got := b.pub.order(); got != nil {
			t.Errorf("drove %v while signed out", got)
		}
		signedIn.Store(true)
		b.Wake()
		pass(2 * time.Second)
		for id, want := range map[cuedrop.PostID]cuedrop.State{in: cuedrop.Published, out: cuedrop.Blocked, late: cuedrop.Missed} {
			if got := b.store.get(id).State; got != want {
				t.Errorf("%s is %s, want %s", id, got, want)
			}
		}
	})
}

// TestStopWaits for the post under way, whose context it ends.
func TestStopWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.add("a", 0)
		left := false
		b.pub.do = func(ctx context.Context, _ cuedrop.Post) (time.Duration, error) {
			<-ctx.Done()
			pass(3 * time.Second) // the last write
			left = true
			return 0, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
		}
		b.run()
		pass(time.Second)
		start := time.Now()
		b.Stop()
		if took := time.Since(start); took != 3*time.Second || !left {
			t.Errorf("Stop returned after %v, the post had ended: %t", took, left)
		}
		looks := b.looks()
		pass(time.Hour)
		if b.looks() != looks {
			t.Error("looks go on after Stop")
		}
	})
}

func TestStartAndStopTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.Stop() // never started
		b.run()
		b.run()
		pass(time.Hour)
		if n := b.looks(); n > 181 {
			t.Errorf("%d looks in an hour: two loops", n)
		}
		b.Stop()
		b.Stop()
		id := b.add("a", 0)
		b.run() // and again
		pass(2 * time.Second)
		b.Stop()
		if b.store.get(id).State != cuedrop.Published {
			t.Error("does not run a second time")
		}
	})
}

// TestStartAfterItsContextEnded: ctx ends a scheduler like Stop does, so it can be
// started again without one.
func TestStartAfterItsContextEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		ctx, cancel := context.WithCancel(t.Context())
		if err := b.Start(ctx); err != nil {
			t.Fatal(err)
		}
		cancel()
		synctest.Wait()
		id := b.add("a", 0)
		b.run()
		defer b.Stop()
		pass(2 * time.Second)
		if got := b.store.get(id).State; got != cuedrop.Published {
			t.Errorf("the post is %s", got)
		}
	})
}

// TestStartStopStress starts and stops from many goroutines with work under way. What
// is left over, TestMain's leak check finds.
func TestStartStopStress(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 20 {
		b.add(fmt.Sprint(i), 0)
	}
	b.pub.do = func(ctx context.Context, _ cuedrop.Post) (time.Duration, error) { return time.Microsecond, ctx.Err() }
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if err := b.Start(t.Context()); err != nil {
					t.Error(err)
				}
				b.Wake()
				if _, err := b.Idle(t.Context()); err != nil {
					t.Error(err)
				}
				b.Stop()
			}
		})
	}
	wg.Wait()
	b.Stop()
}
