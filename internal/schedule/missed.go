package schedule

import (
	"context"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	// missLeast is how late a post is at least to have been missed, and how long
	// nobody has looked at least: a restart and a slow look are neither.
	missLeast = 2 * time.Minute
	// spacing is the time between two posts of an account that catch up (product.md,
	// decision 7; reliability-security.md F3). What is less late than it, and what
	// waited while the program ran or was started again at once, needs none.
	spacing = 10 * time.Minute
	// slotRaces is how often a slot may be lost to another program in a row.
	slotRaces = 20
)

// The reasons of failures that the rules for missed posts leave. The two of posts that
// are still being dealt with are read again after a crash: do not rename.
const (
	reasonMissed   = "schedule.missed"
	reasonNoSlot   = "schedule.missed_no_slot"
	reasonMoving   = "schedule.missed_moving"
	reasonSkipping = "schedule.missed_skipping"
	reasonMoved    = "schedule.moved"
	reasonSkipped  = "schedule.skipped"
	reasonCatchUp  = "schedule.catching_up"
)

// look is what one pass knows of the time.
type look struct {
	now     time.Time // the computer's clock
	trusted time.Time // the true time as far as it is known
	looked  time.Time // when the last pass ended, of whatever program; zero = never
}

// away is how long nobody has looked.
func (l look) away() time.Duration {
	gap := l.trusted.Sub(l.looked)
	// Never, or at a time that is still to come: nobody knows, so it was long.
	if l.looked.IsZero() || gap < -spacing {
		return 1<<63 - 1
	}
	return max(gap, 0)
}

// slept reports whether p's time came while nobody looked.
func (l look) slept(p cuedrop.Post) bool {
	return l.away() >= missLeast && l.late(p) >= missLeast && (p.DueAt().After(l.looked) || l.looked.After(l.trusted))
}

func (l look) late(p cuedrop.Post) time.Duration { return l.trusted.Sub(p.DueAt()) }

// missed reports whether a scheduled post must not go out by itself any more.
func (l look) missed(p cuedrop.Post, policy cuedrop.MissedPolicy) bool {
	return l.late(p) > policy.Late() || policy.Policy != cuedrop.MissedWithin && l.slept(p)
}

// spaced returns until when posts of one account, the earliest first, are held back so
// that they do not go out all at once: zero for those that may go now. until is until
// when the last one that was held back before them is.
func (l look) spaced(late []cuedrop.Post, until time.Time) []time.Time {
	out := make([]time.Time, len(late))
	if l.away() < spacing {
		return out
	}
	free := l.now
	if after := until.Add(spacing); !until.IsZero() && after.After(free) {
		free = after
	}
	for i, p := range late {
		if l.late(p) < spacing {
			continue
		}
		if free.After(l.now) {
			out[i] = free
		}
		free = free.Add(spacing)
	}
	return out
}

// judge decides about the scheduled posts that are late: those that were missed go the
// way that their account's policy says, the others are spaced where nobody has looked
// for long. Every step is on the disk before the next one, and one that a crash has cut
// in two is ended by the next program, or leaves the post with the user.
func (s *Scheduler) judge(ctx context.Context, l look) error {
	if s.unfinished {
		if err := s.finish(ctx, l); err != nil {
			return err
		}
		s.unfinished = false
	}
	var late []cuedrop.Post
	var err error
	if l.away() >= missLeast {
		// A minute is the least that a policy allows, so these are all.
		late, err = s.Store.LatePosts(ctx, l.trusted.Add(-time.Minute))
	} else {
		late, err = s.Store.OverduePosts(ctx, l.trusted)
	}
	if err != nil || len(late) == 0 {
		return err
	}
	policies, err := s.Store.MissedPolicies(ctx)
	if err != nil {
		return err
	}
	inTime := map[cuedrop.AccountID][]cuedrop.Post{}
	for _, p := range late {
		policy, ok := policies[p.AccountID]
		if !ok {
			policy = cuedrop.DefaultMissed
		}
		if !l.missed(p, policy) {
			inTime[p.AccountID] = append(inTime[p.AccountID], p)
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.unfinished = true // until it is done
		// Once begun, both steps are written even while the program is quitting.
		if err := ignoreRace(s.miss(context.WithoutCancel(ctx), l, p, policy)); err != nil {
			return err
		}
		s.unfinished = false
	}
	if l.away() < spacing {
		return nil
	}
	return s.space(ctx, l, inTime)
}

// space holds late posts back that would go out all at once.
func (s *Scheduler) space(ctx context.Context, l look, late map[cuedrop.AccountID][]cuedrop.Post) error {
	until, err := s.Store.SpacedUntil(ctx, reasonCatchUp)
	if err != nil {
		return err
	}
	for account, posts := range late {
		for i, free := range l.spaced(posts, until[account]) {
			if free.IsZero() {
				continue
			}
			p := posts[i]
			f := cuedrop.Failure{Reason: reasonCatchUp, Message: fmt.Sprintf(
				"Cuedrop was not running when this post was due. Posts of this account catch up one every %d minutes; this one goes out at %s.",
				int(spacing/time.Minute), inZone(free, p))}
			c := cuedrop.SnoozeChange(p, free, &f, l.now)
			c.Detail["by"], c.Detail["lateSeconds"] = "catch_up", seconds(l.late(p))
			if _, err := s.Store.Apply(ctx, c); ignoreRace(err) != nil {
				return err
			}
		}
	}
	return nil
}

// miss marks p missed and does what the policy says.
func (s *Scheduler) miss(ctx context.Context, l look, p cuedrop.Post, policy cuedrop.MissedPolicy) error {
	why := "This post could not go out in time"
	if l.slept(p) {
		why = "Cuedrop was not running when this post was due"
	}
	f := cuedrop.Failure{Reason: reasonMissed}
	switch policy.Policy {
	case cuedrop.MissedWithin:
		f.Message = fmt.Sprintf("%s, and more than %d minutes have passed. Choose a new time or post it now.", why, policy.Minutes)
	case cuedrop.MissedAsk:
		f.Message = why + ", and you are asked about missed posts of this account. Choose a new time or post it now."
	case cuedrop.MissedNextSlot:
		if _, ok, err := s.freeSlot(ctx, l, p); err != nil {
			return err
		} else if !ok {
			f = cuedrop.Failure{Reason: reasonNoSlot, Message: why + ", and its account has no free slot to give it. Add slots, choose a new time or post it now."}
			break
		}
		// Read by the user only if the program ends right here.
		f = cuedrop.Failure{Reason: reasonMoving, Message: why + ", and is to get the next free slot of its account. Start Cuedrop, or choose a new time."}
	case cuedrop.MissedSkip:
		f = cuedrop.Failure{Reason: reasonSkipping, Message: why + ", and is to be skipped. Choose a new time if it should go out."}
	}
	c := cuedrop.MissChange(p, f, l.now)
	byPolicy(c, policy.Policy, l.late(p))
	c.Detail["minutes"] = policy.Minutes
	missed, err := s.Store.Apply(ctx, c)
	if err != nil {
		return err
	}
	switch f.Reason {
	case reasonMoving:
		return s.move(ctx, l, missed)
	case reasonSkipping:
		return s.skip(ctx, l, missed)
	}
	return nil
}

// finish ends what an earlier program has begun to do with missed posts.
func (s *Scheduler) finish(ctx context.Context, l look) error {
	for reason, end := range map[string]func(context.Context, look, cuedrop.Post) error{reasonMoving: s.move, reasonSkipping: s.skip} {
		posts, err := s.Store.MissedFor(ctx, reason)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if err := ignoreRace(end(ctx, l, p)); err != nil {
				return err
			}
		}
	}
	return nil
}

