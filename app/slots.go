package app

import (
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Slots returns the times of the week at which an account posts, from Monday on. Its
// account:changed carries them too.
func (s *Accounts) Slots(id string) (out []Slot, err error) {
	defer s.a.call("Accounts.Slots").end(&err)
	slots, err := s.a.deps().Queue.Slots(s.a.context(), cuedrop.AccountID(id))
	return toSlots(slots), err
}

// SetSlots replaces them, 200 at most. Posts keep the times that they were given.
func (s *Accounts) SetSlots(id string, slots []Slot) (err error) {
	defer s.a.call("Accounts.SetSlots").end(&err)
	in, err := fromSlots(slots)
	if err != nil {
		return err
	}
	return s.a.deps().Queue.SetSlots(s.a.context(), cuedrop.AccountID(id), in)
}

func toSlots(slots []cuedrop.Slot) []Slot {
	out := []Slot{}
	for _, s := range slots {
		out = append(out, Slot{int(s.Weekday), s.Wall, s.Zone})
	}
	return out
}

func fromSlots(slots []Slot) ([]cuedrop.Slot, error) {
	out := make([]cuedrop.Slot, 0, len(slots))
	for _, s := range slots {
		if s.Weekday < int(time.Sunday) || s.Weekday > int(time.Saturday) {
			return nil, fault.New(fault.Invalid, "slot.day", "A slot's day is one of the seven of the week. Choose one.")
		}
		slot, err := cuedrop.NewSlot(time.Weekday(s.Weekday).String(), s.Wall, s.Zone)
		if err != nil {
			return nil, err
		}
		out = append(out, slot)
	}
	return out, nil
}
