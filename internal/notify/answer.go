package notify

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// Opening is what the window is to show: a post, with its question if Ask is set, or
// an account to sign in. Without either it is the list of what needs the user.
type Opening struct {
	Post    cuedrop.PostID
	Account cuedrop.AccountID
	Ask     bool
	SignIn  bool
}

// Answer does what the user chose on a notice.
//
// "It's there" is settled at once: it sends nothing, it only ends the question.
// "It's not there" publishes again, which deserves a look: a finger that slips on a
// lock screen must not post twice. So it opens the window with the question. So does
// "It's there" when the question is another one by now, since some systems keep
// notices that were taken back, and while the workspace is locked.
func (s *Service) Answer(ctx context.Context, id string, about Subject, a Action) {
	switch a {
	case ActionLeave:
		s.do(act{withdraw: id})
	case ActionThere:
		if s.Locked() || !s.there(ctx, about) {
			s.Open(Opening{Post: about.Post, Ask: true})
		}
	case ActionNotThere:
		s.Open(Opening{Post: about.Post, Ask: true})
	case ActionSignIn:
		s.Open(Opening{Account: about.Account, SignIn: true})
	case ActionOpen:
		s.Open(Opening{Post: about.Post, Account: about.Account, SignIn: about.Account != ""})
	}
}

// there records that a post is on TikTok, and reports false when it did not.
func (s *Service) there(ctx context.Context, about Subject) bool {
	p, err := s.Queue.Post(ctx, about.Post)
	if err != nil || p.State != cuedrop.Uncertain || p.Attempts != about.Attempt {
		return false
	}
	s.mu.Lock()
	s.desk.mute(p.ID, cuedrop.Published) // the user knows
	s.mu.Unlock()
	if _, err := s.Queue.Resolve(ctx, p.ID, true); err != nil {
		s.Log.Warn("resolve from a notification", "post", p.ID, "err", err)
		s.mu.Lock()
		s.desk.unmute(p.ID)
		s.mu.Unlock()
		return false
	}
	return true
}
