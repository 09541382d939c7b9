package account

import (
	"context"

	"github.com/google/uuid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// The three steps of Disconnect, for whoever erases an account with all that is of it
// in a transaction of their own.

// Owed returns the sign-in that ends with an account, once no refresh is under way; nil
// when it is signed out, so that TikTok has nothing to be told.
func (s *Service) Owed(ctx context.Context, id cuedrop.AccountID) (*cuedrop.Revocation, error) {
	tokens, err := s.lastTokens(ctx, id)
	if fault.ReasonOf(err) == reasonSignedOut {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &cuedrop.Revocation{ID: uuid.NewString(), Tokens: tokens, QueuedAt: s.Clock.Now()}, nil
}

// Forget drops what is kept in memory of an account that is gone.
func (s *Service) Forget(id cuedrop.AccountID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.creators, id)
	delete(s.verified, id)
}

// Tell tells TikTok of a sign-in that was queued with the store, and reports whether it
// knows now. If not, RevokeQueued tries again.
func (s *Service) Tell(ctx context.Context, owed cuedrop.Revocation) (told bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	if err := s.revoke(ctx, owed); err != nil {
		s.Log.Info("revocation waits", "err", err)
		return false
	}
	return true
}
