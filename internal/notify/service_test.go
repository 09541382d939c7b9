package notify

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/health"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a service on a screen that keeps what it shows. Use it in a bubble.
type bench struct {
	*Service
	t      *testing.T
	health *health.Registry
	log    *bytes.Buffer

	mu       sync.Mutex
	settings map[string]string
	posts    map[cuedrop.PostID]cuedrop.Post
	accounts []cuedrop.Account
	screen   map[string]Notice
	sent     []string // "12s title"
	began    time.Time
	broken   error         // what Send and the store answer
	stuck    chan struct{} // Send waits for it
	locked   bool
	opened   []Opening
	resolved []cuedrop.PostID
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{
		t: t, log: &bytes.Buffer{}, settings: map[string]string{}, posts: map[cuedrop.PostID]cuedrop.Post{}, screen: map[string]Notice{}, began: time.Now(),
	}
	bus := &event.Bus{}
	b.health = health.New(clock.System{}, bus)
	b.Service = New(Config{
		Store: b, Queue: b, Conditions: b.health.Conditions, Bus: bus, Notifier: b, Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(b.log, nil)),
		Accounts: func(context.Context) ([]cuedrop.Account, error) { return b.accounts, b.broken },
		Locked:   func() bool { b.mu.Lock(); defer b.mu.Unlock(); return b.locked },
		Open:     func(o Opening) { b.opened = append(b.opened, o) },
	})
	return b
}

func (b *bench) start() {
	b.t.Helper()
	if err := b.Start(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) Send(n Notice) error {
	if b.stuck != nil {
		<-b.stuck
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return b.broken
	}
	b.sent = append(b.sent, time.Since(b.began).Round(time.Second).String()+" "+n.Title)
	b.screen[n.ID] = n
	return nil
}

func (b *bench) Withdraw(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.screen, id)
}

func (b *bench) Setting(_ context.Context, key string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.settings[key], b.broken
}

func (b *bench) SetSetting(_ context.Context, key, value string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings[key] = value
	return b.broken
}

func (b *bench) Posts(context.Context) ([]cuedrop.Post, error) {
	return slices.Collect(maps.Values(b.posts)), b.broken
}

func (b *bench) Post(_ context.Context, id cuedrop.PostID) (cuedrop.Post, error) {
	return b.posts[id], b.broken
}

func (b *bench) Resolve(_ context.Context, id cuedrop.PostID, published bool) (cuedrop.Post, error) {
	p := b.posts[id]
	if !published || p.State != cuedrop.Uncertain {
		return p, errors.New("refused")
	}
	b.resolved = append(b.resolved, id)
	b.happens(post(string(id), p.Rev+1, cuedrop.Published))
	return b.posts[id], nil
}

// happens tells the bus of a changed post.
func (b *bench) happens(p cuedrop.Post) {
	p.UpdatedAt = time.Now()
	b.posts[p.ID] = p
	b.Bus.Publish(event.PostChanged{Post: p})
}

func (b *bench) told(want ...string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if diff := cmp.Diff(want, b.sent); diff != "" {
		b.t.Errorf("told (-want +got):\n%s", diff)
	}
	b.sent = nil
}

func (b *bench) shows(want ...string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(b.screen))); diff != "" {
		b.t.Errorf("on the screen (-want +got):\n%s", diff)
	}
}

// pass lets time go by and all come to rest.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// TestABurstIsOneNotice, and what follows within ten seconds is one more.
func TestABurstIsOneNotice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.start()
		defer b.Stop()
		for i, id := range []string{"a", "b", "c"} {
			b.happens(post(id, int64(i+1), cuedrop.Failed))
		}
		pass(1500 * time.Millisecond)
		b.told("1s 3 posts need you")
		for i, id := range []string{"d", "e"} {
			b.happens(post(id, int64(i+10), cuedrop.Failed))
			pass(3 * time.Second)
		}
		b.told()
		pass(20 * time.Second)
		b.told("11s 5 posts need you")
		b.shows("posts")
	})
}

// TestWakingUpIsOneNotice: the posts that were slept through are found one by one.
func TestWakingUpIsOneNotice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.start()
		defer b.Stop()
		pass(8 * time.Hour)
		for i := range 30 {
			b.happens(post(string(rune('a'+i)), int64(i+1), cuedrop.Missed))
			pass(200 * time.Millisecond)
		}
		pass(time.Minute)
		b.told("8h0m10s 30 posts need you")
	})
}

// TestNoticesGoWithTheirReason, and all of them when the program ends.
func TestNoticesGoWithTheirReason(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.start()
		b.happens(post("a", 1, cuedrop.Uncertain))
		pass(20 * time.Second)
		b.happens(post("b", 2, cuedrop.Uncertain))
		pass(20 * time.Second)
		b.health.Raise(health.Condition{Code: "scheduler", Severity: health.Error})
		pass(20 * time.Second)
		b.shows("condition/scheduler", "post/a", "post/b")
		b.happens(post("a", 3, cuedrop.Prepared))
		b.health.Clear("scheduler")
		synctest.Wait()
		b.shows("post/b")
		b.Bus.Publish(event.PostRemoved{ID: "b"})
		synctest.Wait()
		b.shows()
		b.happens(post("c", 9, cuedrop.Failed))
		pass(20 * time.Second)
		b.shows("post/c")
		b.Stop()
		b.shows()
		b.Stop() // a second time does nothing
	})
}

// TestWhatAnEarlierRunToldIsNotToldAgain keeps the newest change in the store.
func TestWhatAnEarlierRunToldIsNotToldAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.start()
		b.happens(post("a", 41, cuedrop.Failed))
		b.happens(post("b", 42, cuedrop.Uncertain))
		pass(2 * time.Second)
		b.told("1s 2 posts need you")
		b.Stop()
		b.start() // within the minute
		defer b.Stop()
		pass(time.Minute)
		b.told("12s A post needs you") // the failure waits for nobody
	})
}

