package queue

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// slotStore keeps the times of the week at which accounts post.
type slotStore interface {
	Slots(context.Context, cuedrop.AccountID) ([]cuedrop.Slot, error)
	SetSlots(context.Context, cuedrop.AccountID, []cuedrop.Slot) error
	TakenTimes(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]time.Time, error)
}

const (
	// slotsMax bounds an account's slots: nearly thirty a day, far above what TikTok
	// takes of one account.
	slotsMax = 200
	// slotRaces is how often a slot may be lost to another program in a row.
	slotRaces = 20
)

// Slots returns an account's slots, from Monday on.
func (q *Queue) Slots(ctx context.Context, id cuedrop.AccountID) ([]cuedrop.Slot, error) {
	if _, err := q.Store.Account(ctx, id); err != nil {
		return nil, err
	}
	return q.Store.Slots(ctx, id)
}

// SetSlots replaces an account's slots. Posts keep the times that they were given.
func (q *Queue) SetSlots(ctx context.Context, id cuedrop.AccountID, slots []cuedrop.Slot) error {
	if len(slots) > slotsMax {
		return fault.New(fault.Invalid, "slot.too_many", "An account has 200 slots at most. Remove some.")
	}
	if _, err := q.Store.Account(ctx, id); err != nil {
		return err
	}
	return q.Store.SetSlots(ctx, id, slots)
}

// NextSlot returns the next free slot of an account, and what a clock change makes of
// it. Invalid "config.no_slots" when it has none, "slot.none_free" when every one of
// the coming year is taken.
func (q *Queue) NextSlot(ctx context.Context, id cuedrop.AccountID) (cuedrop.Schedule, cuedrop.WallNote, error) {
	slots, err := q.Slots(ctx, id)
	if err != nil {
		return cuedrop.Schedule{}, "", err
	}
	if len(slots) == 0 {
		return cuedrop.Schedule{}, "", fault.New(fault.Invalid, "config.no_slots", "This account has no slots. Add some first, such as “cuedrop account slots ACCOUNT mon@18:30 thu@18:30”.")
	}
	now := q.Clock.Now()
	taken, err := q.Store.TakenTimes(ctx, id, now)
	if err != nil {
		return cuedrop.Schedule{}, "", err
	}
	s, note, ok := cuedrop.NextFreeSlot(slots, taken, now)
	if !ok {
		return cuedrop.Schedule{}, "", fault.New(fault.Invalid, "slot.none_free", "Every slot of the coming year is taken. Add slots or choose a time.")
	}
	return s, note, nil
}

// ScheduleNextSlot gives a post the next free slot of its account, with the receipt of
// what the user agreed to. No two posts are given the same one, from whatever program.
func (q *Queue) ScheduleNextSlot(ctx context.Context, id cuedrop.PostID, consent cuedrop.Consent) (cuedrop.Post, error) {
	for race := 0; ; race++ {
		p, err := q.Store.Post(ctx, id)
		if err != nil {
			return cuedrop.Post{}, err
		}
		s, _, err := q.NextSlot(ctx, p.AccountID)
		if err != nil {
			return cuedrop.Post{}, err
		}
		p, err = q.schedule(ctx, id, s, consent, true)
		if fault.ReasonOf(err) != "slot.taken" || race == slotRaces {
			return p, err
		}
	}
}
