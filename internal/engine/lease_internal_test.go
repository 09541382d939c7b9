package engine

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// countedLease is a real database that counts its commits.
type countedLease struct {
	*store.Store
	commits int
	broken  error
}

func (c *countedLease) RenewLease(ctx context.Context, holder, machine string, now, seen time.Time, ttl time.Duration) error {
	if c.broken != nil {
		return c.broken
	}
	c.commits++
	return c.Store.RenewLease(ctx, holder, machine, now, seen, ttl)
}

// bubbleStore runs f in a bubble with a workspace.
func bubbleStore(t *testing.T, f func(t *testing.T, s *countedLease)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.Context(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		f(t, &countedLease{Store: s})
	})
}

// look is what the scheduler does with its lease at each look.
func (l *lease) look(t *testing.T) error {
	t.Helper()
	now := time.Now()
	if err := l.Hold(t.Context(), now); err != nil {
		return err
	}
	return l.Seen(t.Context(), now, now)
}

// TestAnIdleHourCostsACommitAMinute, and the last look is known to a minute.
func TestAnIdleHourCostsACommitAMinute(t *testing.T) {
	t.Parallel()
	bubbleStore(t, func(t *testing.T, s *countedLease) {
		l := newLease(s, "desk")
		if _, err := l.take(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		for range 180 {
			if err := l.look(t); err != nil {
				t.Fatal(err)
			}
			<-time.After(20 * time.Second)
		}
		if s.commits != 60 {
			t.Errorf("%d commits in an hour", s.commits)
		}
		// Killed: the next program on this computer has the lease at once and learns of
		// the last look.
		next := newLease(s, "desk")
		if moved, err := next.take(t.Context(), time.Now()); err != nil || moved {
			t.Errorf("moved %t, %v", moved, err)
		}
		if gap := time.Since(next.LastSeen()); gap < 0 || gap > 80*time.Second {
			t.Errorf("last seen %v ago", gap)
		}
	})
}

// TestTheFirstLookIsWrittenAtOnce: a program that is killed every second has looked.
func TestTheFirstLookIsWrittenAtOnce(t *testing.T) {
	t.Parallel()
	bubbleStore(t, func(t *testing.T, s *countedLease) {
		start := time.Now()
		for range 30 {
			l := newLease(s, "desk")
			if _, err := l.take(t.Context(), time.Now()); err != nil {
				t.Fatal(err)
			}
			if seen := l.LastSeen(); !seen.IsZero() && time.Since(seen) != time.Minute || seen.IsZero() != start.Equal(time.Now()) {
				t.Errorf("last seen %v", seen)
			}
			if err := l.look(t); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Minute)
		}
	})
}

// TestTheLeaseAfterASleep: another computer took over meanwhile; nothing may begin here
// until it has ended there.
func TestTheLeaseAfterASleep(t *testing.T) {
	t.Parallel()
	bubbleStore(t, func(t *testing.T, s *countedLease) {
		desk, laptop := newLease(s, "desk"), newLease(s, "laptop")
		if _, err := desk.take(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := desk.look(t); err != nil {
			t.Fatal(err)
		}
		if _, err := laptop.take(t.Context(), time.Now()); fault.ReasonOf(err) != "engine.leased" {
			t.Errorf("both have it: %v", err)
		}
		<-time.After(time.Hour) // the desk sleeps
		if moved, err := laptop.take(t.Context(), time.Now()); err != nil || !moved {
			t.Fatalf("moved %t, %v", moved, err)
		}
		if err := laptop.look(t); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := desk.look(t); !fault.Is(err, fault.Conflict) {
				t.Errorf("the desk goes on: %v", err)
			}
			<-time.After(20 * time.Second)
			if err := laptop.look(t); err != nil {
				t.Errorf("the laptop lost it: %v", err)
			}
		}
		if err := laptop.giveBack(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := desk.look(t); err != nil {
			t.Errorf("given back, the desk gets it not: %v", err)
		}
	})
}

// TestADiskThatTakesNoRenewal is an error, and costs nobody the lease.
func TestADiskThatTakesNoRenewal(t *testing.T) {
	t.Parallel()
	bubbleStore(t, func(t *testing.T, s *countedLease) {
		l := newLease(s, "desk")
		if _, err := l.take(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		s.broken = errors.New("disk full")
		if err := l.look(t); err == nil {
			t.Error("no error")
		}
		s.broken = nil
		if err := l.look(t); err != nil {
			t.Error(err)
		}
	})
}

// TestALeaseThatWasNotTakenIsNotGivenBack: a program that only looks on quits.
func TestALeaseThatWasNotTakenIsNotGivenBack(t *testing.T) {
	t.Parallel()
	bubbleStore(t, func(t *testing.T, s *countedLease) {
		l, onlooker := newLease(s, "desk"), newLease(s, "desk")
		if _, err := l.take(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := onlooker.giveBack(t.Context()); err != nil {
			t.Fatal(err)
		}
		before, err := s.TakeLease(t.Context(), "x", "desk", time.Now(), leaseFor)
		if err != nil || !before.Until.After(time.Now()) || before.Holder != l.holder {
			t.Errorf("%+v, %v", before, err)
		}
		if before == (cuedrop.Lease{}) {
			t.Error("no lease")
		}
	})
}

func TestAbout(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		6*time.Minute + 29*time.Second: "6 minutes", 119 * time.Minute: "119 minutes", 25 * time.Hour: "25 hours",
		73 * 365 * 24 * time.Hour: "26645 days", 47*time.Hour + 40*time.Minute: "48 hours",
	} {
		if got := about(d); got != want {
			t.Errorf("about(%v) = %q, want %q", d, got, want)
		}
	}
}
