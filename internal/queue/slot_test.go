package queue_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

func daily(t *testing.T, wall string) (slots []cuedrop.Slot) {
	t.Helper()
	for d := time.Sunday; d <= time.Saturday; d++ {
		slots = append(slots, must[cuedrop.Slot](t)(cuedrop.NewSlot(d.String(), wall, "Europe/Madrid")))
	}
	return slots
}

// TestTheNextSlotIsGivenOnce to each of many posts at once, and a freed one is the
// next again.
func TestTheNextSlotIsGivenOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SetSlots(t.Context(), b.account.ID, daily(t, "18:30")); err != nil {
		t.Fatal(err)
	}
	other := queue.New(queue.Config{Store: b.store, Clock: clock.NewFixed(noon)})
	var posts []cuedrop.Post
	for range 12 {
		posts = append(posts, b.draft())
	}
	var mu sync.Mutex
	var given []time.Time
	var wg sync.WaitGroup
	for i, p := range posts {
		wg.Go(func() {
			q := []*queue.Queue{{Config: queue.Config{Store: b.store, Clock: other.Clock, Changed: func() {}}}, other}[i%2]
			got, err := q.ScheduleNextSlot(t.Context(), p.ID, consent)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			given = append(given, got.Schedule.At)
		})
	}
	wg.Wait()
	slices.SortFunc(given, time.Time.Compare)
	for i, at := range given {
		if want := time.Date(2026, 11, 24+i, 17, 30, 0, 0, time.UTC); !at.Equal(want) {
			t.Errorf("slot %d is %v, want %v", i, at, want)
		}
	}
	all := must[[]cuedrop.Post](t)(b.Posts(t.Context()))
	if _, err := b.Cancel(t.Context(), all[3].ID); err != nil {
		t.Fatal(err)
	}
	again := must[cuedrop.Post](t)(b.ScheduleNextSlot(t.Context(), b.draft().ID, consent))
	if !again.Schedule.At.Equal(given[3]) || again.Schedule.Wall != "2026-11-27T18:30:00" {
		t.Errorf("the freed slot %v was not given, but %+v", given[3], again.Schedule)
	}
}

func TestThereMayBeNoSlot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.ScheduleNextSlot(t.Context(), b.draft().ID, consent)
	wantFault(t, err, fault.Invalid, "config.no_slots")
	_, err = b.Slots(t.Context(), "acct_none")
	wantFault(t, err, fault.NotFound, "account.not_found")
	wantFault(t, b.SetSlots(t.Context(), "acct_none", nil), fault.NotFound, "account.not_found")
	wantFault(t, b.SetSlots(t.Context(), b.account.ID, make([]cuedrop.Slot, 201)), fault.Invalid, "slot.too_many")
	if err := b.SetSlots(t.Context(), b.account.ID, daily(t, "18:30")); err != nil {
		t.Fatal(err)
	}
	// A slot needs everything that a time does.
	p := b.draft()
	_, err = b.ScheduleNextSlot(t.Context(), p.ID, cuedrop.Consent{})
	wantFault(t, err, fault.Invalid, "post.consent")
	// A time that the user chose takes its slot as well.
	if _, err := b.Schedule(t.Context(), p.ID, at(t, time.Date(2026, 11, 24, 17, 30, 0, 0, time.UTC)), consent); err != nil {
		t.Fatal(err)
	}
	if got := must[cuedrop.Post](t)(b.ScheduleNextSlot(t.Context(), b.draft().ID, consent)); got.Schedule.At.Day() != 25 {
		t.Errorf("%+v", got.Schedule)
	}
}

// TestTheSlotThatWasAgreedTo is given, or none: no other one was shown with the consent.
func TestTheSlotThatWasAgreedTo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SetSlots(t.Context(), b.account.ID, daily(t, "18:30")); err != nil {
		t.Fatal(err)
	}
	first, second := b.draft(), b.draft()
	slot, _, err := b.NextSlot(t.Context(), b.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.ScheduleSlot(t.Context(), first.ID, slot, consent)
	if err != nil || got.State != cuedrop.Scheduled || !got.Schedule.At.Equal(slot.At) {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = b.ScheduleSlot(t.Context(), second.ID, slot, consent)
	wantFault(t, err, fault.Conflict, "slot.taken")
	_, err = b.ScheduleSlot(t.Context(), second.ID, at(t, slot.At.Add(time.Hour)), consent)
	wantFault(t, err, fault.Conflict, "slot.taken")
	if p := must[cuedrop.Post](t)(b.Post(t.Context(), second.ID)); p.State != cuedrop.Draft || p.Consent != nil {
		t.Errorf("a refusal left %s with consent %v", p.State, p.Consent)
	}
	if _, err := b.Cancel(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ScheduleSlot(t.Context(), second.ID, slot, consent); err != nil {
		t.Errorf("a freed slot: %v", err)
	}
}
