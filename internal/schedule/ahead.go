package schedule

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/lifecycle"
)

// prepareAhead is how long before a post's time its file is made, so that the post
// leaves at its second. Only the file: a direct post becomes visible when its upload
// ends, so nothing of it is sent before its time.
const prepareAhead = 30 * time.Minute

// ahead makes the file of the first post that will be due soon and lacks one. One at a
// time: a conversion takes the whole computer. A post whose file can't be made is tried
// again only when it is due, or was edited.
func (s *Scheduler) ahead(ctx context.Context, now time.Time) error {
	s.mu.Lock()
	preparing := s.preparing
	s.mu.Unlock()
	posts, err := s.Store.DuePosts(ctx, now.Add(prepareAhead), batch)
	if err != nil {
		return err
	}
	tried := map[cuedrop.PostID]int64{}
	for _, p := range posts {
		if p.State != cuedrop.Scheduled || !p.DueAt().After(now) {
			continue
		}
		if lead := s.Publisher.Lead(p); lead > 0 && !p.DueAt().After(now.Add(lead)) {
			s.driveEarly(p)
		}
		if rev, ok := s.tried[p.ID]; ok && rev == p.Rev {
			tried[p.ID] = rev
			continue
		}
		if !preparing {
			preparing = true
			if s.SpareAhead(ctx) {
				continue // asked again with the next look; when the post is due, its file is made in any case
			}
			tried[p.ID] = p.Rev
			s.prepare(s.term, p) //nolint:contextcheck // the work ends with the lease, not with this look
		}
	}
	s.tried = tried
	return nil
}

// driveEarly begins an upload whose end, not whose beginning, is to be at p's time.
func (s *Scheduler) driveEarly(p cuedrop.Post) {
	s.mu.Lock()
	free := !s.busy[p.AccountID] && !s.resting[p.ID].After(s.Clock.Now())
	if free {
		s.busy[p.AccountID] = true
	}
	s.mu.Unlock()
	if free {
		s.drive(s.term, p)
	}
}

// prepare has p's file made in a goroutine of its own.
func (s *Scheduler) prepare(ctx context.Context, p cuedrop.Post) {
	s.mu.Lock()
	s.preparing = true
	s.mu.Unlock()
	s.workers.Add(1)
	lifecycle.Go(s.Log, "prepare "+string(p.ID), func() {
		if err := s.Publisher.PrepareAhead(ctx, p); err != nil && ctx.Err() == nil {
			s.Log.Info("prepare ahead", "post", p.ID, "err", err)
		}
	}, func() {
		s.mu.Lock()
		s.preparing = false
		s.mu.Unlock()
		s.Wake()
		s.workers.Done()
	})
}
