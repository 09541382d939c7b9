package queue

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Move is a new time for a post.
type Move struct {
	Post     cuedrop.PostID
	Schedule cuedrop.Schedule
	// BySlot says that the time is a free slot of the post's account. A post that goes
	// out is refused with Conflict "slot.taken" when another one was given it meanwhile:
	// what was seen before is what is stored, or nothing is.
	BySlot bool
}

// Move gives a post a new time. A draft is planned: it keeps waiting for its consent. A
// post whose consent was given keeps it, because it is for the words and not for the
// time; one that was stopped is put back on the schedule. It refuses a time that has
// passed with Invalid, and a post that is on its way or out with Conflict.
func (q *Queue) Move(ctx context.Context, id cuedrop.PostID, s cuedrop.Schedule) (Act, error) {
	a, err := q.MoveAll(ctx, []Move{{Post: id, Schedule: s}})
	return a.one(err)
}

// MoveAll gives posts new times, all or none. They may change places among each other.
func (q *Queue) MoveAll(ctx context.Context, moves []Move) (Act, error) {
	ids := make([]cuedrop.PostID, len(moves))
	for i, m := range moves {
		ids[i] = m.Post
	}
	return q.act(ctx, ids, func(i int, p cuedrop.Post) ([]cuedrop.Step, error) { return q.moved(ctx, p, moves[i]) })
}

func (q *Queue) moved(ctx context.Context, p cuedrop.Post, m Move) ([]cuedrop.Step, error) {
	now := q.Clock.Now()
	switch s := m.Schedule; {
	case s.IsZero() || s.At.IsZero():
		return nil, fault.New(fault.Invalid, "schedule.time", "Choose when the post goes out.")
	case !s.At.After(now):
		return nil, fault.New(fault.Invalid, "schedule.past", "That time has passed. Choose a later one.")
	}
	if err := movable(p); err != nil {
		return nil, err
	}
	if p.State == cuedrop.Draft {
		if p.Schedule == m.Schedule {
			return nil, nil
		}
		p.Schedule = m.Schedule
		return []cuedrop.Step{{Plan: &p}}, nil
	}
	if p.State != cuedrop.Scheduled {
		if err := q.mayGoOut(ctx); err != nil {
			return nil, err
		}
	}
	clip, err := q.Store.Media(ctx, p.MediaID)
	if err != nil {
		return nil, err
	}
	if err := cuedrop.ValidateReady(p, clip); err != nil {
		return nil, err
	}
	c := cuedrop.ScheduleChange(p, m.Schedule, *p.Consent, now)
	c.BySlot = m.BySlot
	if p.State == cuedrop.Failed || p.State == cuedrop.Canceled {
		c.Transition = cuedrop.TransRetry
	}
	return []cuedrop.Step{{Change: &c}}, nil
}

// movable refuses with Conflict what has no time to change any more.
func movable(p cuedrop.Post) error {
	switch {
	case p.State == cuedrop.Published:
		return fault.New(fault.Conflict, "post.published", "This post is already published, so its time can't change.")
	case p.State == cuedrop.InInbox:
		return fault.New(fault.Conflict, "post.in_inbox", "This post is in the TikTok inbox already, so its time can't change.")
	case p.State == cuedrop.Uncertain:
		return fault.New(fault.Conflict, "post.uncertain", "Nobody knows yet whether this post is on TikTok. Look, then say whether it is there.")
	case !p.State.Editable():
		return fault.New(fault.Conflict, "post.in_flight", "This post is on its way, so its time can't change any more.")
	}
	return nil
}

// Unplan takes a post off the schedule and its time away: a draft that waits for both. A
// draft only loses its time.
func (q *Queue) Unplan(ctx context.Context, id cuedrop.PostID) (Act, error) {
	a, err := q.UnplanAll(ctx, []cuedrop.PostID{id})
	return a.one(err)
}

// UnplanAll is Unplan of many posts, all or none.
func (q *Queue) UnplanAll(ctx context.Context, ids []cuedrop.PostID) (Act, error) {
	return q.act(ctx, ids, func(_ int, p cuedrop.Post) ([]cuedrop.Step, error) { return q.unplanned(p) })
}

func (q *Queue) unplanned(p cuedrop.Post) ([]cuedrop.Step, error) {
	if err := movable(p); err != nil {
		return nil, err
	}
	var steps []cuedrop.Step
	switch p.State { //nolint:exhaustive // movable has refused the others
	case cuedrop.Failed, cuedrop.Canceled:
		return nil, fault.New(fault.Conflict, "post.stopped", "This post is not on the schedule any more. Give it a new time, or delete it.")
	case cuedrop.Scheduled, cuedrop.Blocked, cuedrop.Missed:
		c := cuedrop.UnscheduleChange(p, q.Clock.Now())
		c.Rev = p.Rev
		after, _, err := c.On(p, nil)
		if err != nil {
			return nil, err
		}
		steps, p = append(steps, cuedrop.Step{Change: &c}), after
	}
	if !p.Schedule.IsZero() {
		p.Schedule = cuedrop.Schedule{}
		steps = append(steps, cuedrop.Step{Plan: &p})
	}
	return steps, nil
}
