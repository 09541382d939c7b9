package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

// TestSlotsOfTheWindow are kept in order, without doubles, and each view hears them with
// their account. What the page sends is checked again.
func TestSlotsOfTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	accounts := &Accounts{b.App}
	id := string(b.account.ID)
	sunday, monday := Slot{0, "09:00", "Asia/Jakarta"}, Slot{1, "18:30", "Asia/Jakarta"}
	if err := accounts.SetSlots(id, []Slot{sunday, monday, sunday}); err != nil {
		t.Fatal(err)
	}
	want := []Slot{monday, sunday}
	got, err := accounts.Slots(id)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	stored, err := b.store.Account(t.Context(), b.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	b.emit.fact(b.shownSession(), event.AccountChanged{Account: stored})
	events := b.heard()
	last, _ := events[len(events)-1].Payload.(Account)
	if diff := cmp.Diff(want, last.Slots); diff != "" {
		t.Errorf("the event (-want +got):\n%s", diff)
	}
	for _, wrong := range []Slot{{-1, "09:00", "UTC"}, {7, "09:00", "UTC"}, {1, "25:00", "UTC"}, {1, "9", "UTC"}, {1, "09:00", "Local"}, {1, "09:00", "../etc"}} {
		if err := accounts.SetSlots(id, []Slot{monday, wrong}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	many := make([]Slot, 0, 201)
	for range 201 {
		many = append(many, monday)
	}
	if err := accounts.SetSlots(id, many); fault.ReasonOf(err) != "slot.too_many" {
		t.Errorf("201 slots: %v", err)
	}
	if got, err := accounts.Slots(id); err != nil || !cmp.Equal(want, got) {
		t.Errorf("a refusal changed them: %v %v", got, err)
	}
	if _, err := accounts.Slots("acc_gone"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("slots of nobody: %v", err)
	}
}
