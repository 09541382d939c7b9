package schedule

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
)

const day = 24 * time.Hour

// clockWatch is what the user is told of the clock, and TikTok's time when it is asked.
type clockWatch struct {
	mu     sync.Mutex
	states []ClockState
	asked  atomic.Int32
	answer func() // TikTok's, when it is asked; nil = offline
}

func (w *clockWatch) config(b **bundle) func(*Config) {
	return func(c *Config) {
		c.Uptime = func() (time.Duration, bool) { return (*b).clock.Uptime() }
		c.ClockOff = func(s ClockState) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.states = append(w.states, s)
		}
		c.AskTime = func(context.Context, cuedrop.AccountID) error {
			w.asked.Add(1)
			w.mu.Lock()
			answer := w.answer
			w.mu.Unlock()
			if answer != nil {
				answer()
			}
			return nil
		}
	}
}

func (w *clockWatch) now() ClockState {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.states) == 0 {
		return ClockState{}
	}
	return w.states[len(w.states)-1]
}

// watched is a bundle whose computer tells how long it has been on.
func watched(t *testing.T, with ...func(*Config)) (*bundle, *clockWatch) {
	t.Helper()
	var b *bundle
	w := &clockWatch{}
	b = setup(t)
	b.restart(append(with, w.config(&b))...)
	return b, w
}

// TestAClockThatIsSetForwardSendsNothing before TikTok confirms the time (F5).
func TestAClockThatIsSetForwardSendsNothing(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"ten minutes": 10 * time.Minute, "a day": day, "to 2099": 73 * 365 * day} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b, w := watched(t)
				id, due := b.add("a", 8*time.Minute), b.add("c", 30*time.Second)
				b.run()
				defer b.Stop()
				pass(time.Second)
				b.clock.jump(jump)
				pass(time.Minute)
				if got := b.store.get(id).State; got != cuedrop.Scheduled {
					t.Fatalf("the post is %s", got)
				}
				if got := b.store.get(due).State; got != cuedrop.Published {
					t.Errorf("the post that is due in truth is %s", got)
				}
				if s := w.now(); (s.Off-jump).Abs() > time.Second || s.Confirmed {
					t.Errorf("told %+v, want %v", s, jump)
				}
				if !b.idle() {
					t.Error("waits for a post that is due only by the jump")
				}
				pass(time.Minute)
				if n := w.asked.Load(); n < 1 || n > 3 {
					t.Errorf("TikTok asked %d times in two minutes", n)
				}
				// TikTok says that the clock is wrong: its time counts.
				b.Heard(time.Now())
				if s := w.now(); !s.Confirmed || (s.Off-jump).Abs() > time.Second {
					t.Errorf("told %+v", s)
				}
				pass(5 * time.Minute)
				if n := len(b.pub.order()); n != 1 {
					t.Errorf("%d sent early", n-1)
				}
				pass(time.Minute + tick)
				if got := b.store.get(id).State; got != cuedrop.Published {
					t.Errorf("at its true time it is %s", got)
				}
				b.clock.jump(-jump) // the user puts it right
				pass(tick + time.Second)
				if s := w.now(); s != (ClockState{}) {
					t.Errorf("put right, told %+v", s)
				}
				if n := len(b.pub.order()); n != 2 {
					t.Errorf("%d drives", n)
				}
			})
		})
	}
}

// TestAClockThatIsPutRightIsConfirmed: it was behind and jumps forward, and TikTok says
// that it is right now. What was missed by then goes the way of its policy.
func TestAClockThatIsPutRightIsConfirmed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, w := watched(t)
		soon, late := b.add("a", 50*time.Minute), b.add("a", 5*time.Minute)
		w.answer = func() { b.Heard(b.clock.Now()) }
		b.run()
		defer b.Stop()
		pass(time.Second)
		b.clock.jump(90 * time.Minute)
		pass(2*tick + 2*time.Second)
		for id, want := range map[cuedrop.PostID]cuedrop.State{soon: cuedrop.Published, late: cuedrop.Missed} {
			if got := b.store.get(id).State; got != want {
				t.Errorf("%s is %s, want %s", id, got, want)
			}
		}
		if s := w.now(); s != (ClockState{}) {
			t.Errorf("told %+v", s)
		}
	})
}

// TestASleepIsNoJump: the time that the computer has been on bears it out (F1).
func TestASleepIsNoJump(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, w := watched(t)
		id := b.add("a", 50*time.Minute)
		b.run()
		defer b.Stop()
		pass(time.Second)
		b.clock.sleep(100 * time.Minute)
		pass(tick + 2*time.Second)
		if got := b.store.get(id).State; got != cuedrop.Published {
			t.Errorf("the post is %s", got)
		}
		if w.now() != (ClockState{}) || w.asked.Load() != 0 {
			t.Errorf("told %+v, asked %d times", w.now(), w.asked.Load())
		}
	})
}

