package queue_test

import (
	"sync"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

// TestPostNowTwice: two windows, or an impatient user. One of the two does it, the other
// is told that the post has moved on, and there is one post (B10).
func TestPostNowTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, err := b.Create(t.Context(), queue.Draft{MediaID: b.media.ID, AccountID: b.account.ID, Mode: cuedrop.ModeDirect, Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	s, err := cuedrop.ScheduleAt(noon, "Etc/UTC")
	if err != nil {
		t.Fatal(err)
	}
	if p, err = b.Schedule(t.Context(), p.ID, s, consent); err != nil {
		t.Fatal(err)
	}
	if p, err = b.store.Apply(t.Context(), cuedrop.MissChange(p, failure, noon)); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 8 {
		wg.Go(func() {
			_, err := b.Retry(t.Context(), p.ID)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	events, err := b.Events(t.Context(), p.ID)
	if err != nil || done != 1 || len(events) != 3 {
		t.Errorf("%d did it, %d lines in the journal, %v", done, len(events), err)
	}
}
