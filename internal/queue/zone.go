package queue

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Moved is a scheduled post whose instant is another one than before, because the
// clocks of its zone follow another rule now.
type Moved struct {
	Post cuedrop.Post // as it is now
	From cuedrop.Schedule
}

// Resettle works out the instants of scheduled posts anew, with the time-zone rules
// that the program has now: the wall time is what the user chose and stays. Call it at
// a start, because rules come with a new program (reliability-security.md F10). A post
// whose time has come already is left to be published or missed.
func (q *Queue) Resettle(ctx context.Context) ([]Moved, error) {
	posts, err := q.Store.Posts(ctx)
	if err != nil {
		return nil, err
	}
	var moved []Moved
	for _, p := range posts {
		now := q.Clock.Now()
		if p.State != cuedrop.Scheduled || p.Consent == nil || !p.Schedule.At.After(now) || p.Schedule.Stands() {
			continue
		}
		s, _, err := cuedrop.NewSchedule(p.Schedule.Wall, p.Schedule.Zone)
		if err != nil {
			q.Log.Warn("work out a time anew", "post", p.ID, "zone", p.Schedule.Zone, "err", err)
			continue
		}
		after, err := q.apply(ctx, cuedrop.ScheduleChange(p, s, *p.Consent, now))
		if fault.Is(err, fault.Conflict) {
			continue // changed meanwhile, with today's rules
		}
		if err != nil {
			return moved, err
		}
		moved = append(moved, Moved{Post: after, From: p.Schedule})
	}
	return moved, nil
}