// TestAClockThatIsSetBackSendsNothingTwice (F4).
func TestAClockThatIsSetBackSendsNothingTwice(t *testing.T) {
	t.Parallel()
	for _, uptime := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			b, w := watched(t, func(*Config) {})
			if !uptime {
				b.wall.uptime = nil
			}
			for i := range 5 {
				b.add("a", time.Duration(i)*time.Minute)
			}
			b.run()
			defer b.Stop()
			pass(10 * time.Minute)
			b.clock.jump(-time.Hour)
			pass(tick + time.Second)
			if s := w.now(); (s.Off + time.Hour).Abs() > time.Minute {
				t.Errorf("uptime %t: told %+v", uptime, s)
			}
			pass(3 * time.Hour)
			if n := len(b.pub.order()); n != 5 {
				t.Errorf("uptime %t: %d drives of five posts", uptime, n)
			}
			b.clock.jump(time.Hour)
			b.Heard(b.clock.Now())
			pass(tick + time.Second)
			if s := w.now(); s != (ClockState{}) {
				t.Errorf("uptime %t: put right, told %+v", uptime, s)
			}
		})
	}
}

// TestAClockThatIsWrongAtTheStart is behind the last look of the last program, as with
// a dead CMOS battery: nothing is due, and the user hears of it (F6).
func TestAClockThatIsWrongAtTheStart(t *testing.T) {
	t.Parallel()
	for _, year := range []int{1970, 1999} {
		synctest.Test(t, func(t *testing.T) {
			was := time.Now()
			l := &fakeLease{seen: was}
			b, w := watched(t, with(l))
			id := b.add("a", time.Hour)
			b.clock.jump(-time.Since(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)) - time.Hour)
			b.run()
			defer b.Stop()
			pass(2*time.Hour + time.Minute)
			if got := b.store.get(id).State; got != cuedrop.Scheduled {
				t.Errorf("the post is %s", got)
			}
			if s := w.now(); s.Off >= 0 || s.Confirmed {
				t.Errorf("told %+v", s)
			}
			// The clock is set by the network, and TikTok agrees: the post is more than
			// an hour late.
			b.clock.jump(time.Since(b.clock.Now()))
			b.Heard(b.clock.Now())
			pass(tick + 2*time.Second)
			if got := b.store.get(id).State; got != cuedrop.Missed {
				t.Errorf("put right, the post is %s", got)
			}
		})
	}
}

// TestSmallDifferencesAreNobodysBusiness: TikTok's answers name whole seconds, and NTP
// moves clocks.
func TestSmallDifferencesAreNobodysBusiness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, w := watched(t)
		b.run()
		defer b.Stop()
		for i := range 60 {
			b.clock.jump(time.Duration(i%3-1) * time.Minute)
			b.Heard(b.clock.Now().Add(-time.Duration(i%9-4) * time.Minute))
			pass(tick + time.Second)
		}
		if len(w.states) != 0 {
			t.Errorf("told %v", w.states)
		}
	})
}

// TestALeaseThatIsLost: work under way ends, nothing new begins, and all goes on once
// the lease is regained (H17, B15).
func TestALeaseThatIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLease{seen: time.Now()}
		b := setup(t, with(l))
		var ended atomic.Int32
		b.pub.do = func(ctx context.Context, p cuedrop.Post) (time.Duration, error) {
			b.store.set(p.ID, func(p *cuedrop.Post) { p.State = cuedrop.Uploading })
			<-ctx.Done()
			ended.Add(1)
			return 0, ctx.Err()
		}
		under := b.add("a", 0)
		b.run()
		defer b.Stop()
		pass(time.Minute)
		l.set(conflictLease)
		next := b.add("c", 0)
		pass(tick + time.Second)
		if ended.Load() != 1 {
			t.Fatal("the upload goes on without the lease")
		}
		b.pub.behave(nil)
		pass(5 * time.Minute)
		if n := len(b.pub.order()); n != 1 {
			t.Errorf("%d drives without the lease", n-1)
		}
		if told := b.troubles(); told[len(told)-1] == nil {
			t.Error("nobody is told")
		}
		l.set(nil)
		pass(tick + 2*time.Second)
		for _, id := range []cuedrop.PostID{under, next} {
			if got := b.store.get(id).State; got != cuedrop.Published {
				t.Errorf("regained, %s is %s", id, got)
			}
		}
		if told := b.troubles(); told[len(told)-1] != nil {
			t.Errorf("still told %v", told[len(told)-1])
		}
	})
}
