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
	PlannedTimes(ctx context.Context, id cuedrop.AccountID, since time.Time, but ...cuedrop.PostID) ([]time.Time, error)
}

const (
	// slotsMax bounds an account's slots: nearly thirty a day, far above what TikTok
	// takes of one account.
	slotsMax = 200
	// slotRaces is how often a slot may be lost to another program in a row.
	slotRaces = 20
	// freeSlotsMax bounds one answer: the slots of a busy account's three months.
	freeSlotsMax = 200
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
// the coming year is taken. A slot that a draft is planned for is not free, or the plan
// would be worth nothing; only a draft but may take its own.
//
// The plan binds those who choose, not the promise: a missed post that its account's
// rule moves, and a post given the time by hand, may take a draft's slot. The draft keeps
// its time then, and goes out at it all the same once it has its consent.
func (q *Queue) NextSlot(ctx context.Context, id cuedrop.AccountID, but ...cuedrop.PostID) (cuedrop.Schedule, cuedrop.WallNote, error) {
	slots, err := q.Slots(ctx, id)
	if err != nil {
		return cuedrop.Schedule{}, "", err
	}
	if len(slots) == 0 {
		return cuedrop.Schedule{}, "", fault.New(fault.Invalid, "config.no_slots", "This account has no slots. Add some first, such as “cuedrop account slots ACCOUNT mon@18:30 thu@18:30”.")
	}
	free, err := q.freeSlots(ctx, id, slots, q.Clock.Now(), 1, but...)
	if err != nil {
		return cuedrop.Schedule{}, "", err
	}
	if len(free) == 0 {
		return cuedrop.Schedule{}, "", fault.New(fault.Invalid, "slot.none_free", "Every slot of the coming year is taken. Add slots or choose a time.")
	}
	return free[0].Schedule, free[0].Note, nil
}

// FreeSlots returns the first n free slots of an account after from, 200 at most; none
// when it has no slots. What is free is told at NextSlot. The drafts named in but count
// as without a plan: it is they that are to be given the slots.
func (q *Queue) FreeSlots(ctx context.Context, id cuedrop.AccountID, from time.Time, n int, but ...cuedrop.PostID) ([]cuedrop.FreeSlot, error) {
	if n < 1 || n > freeSlotsMax {
		return nil, fault.New(fault.Invalid, "slot.count", "Ask for 1 to 200 slots at once.")
	}
	slots, err := q.Slots(ctx, id)
	if err != nil {
		return nil, err
	}
	if now := q.Clock.Now(); from.Before(now) {
		from = now
	}
	return q.freeSlots(ctx, id, slots, from, n, but...)
}

func (q *Queue) freeSlots(ctx context.Context, id cuedrop.AccountID, slots []cuedrop.Slot, from time.Time, n int, but ...cuedrop.PostID) ([]cuedrop.FreeSlot, error) {
	taken, err := q.Store.TakenTimes(ctx, id, from)
	if err != nil {
		return nil, err
	}
	planned, err := q.Store.PlannedTimes(ctx, id, from, but...)
	if err != nil {
		return nil, err
	}
	return cuedrop.FreeSlots(slots, append(taken, planned...), from, n), nil
}

// ScheduleSlot gives a post the slot of its account that the user was shown and agreed to.
// Conflict "slot.taken" when it is none that is free now: another one would not be what was
// agreed to.
func (q *Queue) ScheduleSlot(ctx context.Context, id cuedrop.PostID, s cuedrop.Schedule, consent cuedrop.Consent) (cuedrop.Post, error) {
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	free, err := q.FreeSlots(ctx, p.AccountID, s.At.Add(-time.Second), 1, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	if len(free) == 0 || !free[0].At.Equal(s.At) {
		return cuedrop.Post{}, fault.New(fault.Conflict, "slot.taken", "That slot is no longer free. Look at the next one and agree again.")
	}
	return q.schedule(ctx, id, s, consent, true)
}

// ScheduleNextSlot gives a post the next free slot of its account, with the receipt of
// what the user agreed to. No two posts are given the same one, from whatever program.
func (q *Queue) ScheduleNextSlot(ctx context.Context, id cuedrop.PostID, consent cuedrop.Consent) (cuedrop.Post, error) {
	for race := 0; ; race++ {
		p, err := q.Store.Post(ctx, id)
		if err != nil {
			return cuedrop.Post{}, err
		}
		s, _, err := q.NextSlot(ctx, p.AccountID, id)
		if err != nil {
			return cuedrop.Post{}, err
		}
		p, err = q.schedule(ctx, id, s, consent, true)
		if fault.ReasonOf(err) != "slot.taken" || race == slotRaces {
			return p, err
		}
	}
}
