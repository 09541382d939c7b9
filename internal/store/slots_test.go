package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestSlotsAreKeptInOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	slots := []cuedrop.Slot{{Weekday: time.Sunday, Wall: "09:00", Zone: "UTC"}, {Weekday: time.Monday, Wall: "18:30", Zone: "UTC"}, {Weekday: time.Monday, Wall: "08:00", Zone: "UTC"}, {Weekday: time.Sunday, Wall: "09:00", Zone: "UTC"}}
	if err := b.SetSlots(t.Context(), a.ID, slots); err != nil {
		t.Fatal(err)
	}
	want := []cuedrop.Slot{slots[2], slots[1], slots[0]}
	if diff := cmp.Diff(want, must[[]cuedrop.Slot](t)(b.Slots(t.Context(), a.ID))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := b.SetSlots(t.Context(), a.ID, nil); err != nil {
		t.Fatal(err)
	}
	if got := must[[]cuedrop.Slot](t)(b.Slots(t.Context(), a.ID)); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// TestASlotIsGivenOnce, by a constraint of the database, and is free again once its
// post will not go out.
func TestASlotIsGivenOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	at := cuedrop.Schedule{Wall: "2026-11-26T18:30:00", Zone: "UTC", At: noon.Add(48 * time.Hour)}
	consent := cuedrop.Consent{At: noon, TextVersion: "music-1"}
	give := func(p cuedrop.Post, bySlot bool) (cuedrop.Post, error) {
		c := cuedrop.ScheduleChange(p, at, consent, noon)
		c.BySlot = bySlot
		return b.Apply(t.Context(), c)
	}
	draft := func() cuedrop.Post {
		p := b.draft()
		p.AccountID = a.ID
		return must[cuedrop.Post](t)(b.SavePost(t.Context(), p, noon))
	}
	first, second, chosen := draft(), draft(), draft()
	first = must[cuedrop.Post](t)(give(first, true))
	_, err := give(second, true)
	wantFault(t, err, fault.Conflict, "slot.taken")
	if _, err := give(chosen, false); err != nil {
		t.Errorf("a time that the user chose: %v", err)
	}
	if got := must[[]time.Time](t)(b.TakenTimes(t.Context(), a.ID, noon)); len(got) != 2 {
		t.Errorf("taken %v", got)
	}
	if _, err := b.Apply(t.Context(), cuedrop.CancelChange(first, nil, noon)); err != nil {
		t.Fatal(err)
	}
	if _, err := give(second, true); err != nil {
		t.Errorf("a slot that is free again: %v", err)
	}
	// The first one can come back, at a time of its own: its slot is the second one's.
	first = must[cuedrop.Post](t)(b.Post(t.Context(), first.ID))
	_, err = b.Apply(t.Context(), cuedrop.RetryChange(first, at, noon))
	wantFault(t, err, fault.Conflict, "slot.taken")
	other := cuedrop.Schedule{Wall: "2026-11-26T19:00:00", Zone: "UTC", At: at.At.Add(30 * time.Minute)}
	if _, err := b.Apply(t.Context(), cuedrop.RetryChange(first, other, noon)); err != nil {
		t.Errorf("retry: %v", err)
	}
}

// TestSlotsComeWithTheirAccount: each view draws them, so a change is reported with a
// new rev, and signing in again keeps them.
func TestSlotsComeWithTheirAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.account("open-1")
	if len(a.Slots) != 0 {
		t.Fatalf("a new account has %v", a.Slots)
	}
	slots := []cuedrop.Slot{{Weekday: time.Monday, Wall: "08:00", Zone: "Asia/Jakarta"}, {Weekday: time.Sunday, Wall: "09:00", Zone: "Europe/Madrid"}}
	if err := b.SetSlots(t.Context(), a.ID, slots); err != nil {
		t.Fatal(err)
	}
	all := must[[]cuedrop.Account](t)(b.Accounts(t.Context()))
	if diff := cmp.Diff(slots, all[0].Slots); diff != "" || all[0].Rev <= a.Rev {
		t.Errorf("rev %d after %d (-want +got):\n%s", all[0].Rev, a.Rev, diff)
	}
	if again := b.account("open-1"); !cmp.Equal(slots, again.Slots) {
		t.Errorf("after signing in again: %v", again.Slots)
	}
	wantFault(t, b.SetSlots(t.Context(), "acc_gone", slots), fault.NotFound, "account.not_found")
}
