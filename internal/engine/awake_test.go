package engine

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
)

// bed is a computer that may sleep, and what there is to publish on it. It stands in
// for the store and for the system.
type bed struct {
	t      *testing.T
	bus    event.Bus
	health *health.Registry
	awake  *awake

	mu       sync.Mutex
	posts    []cuedrop.Post // with DueAt as their time
	inFlight int
	rules    cuedrop.PowerRules
	hold     error
	paused   bool
	broken   error // of the system
	unread   error // of the store
	looks    []time.Time
	takes    int // times that the computer was kept awake
	held     int // how many times it is right now
	freed    int
}

func makeBed(t *testing.T) *bed {
	t.Helper()
	b := &bed{t: t, rules: cuedrop.PowerRules{KeepAwake: true}}
	b.health = health.New(clock.System{}, &b.bus)
	b.awake = newAwake(awakeConfig{
		Store: b, Bus: &b.bus, Health: b.health, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Rules:   func(context.Context) (cuedrop.PowerRules, error) { return locked(b, &b.rules), nil },
		Hold:    func(context.Context) error { return locked(b, &b.hold) },
		Paused:  func(context.Context) bool { return locked(b, &b.paused) },
		Freed:   func() { b.set(func() { b.freed++ }) },
		Inhibit: b.inhibit,
	})
	if err := b.awake.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.awake.Stop)
	return b
}

func locked[T any](b *bed, v *T) T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return *v
}

// set changes something without a word about it.
func (b *bed) set(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
}

// change changes posts, and says so.
func (b *bed) change(f func()) {
	b.set(f)
	b.bus.Publish(event.PostChanged{})
}

func (b *bed) DuePosts(_ context.Context, now time.Time, _ int) (due []cuedrop.Post, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.looks = append(b.looks, time.Now())
	for _, p := range b.posts {
		if !p.NotBefore.After(now) {
			due = append(due, p)
		}
	}
	return due, b.unread
}

func (b *bed) NextDue(_ context.Context, now time.Time) (next time.Time, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.posts {
		if p.NotBefore.After(now) && (next.IsZero() || p.NotBefore.Before(next)) {
			next = p.NotBefore
		}
	}
	return next, b.unread
}

func (b *bed) InFlight(context.Context) (int, error) { return locked(b, &b.inFlight), nil }

func (b *bed) inhibit(context.Context, string) (func(), error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return nil, b.broken
	}
	b.takes++
	b.held++
	return func() { b.set(func() { b.held-- }) }, nil
}

// after lets time go by and wants the computer awake, or not.
func (b *bed) after(d time.Duration, awake bool, why string) {
	b.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	want := 0
	if awake {
		want = 1
	}
	if got := locked(b, &b.held); got != want {
		b.t.Errorf("%s: kept awake %d times, want %d", why, got, want)
	}
}

// conditions are the codes of what the user is told.
func (b *bed) conditions() (codes []string) {
	for _, c := range b.health.Conditions() {
		codes = append(codes, c.Code)
	}
	return codes
}

func (b *bed) wantConditions(codes ...string) {
	b.t.Helper()
	if got := b.conditions(); !slices.Equal(got, codes) {
		b.t.Errorf("conditions %v, want %v", got, codes)
	}
}

func scheduledIn(d time.Duration) cuedrop.Post {
	return cuedrop.Post{State: cuedrop.Scheduled, NotBefore: time.Now().Add(d)}
}

func TestTheComputerStaysAwakeFromTenMinutesBeforeAPostUntilItIsOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		b.after(time.Second, false, "nothing to do")
		b.change(func() { b.posts = append(b.posts, scheduledIn(40*time.Minute)) })
		b.after(30*time.Minute-time.Second, false, "more than ten minutes before the post")
		b.after(2*time.Second, true, "ten minutes before the post")
		b.after(11*time.Minute, true, "the post is due")
		b.change(func() { b.posts, b.inFlight = nil, 1 })
		b.after(time.Hour, true, "on its way")
		b.change(func() { b.inFlight = 0 })
		b.after(time.Second, false, "out")
		if got := locked(b, &b.takes); got != 1 {
			t.Errorf("taken %d times, want once", got)
		}
		b.change(func() { b.inFlight = 1 })
		b.after(time.Second, true, "the next one, seconds later")
		b.wantConditions()
	})
}

func TestNothingToDoIsLookedAtEveryFiveMinutesAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(locked(b, &b.looks)); n > 13 {
			t.Errorf("%d looks in an hour", n)
		}
	})
}

func TestManyChangesAtOnceAreFewLooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		synctest.Wait()
		for range 1000 {
			b.change(func() {})
			time.Sleep(time.Millisecond)
		}
		synctest.Wait()
		if n := len(locked(b, &b.looks)); n > 6 {
			t.Errorf("%d looks in a second", n)
		}
	})
}

