package schedule

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/lifecycle"
)

const (
	// followFor is how long after its end a published post is asked about.
	followFor = 24 * time.Hour
	// inboxFor is how long a delivered one is: creators finish drafts when it suits.
	inboxFor = 7 * 24 * time.Hour
	// linkWithin is how long an idle scheduler still waits for the link of a post
	// that was just published.
	linkWithin = 10 * time.Second
)

// followAfter spaces the questions about a post that ended age ago.
func followAfter(age time.Duration) time.Duration {
	switch {
	case age < linkWithin:
		return time.Second
	case age < time.Minute:
		return 10 * time.Second
	case age < time.Hour:
		return time.Minute
	case age < followFor:
		return 15 * time.Minute
	default:
		return time.Hour
	}
}

// endedAt is when a post was published or delivered.
func endedAt(p cuedrop.Post) time.Time {
	if p.PublishedAt.IsZero() {
		return p.UpdatedAt
	}
	return p.PublishedAt
}

// follow asks about posts that are done or could not be confirmed, one after the other in one goroutine, and
// returns when it should be called again.
func (s *Scheduler) follow(ctx context.Context, now time.Time) (next time.Time, err error) {
	posts, err := s.Store.Followable(ctx, now.Add(-followFor), now.Add(-inboxFor))
	if err != nil || len(posts) == 0 {
		return time.Time{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var ask []cuedrop.Post
	for _, p := range posts {
		at := s.asked[p.ID]
		if rest := s.resting[p.ID]; rest.After(at) {
			at = rest
		}
		if !at.After(now) {
			ask = append(ask, p)
			at = now.Add(followAfter(now.Sub(endedAt(p))))
			s.asked[p.ID] = at
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if len(ask) == 0 || s.following {
		return next, nil
	}
	s.following = true
	s.workers.Add(1)
	lifecycle.Go(s.Log, "follow", func() {
		for _, p := range ask {
			if err := s.Publisher.Follow(ctx, p); err != nil && ctx.Err() == nil {
				s.Log.Info("follow post", "post", p.ID, "err", err)
			}
		}
	}, func() {
		s.mu.Lock()
		s.following = false
		s.mu.Unlock()
		s.workers.Done()
	})
	return next, nil
}

// linkPending reports whether a post was published so lately that its link is
// worth waiting for.
func (s *Scheduler) linkPending(ctx context.Context) (bool, error) {
	lately := s.Clock.Now().Add(-linkWithin)
	posts, err := s.Store.Followable(ctx, lately, lately)
	if err != nil {
		return false, err
	}
	for _, p := range posts {
		if p.State == cuedrop.Published && len(p.PostIDs) == 0 {
			return true, nil
		}
	}
	return false, nil
}
