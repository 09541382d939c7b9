package clock_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/clock"
)

func TestSystemShowsTheMachinesTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		before := clock.System{}.Now()
		if !before.Equal(time.Now()) {
			t.Errorf("Now = %v, the machine says %v", before, time.Now())
		}
		<-time.After(time.Hour)
		if got := (clock.System{}).Now().Sub(before); got != time.Hour {
			t.Errorf("after an hour the clock has moved by %v", got)
		}
	})
}

func TestFixedMovesOnlyWhenTold(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 24, 18, 30, 0, 0, time.UTC)
	f := clock.NewFixed(start)
	if got := f.Now(); !got.Equal(start) {
		t.Errorf("Now = %v", got)
	}
	f.Advance(90 * time.Minute)
	f.Advance(-time.Hour)
	if got, want := f.Now(), start.Add(30*time.Minute); !got.Equal(want) {
		t.Errorf("Now = %v, want %v", got, want)
	}
}

func TestFixedLosesNoAdvanceOfManyAtOnce(t *testing.T) {
	t.Parallel()
	f := clock.NewFixed(time.Time{}.Add(time.Hour))
	start := f.Now()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { f.Advance(time.Second); _ = f.Now() })
	}
	wg.Wait()
	if got := f.Now().Sub(start); got != 50*time.Second {
		t.Errorf("moved by %v", got)
	}
}
