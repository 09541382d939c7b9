package schedule

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/lifecycle"
)

// leader keeps this program the only one that publishes from the workspace.
type leader interface {
	// Hold returns nil while this program may begin new work, and Conflict while
	// another one publishes.
	Hold(ctx context.Context, now time.Time) error
	// Seen notes that everything that was due at seen has been looked at. Its refusals
	// are those of Hold.
	Seen(ctx context.Context, now, seen time.Time) error
	// LastSeen is when a program last did so; zero = never.
	LastSeen() time.Time
}

// askEvery is the least time between two questions for TikTok's time.
const askEvery = time.Minute

// hold makes sure that nobody else publishes and returns the context of the work that
// may be begun. It ends when somebody does, as on quitting: work stops where a crash
// would do no harm, and whoever has the lease then finds out the rest.
func (s *Scheduler) hold(ctx context.Context, now time.Time) (work context.Context, err error) {
	if s.Lease != nil {
		if err := s.lost(s.Lease.Hold(ctx, now)); err != nil {
			return nil, err
		}
	}
	if s.term == nil || s.term.Err() != nil {
		s.term, s.endTerm = context.WithCancel(ctx)
	}
	return s.term, nil
}

func (s *Scheduler) seen(ctx context.Context, l look) error {
	if s.Lease == nil {
		return nil
	}
	return s.lost(s.Lease.Seen(ctx, l.now, l.trusted))
}

// lost ends the work under way when err says that another program publishes.
func (s *Scheduler) lost(err error) error {
	if fault.Is(err, fault.Conflict) && s.endTerm != nil {
		s.endTerm()
	}
	return err
}

// Heard takes the time that TikTok's answers name. It may be called at any time, from
// any goroutine.
func (s *Scheduler) Heard(remote time.Time) {
	was := s.wall.ahead()
	s.wall.hear(remote, s.Clock.Now())
	if was && !s.wall.ahead() {
		s.Wake() // what was held back may go
	}
}

// askTime asks TikTok anything on behalf of the account of a post that is due only by
// a clock that is ahead: the answer names the time.
func (s *Scheduler) askTime(ctx context.Context, p cuedrop.Post, now time.Time) {
	if s.AskTime == nil || now.Sub(s.askedTime).Abs() < askEvery {
		return
	}
	s.mu.Lock()
	asking := s.asking
	s.asking = true
	s.mu.Unlock()
	if asking {
		return
	}
	s.askedTime = now
	s.workers.Add(1)
	lifecycle.Go(s.Log, "ask for the time", func() {
		if err := s.AskTime(ctx, p.AccountID); err != nil && ctx.Err() == nil {
			s.Log.Info("ask for the time", "err", err)
		}
	}, func() {
		s.mu.Lock()
		s.asking = false
		s.mu.Unlock()
		s.workers.Done()
	})
}
