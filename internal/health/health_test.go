package health_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/clock"
	"cuedrop/internal/event"
	"cuedrop/internal/health"
)

// bundle is a registry with a clock to turn and a count of what it announced.
type bundle struct {
	*health.Registry
	clock     *clock.Fixed
	announced atomic.Int64
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// setup must be called in a synctest bubble: announcements settles with Wait.
func setup(t *testing.T) *bundle {
	t.Helper()
	bus := &event.Bus{}
	b := &bundle{clock: clock.NewFixed(noon)}
	b.Registry = health.New(b.clock, bus)
	t.Cleanup(bus.Subscribe(func(f event.Fact) {
		if f != (event.HealthChanged{}) {
			t.Errorf("announced %T", f)
		}
		b.announced.Add(1)
	}))
	return b
}

func (b *bundle) announcements() int64 {
	synctest.Wait()
	return b.announced.Swap(0)
}

func cond(code string, s health.Severity) health.Condition {
	return health.Condition{Code: code, Severity: s, Message: "It is broken.", Remedy: "Mend it."}
}

func TestAConditionKeepsTheTimeOfItsFirstRaise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		b.Raise(cond("ffmpeg", health.Warning))
		b.clock.Advance(time.Hour)
		worse := cond("ffmpeg", health.Error)
		worse.Since = noon.Add(-time.Hour) // the caller's word does not count
		b.Raise(worse)
		worse.Since = noon
		if diff := cmp.Diff([]health.Condition{worse}, b.Conditions()); diff != "" {
			t.Errorf("conditions (-want +got):\n%s", diff)
		}
		b.Clear("ffmpeg")
		b.Raise(cond("ffmpeg", health.Warning))
		if got := b.Conditions()[0].Since; !got.Equal(noon.Add(time.Hour)) {
			t.Errorf("a problem that came back is since %v, want since it came back", got)
		}
	})
}

func TestOnlyAChangeIsAnnounced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		steps := []struct {
			name string
			do   func()
			want int64
		}{
			{"clearing what is not there", func() { b.Clear("offline") }, 0},
			{"a new condition", func() { b.Raise(cond("offline", health.Warning)) }, 1},
			{"the same again, later", func() { b.clock.Advance(time.Minute); b.Raise(cond("offline", health.Warning)) }, 0},
			{"another severity", func() { b.Raise(cond("offline", health.Error)) }, 1},
			{"another condition", func() { b.Raise(cond("disk", health.Error)) }, 1},
			{"clearing", func() { b.Clear("offline") }, 1},
			{"clearing twice", func() { b.Clear("offline") }, 0},
		}
		for _, s := range steps {
			s.do()
			if got := b.announcements(); got != s.want {
				t.Errorf("%s: %d announcements, want %d", s.name, got, s.want)
			}
		}
	})
}

func TestErrorsComeFirstThenTheOldest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		if got := b.Conditions(); got == nil || len(got) != 0 {
			t.Errorf("a healthy program has %#v, want an empty list", got)
		}
		b.Raise(cond("i-oldest", health.Info))
		b.Raise(cond("w-old", health.Warning))
		b.Raise(cond("e-b", health.Error))
		b.Raise(cond("e-a", health.Error)) // the same instant: by name
		b.clock.Advance(time.Second)
		b.Raise(cond("w-new", health.Warning))
		b.Raise(cond("e-new", health.Error))
		var got []string
		for _, c := range b.Conditions() {
			got = append(got, c.Code)
		}
		want := []string{"e-a", "e-b", "e-new", "w-old", "w-new", "i-oldest"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	})
}

func TestManyRaiseAndClearAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t)
		var wg sync.WaitGroup
		for i := range 20 {
			code := string(rune('a' + i%4))
			wg.Go(func() { b.Raise(cond(code, health.Warning)); _ = b.Conditions(); b.Clear(code) })
		}
		wg.Wait()
		if got := b.Conditions(); len(got) != 0 {
			t.Errorf("left over: %v", got)
		}
	})
}