// TestSettingsHoldFromTheNextNoticeOn, and what can't be read hides.
func TestSettingsHoldFromTheNextNoticeOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.start()
		defer b.Stop()
		if err := Save(t.Context(), b, Settings{On: false, Successes: true}); err != nil {
			t.Fatal(err)
		}
		b.happens(post("a", 1, cuedrop.Failed))
		pass(time.Minute)
		b.told()
		if err := Save(t.Context(), b, Settings{On: true, HideContent: true}); err != nil {
			t.Fatal(err)
		}
		b.happens(post("b", 2, cuedrop.Failed))
		b.happens(post("c", 3, cuedrop.Published))
		pass(time.Minute)
		b.told("1m1s A post failed")
		if got := b.screen["post/b"].Body; got != "Open Cuedrop to see why." {
			t.Errorf("body %q", got)
		}
		if got, err := Load(t.Context(), b); err != nil || got != (Settings{On: true, HideContent: true}) {
			t.Errorf("Load = %+v, %v", got, err)
		}
		b.mu.Lock()
		b.broken = errors.New("disk gone")
		b.mu.Unlock()
		if v := b.view(t.Context()); !v.On || !v.HideContent || v.Successes {
			t.Errorf("unreadable settings are %+v", v.Settings)
		}
	})
}

// TestWithoutNotificationsNothingIsLost: the log says it once, and nobody else.
func TestWithoutNotificationsNothingIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.start()
		defer b.Stop()
		b.mu.Lock()
		b.broken = errors.New("no such service")
		b.mu.Unlock()
		for i := range 3 {
			b.happens(post(string(rune('a'+i)), int64(i+1), cuedrop.Failed))
			pass(time.Minute)
		}
		if n := strings.Count(b.log.String(), "shows no notifications"); n != 1 {
			t.Errorf("said %d times:\n%s", n, b.log)
		}
		b.mu.Lock()
		b.broken = nil
		b.mu.Unlock()
		b.happens(post("d", 9, cuedrop.Failed))
		pass(time.Minute)
		b.told("3m1s A post failed")
	})
}

// TestAStuckSystemHoldsNobodyUp: neither the bus nor the end of the program.
func TestAStuckSystemHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.stuck = make(chan struct{})
		b.start()
		heard := 0
		defer b.Bus.Subscribe(func(event.Fact) { heard++ })()
		for i := range 100 {
			b.happens(post("a", int64(i+1), []cuedrop.State{cuedrop.Failed, cuedrop.Scheduled}[i%2]))
			pass(2 * time.Second)
		}
		if heard != 100 {
			t.Errorf("%d facts were heard", heard)
		}
		began := time.Now()
		b.Stop()
		if took := time.Since(began); took != stopWait {
			t.Errorf("the end took %s", took)
		}
		close(b.stuck)
		synctest.Wait()
	})
}

// TestAnswers: only "it's there" settles anything without the window, and only the
// question that was asked.
func TestAnswers(t *testing.T) {
	t.Parallel()
	question := Subject{Post: "p", Attempt: 1}
	for name, tt := range map[string]struct {
		state    cuedrop.State
		about    Subject
		action   Action
		locked   bool
		resolved bool
		opened   []Opening
	}{
		"it's there":                   {cuedrop.Uncertain, question, ActionThere, false, true, nil},
		"it's there, of another try":   {cuedrop.Uncertain, Subject{Post: "p"}, ActionThere, false, false, []Opening{{Post: "p", Ask: true}}},
		"it's there, settled long ago": {cuedrop.Published, question, ActionThere, false, false, []Opening{{Post: "p", Ask: true}}},
		"it's there, while locked":     {cuedrop.Uncertain, question, ActionThere, true, false, []Opening{{Post: "p", Ask: true}}},
		"it's not there":               {cuedrop.Uncertain, question, ActionNotThere, false, false, []Opening{{Post: "p", Ask: true}}},
		"leave it":                     {cuedrop.Uncertain, question, ActionLeave, false, false, nil},
		"open":                         {cuedrop.Uncertain, question, ActionOpen, false, false, []Opening{{Post: "p"}}},
		"open a sum":                   {cuedrop.Uncertain, Subject{}, ActionOpen, false, false, []Opening{{}}},
		"sign in":                      {cuedrop.Scheduled, Subject{Account: "acct_1"}, ActionSignIn, false, false, []Opening{{Account: "acct_1", SignIn: true}}},
		"nonsense":                     {cuedrop.Uncertain, question, "post it everywhere", false, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup(t)
				b.start()
				defer b.Stop()
				b.locked = tt.locked
				b.happens(post("p", 1, tt.state))
				pass(20 * time.Second)
				b.sent = nil
				b.Answer(t.Context(), "post/p", tt.about, tt.action)
				pass(time.Minute)
				if got := len(b.resolved) == 1; got != tt.resolved {
					t.Errorf("resolved %v", b.resolved)
				}
				if diff := cmp.Diff(tt.opened, b.opened); diff != "" {
					t.Errorf("opened (-want +got):\n%s", diff)
				}
				if tt.resolved || tt.action == ActionLeave {
					b.shows()
				}
				b.told() // what the user did is no news
			})
		})
	}
}

// TestNothingReadableIsNoReasonNotToTell: a store that fails at the start leaves a
// service that tells what happens.
func TestNothingReadableIsNoReasonNotToTell(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.broken = errors.New("disk gone")
		b.start()
		defer b.Stop()
		b.broken = nil
		b.happens(post("a", 1, cuedrop.Failed))
		pass(time.Minute)
		b.told("1s A post failed")
	})
}