// move gives a missed post the next free slot of its account. Without one, or when the
// user has edited the post since, it stays with the user.
func (s *Scheduler) move(ctx context.Context, l look, p cuedrop.Post) error {
	if p.Consent == nil {
		return nil
	}
	for race := 0; ; race++ {
		slot, ok, err := s.freeSlot(ctx, l, p)
		if err != nil || !ok {
			return err
		}
		c := cuedrop.ScheduleChange(p, slot, *p.Consent, l.now)
		c.BySlot = true
		c.Failure = &cuedrop.Failure{Reason: reasonMoved, Message: fmt.Sprintf(
			"This post was missed at %s and was given the next free slot of its account, %s.", inZone(p.Schedule.At, p), inZone(slot.At, p))}
		byPolicy(c, cuedrop.MissedNextSlot, l.late(p))
		_, err = s.Store.Apply(ctx, c)
		if fault.ReasonOf(err) != "slot.taken" || race == slotRaces {
			return err
		}
	}
}

// skip cancels a missed post.
func (s *Scheduler) skip(ctx context.Context, l look, p cuedrop.Post) error {
	c := cuedrop.CancelChange(p, nil, l.now)
	c.Failure = &cuedrop.Failure{Reason: reasonSkipped, Message: fmt.Sprintf(
		"This post was missed at %s and was skipped, as its account's rule for missed posts says. Choose a new time if it should go out.", inZone(p.Schedule.At, p))}
	c.Detail = map[string]any{}
	byPolicy(c, cuedrop.MissedSkip, l.late(p))
	if _, err := s.Store.Apply(ctx, c); err != nil {
		return err
	}
	if err := s.Discard(p.ID); err != nil {
		s.Log.Warn("discard rendition", "post", p.ID, "err", err)
	}
	return nil
}

func (s *Scheduler) freeSlot(ctx context.Context, l look, p cuedrop.Post) (slot cuedrop.Schedule, ok bool, err error) {
	slots, err := s.Store.Slots(ctx, p.AccountID)
	if err != nil || len(slots) == 0 {
		return slot, false, err
	}
	taken, err := s.Store.TakenTimes(ctx, p.AccountID, l.trusted)
	if err != nil {
		return slot, false, err
	}
	slot, _, ok = cuedrop.NextFreeSlot(slots, taken, l.trusted)
	return slot, ok, nil
}

// byPolicy says in the journal whose decision a step was.
func byPolicy(c cuedrop.Change, policy cuedrop.MissedAction, late time.Duration) {
	c.Detail["by"], c.Detail["policy"], c.Detail["lateSeconds"] = "policy", string(policy), seconds(late)
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// ignoreRace drops the refusal of a step whose post the user has changed meanwhile.
func ignoreRace(err error) error {
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// inZone writes a time as the clocks of p's zone show it.
func inZone(at time.Time, p cuedrop.Post) string {
	loc, err := cuedrop.LoadZone(p.Schedule.Zone)
	if err != nil {
		return at.UTC().Format("Mon 2 Jan 15:04 UTC")
	}
	return at.In(loc).Format("Mon 2 Jan 15:04") + " (" + p.Schedule.Zone + ")"
}
