package schedule

import (
	"context"
	"maps"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// runOnce takes up everything that may be taken up at now and returns when there
// will be something next; zero means not before the tick.
func (s *Scheduler) runOnce(ctx context.Context, now time.Time) (next time.Time, err error) {
	s.wall.look(now)
	work, err := s.hold(ctx, now)
	if err != nil {
		return time.Time{}, err
	}
	l := look{now: now, trusted: s.wall.trusted(now), looked: s.looked}
	if err := s.unblock(ctx, now); err != nil {
		return time.Time{}, err
	}
	if err := s.judge(ctx, l); err != nil {
		return time.Time{}, err
	}
	if next, err = s.Store.NextDue(ctx, now); err != nil {
		return time.Time{}, err
	}
	asked, err := s.follow(work, now)
	if err != nil {
		return time.Time{}, err
	}
	rested, err := s.takeUp(work, l)
	if err != nil {
		return time.Time{}, err
	}
	if err := s.ahead(ctx, now); err != nil {
		return time.Time{}, err
	}
	// Only now, with every post that was late judged: a crash before this point must
	// not make the next program believe that somebody has looked.
	s.looked = l.trusted
	if err := s.seen(ctx, l); err != nil {
		return time.Time{}, err
	}
	return earliest(next, asked, rested), nil
}

// takeUp drives what may be driven and returns when the first of the posts that rest
// has rested. It reads page by page, without the accounts that have work already, so
// that none waits behind the many posts of another.
func (s *Scheduler) takeUp(ctx context.Context, l look) (rested time.Time, err error) {
	s.mu.Lock()
	for _, waits := range []map[cuedrop.PostID]time.Time{s.resting, s.asked} {
		maps.DeleteFunc(waits, func(_ cuedrop.PostID, until time.Time) bool { return !until.After(l.now) })
	}
	s.mu.Unlock()
	var last cuedrop.Post
	for {
		s.mu.Lock()
		working := make([]cuedrop.AccountID, 0, len(s.busy))
		for id := range s.busy {
			working = append(working, id)
		}
		s.mu.Unlock()
		due, err := s.Store.DueAfter(ctx, l.now, last, working, batch)
		if err != nil {
			return time.Time{}, err
		}
		s.mu.Lock()
		decisions := plan(due, l.now, l.trusted, s.busy, s.resting)
		for i, p := range due {
			switch decisions[i] {
			case drive:
				s.busy[p.AccountID] = true
			case wait:
				rested = earliest(rested, s.resting[p.ID])
			case hold, early:
			}
		}
		s.mu.Unlock()
		for i, p := range due {
			switch decisions[i] {
			case drive:
				s.drive(ctx, p)
			case early:
				s.askTime(ctx, p, l.now)
			case hold, wait:
			}
		}
		if len(due) < batch {
			return rested, nil
		}
		last = due[len(due)-1]
	}
}

// earliest returns the first of some times; zero is none.
func earliest(times ...time.Time) (first time.Time) {
	for _, t := range times {
		if first.IsZero() || !t.IsZero() && t.Before(first) {
			first = t
		}
	}
	return first
}

// unblock puts posts back whose cause has gone.
func (s *Scheduler) unblock(ctx context.Context, now time.Time) error {
	posts, err := s.Store.BlockedPosts(ctx)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if !s.Publisher.CauseGone(ctx, p) {
			continue
		}
		if _, err := s.Store.Apply(ctx, cuedrop.UnblockChange(p, now)); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return nil
}