func TestStopLetsTheComputerSleepAndStartBeginsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		b.change(func() { b.inFlight = 1 })
		b.after(time.Second, true, "on its way")
		b.awake.Stop()
		b.awake.Stop()
		b.after(0, false, "stopped")
		ctx, cancel := context.WithCancel(t.Context())
		for range 2 {
			if err := b.awake.Start(ctx); err != nil {
				t.Fatal(err)
			}
		}
		b.after(time.Second, true, "started again")
		cancel()
		b.after(time.Second, false, "its context has ended")
		if err := b.awake.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.after(time.Second, true, "started after its context had ended")
	})
}

// TestASystemThatKeepsNothingAwakeIsTriedEachMinute and told only while a post is near.
func TestASystemThatKeepsNothingAwakeIsTriedEachMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		b.set(func() { b.broken = fault.New(fault.Unsupported, "power.awake", "No.") })
		b.after(time.Hour, false, "nothing to do")
		b.wantConditions()
		b.change(func() { b.inFlight = 1 })
		b.after(time.Second, false, "it can't be kept awake")
		b.wantConditions("awake")
		if got := b.health.Conditions()[0].Severity; got != health.Info {
			t.Errorf("severity %s", got)
		}
		b.set(func() { b.broken = nil })
		b.after(time.Minute, true, "a minute later")
		b.wantConditions()
		b.set(func() { b.broken = errors.New("gone again") })
		b.awake.noteLost()
		b.after(time.Minute, false, "lost")
		b.wantConditions("awake")
		b.change(func() { b.inFlight = 0 })
		b.after(time.Second, false, "nothing to do")
		b.wantConditions()
	})
}

// TestWhatEndsByItselfIsTakenAgain at once, but not in a circle.
func TestWhatEndsByItselfIsTakenAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		b.change(func() { b.inFlight = 1 })
		b.after(5*time.Minute, true, "on its way")
		b.awake.noteLost()
		b.after(time.Second, true, "lost and taken again")
		if got := locked(b, &b.takes); got != 2 {
			t.Errorf("taken %d times, want twice", got)
		}
		for range 10 { // a helper that ends as soon as it runs
			b.awake.noteLost()
			time.Sleep(time.Second)
		}
		b.after(0, false, "lost again within a minute")
		b.wantConditions("awake")
		b.after(2*time.Minute, true, "later")
		if got := locked(b, &b.takes); got > 4 {
			t.Errorf("taken %d times in two minutes", got)
		}
		b.wantConditions()
	})
}

func TestWhatTheUserDoesNotWantIsNotDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		b.change(func() { b.inFlight, b.rules.KeepAwake = 1, false })
		b.after(time.Minute, false, "the rule is off")
		b.set(func() { b.rules.KeepAwake = true })
		b.awake.Wake()
		b.after(time.Second, true, "the rule is on")
		b.set(func() { b.paused = true })
		b.after(2*time.Minute, false, "uploads are paused")
		b.wantConditions()
	})
}

// TestAPostThatIsHeldBackIsToldAndRunsNoBatteryDown.
func TestAPostThatIsHeldBackIsToldAndRunsNoBatteryDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		low := fault.New(fault.Unavailable, reasonBattery, "Low.")
		b.change(func() { b.hold, b.posts = low, []cuedrop.Post{scheduledIn(8 * time.Minute)} })
		b.after(time.Second, false, "held back")
		b.wantConditions() // nothing waits yet
		b.after(8*time.Minute, false, "due and held back")
		b.wantConditions(reasonBattery)
		b.set(func() { b.hold = fault.New(fault.Unavailable, reasonMetered, "Metered.") })
		b.after(time.Minute, false, "held back by another rule")
		b.wantConditions(reasonMetered)
		if got := locked(b, &b.freed); got != 0 {
			t.Errorf("freed %d times while held back", got)
		}
		b.set(func() { b.hold = nil })
		b.after(time.Minute, true, "plugged in")
		b.wantConditions()
		if got := locked(b, &b.freed); got != 1 {
			t.Errorf("freed %d times, want once", got)
		}
		// What TikTok has is only asked about, and no rule holds that.
		b.change(func() { b.hold, b.posts, b.inFlight = low, []cuedrop.Post{{State: cuedrop.Confirming}}, 1 })
		b.after(2*time.Minute, false, "nothing but questions")
		b.wantConditions()
	})
}

func TestAStoreThatCannotBeReadChangesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := makeBed(t)
		b.change(func() { b.inFlight = 1 })
		b.after(time.Second, true, "on its way")
		b.change(func() { b.unread = errors.New("disk") })
		b.after(10*time.Minute, true, "nobody knows")
		b.change(func() { b.unread, b.inFlight = nil, 0 })
		b.after(time.Second, false, "nothing to do")
	})
}
