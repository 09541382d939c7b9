package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const ttl = 3 * time.Minute

// lease reads the row as another program would.
func (b *bundle) lease() (l cuedrop.Lease) {
	b.t.Helper()
	var taken, seen, until int64
	err := b.raw().QueryRowContext(b.t.Context(), `SELECT holder, machine, taken_at, seen_at, until FROM lease`).
		Scan(&l.Holder, &l.Machine, &taken, &seen, &until)
	if err != nil {
		b.t.Fatal(err)
	}
	at := func(ms int64) time.Time {
		if ms == 0 {
			return time.Time{}
		}
		return time.UnixMilli(ms).UTC()
	}
	l.TakenAt, l.SeenAt, l.Until = at(taken), at(seen), at(until)
	return l
}

// TestTheLeaseGoesToOneComputer: while it lasts nobody else gets it; given back or
// ended, the next one does, and learns when somebody last looked.
func TestTheLeaseGoesToOneComputer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	take := func(holder, machine string, at time.Duration) (cuedrop.Lease, error) {
		return b.TakeLease(t.Context(), holder, machine, noon.Add(at), ttl)
	}
	if before := must[cuedrop.Lease](t)(take("run-1", "desk", 0)); before != (cuedrop.Lease{}) {
		t.Errorf("before the first: %+v", before)
	}
	if err := b.RenewLease(t.Context(), "run-1", "desk", noon.Add(time.Minute), noon.Add(time.Minute), ttl); err != nil {
		t.Fatal(err)
	}
	want := cuedrop.Lease{Holder: "run-1", Machine: "desk", TakenAt: noon, SeenAt: noon.Add(time.Minute), Until: noon.Add(4 * time.Minute)}
	if diff := cmp.Diff(want, b.lease()); diff != "" {
		t.Errorf("renewed (-want +got):\n%s", diff)
	}
	_, err := take("run-2", "laptop", 4*time.Minute-time.Millisecond)
	wantFault(t, err, fault.Conflict, "engine.leased")
	if diff := cmp.Diff(want, b.lease()); diff != "" {
		t.Errorf("the refusal changed it (-want +got):\n%s", diff)
	}
	if before := must[cuedrop.Lease](t)(take("run-2", "laptop", 4*time.Minute)); before != want {
		t.Errorf("the laptop learns %+v", before)
	}
	// The desk was asleep, and finds out.
	wantFault(t, b.RenewLease(t.Context(), "run-1", "desk", noon.Add(5*time.Minute), noon.Add(5*time.Minute), ttl), fault.Conflict, "engine.lease_lost")
	if err := b.GiveBackLease(t.Context(), "run-1", noon.Add(5*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := b.lease(); got.Holder != "run-2" || got.Until != noon.Add(7*time.Minute) || got.SeenAt != want.SeenAt {
		t.Errorf("the desk changed the laptop's lease: %+v", got)
	}
	// Given back, the desk's next renewal takes it again.
	if err := b.GiveBackLease(t.Context(), "run-2", noon.Add(6*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := b.RenewLease(t.Context(), "run-1", "desk", noon.Add(6*time.Minute), time.Time{}, ttl); err != nil {
		t.Fatal(err)
	}
	want = cuedrop.Lease{Holder: "run-1", Machine: "desk", TakenAt: noon.Add(6 * time.Minute), SeenAt: noon.Add(6 * time.Minute), Until: noon.Add(9 * time.Minute)}
	if diff := cmp.Diff(want, b.lease()); diff != "" {
		t.Errorf("regained (-want +got):\n%s", diff)
	}
}

// TestAKilledProgramsLeaseHoldsNobodyUp on its own computer (H18), nor where one of the
// two knows no computer.
func TestAKilledProgramsLeaseHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	for _, machines := range [][2]string{{"desk", "desk"}, {"", "desk"}, {"desk", ""}, {"", ""}} {
		b := setup(t)
		must[cuedrop.Lease](t)(b.TakeLease(t.Context(), "killed", machines[0], noon, ttl))
		before, err := b.TakeLease(t.Context(), "next", machines[1], noon.Add(time.Millisecond), ttl)
		if err != nil || before.Holder != "killed" {
			t.Errorf("%v: %+v, %v", machines, before, err)
		}
	}
}

// TestOfManyComputersOneGetsTheLease: two stores on one file, as through a folder that
// is shared.
func TestOfManyComputersOneGetsTheLease(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := open(t, b.dir)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := 0
	for i := range 10 {
		wg.Go(func() {
			s := []*bundle{b, other}[i%2]
			name := string(rune('a' + i))
			if _, err := s.TakeLease(t.Context(), name, name, noon, ttl); err == nil {
				mu.Lock()
				got++
				mu.Unlock()
			} else if fault.ReasonOf(err) != "engine.leased" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got != 1 {
		t.Errorf("%d hold the lease", got)
	}
}
