package account

import (
	"context"
	"errors"
	"sync"

	"github.com/google/uuid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// SignedIn returns how many accounts have a sign-in. It needs no key.
func (s *Service) SignedIn(ctx context.Context) (int, error) { return s.Store.SignedIn(ctx) }

// EndAll signs every account out here. The accounts, their posts and their record stay, and
// signing in again brings each back. A sign-in that is open, here or in another program, is
// ended and not kept. What TikTok is to be told of it is queued in the same
// commit.
//
// lost is called before a sign-in ends whose tokens can't be opened any more, so that only
// the user can end it at TikTok. What fails for one account does not keep the others.
func (s *Service) EndAll(ctx context.Context, lost func(context.Context) error) error {
	if err := s.markEnded(ctx); err != nil {
		return err
	}
	all, err := s.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, a := range all { // also those that look signed out because their key is lost
		ended, err := s.endOne(ctx, a.ID, lost)
		failed = errors.Join(failed, err)
		if ended {
			s.Forget(a.ID)
			s.Note(ctx, cuedrop.ActivitySignOut, string(a.ID), "done")
		}
	}
	return failed
}

func (s *Service) endOne(ctx context.Context, id cuedrop.AccountID, lost func(context.Context) error) (ended bool, err error) {
	tokens, err := s.holdTokens(ctx, id) // until it is ended: a refresh must not bring it back
	var owed *cuedrop.Revocation
	switch {
	case err == nil:
		owed = &cuedrop.Revocation{ID: uuid.NewString(), Tokens: tokens, QueuedAt: s.Clock.Now()}
	case fault.ReasonOf(err) == "vault.unseal":
		err = lost(ctx)
	case fault.ReasonOf(err) == reasonSignedOut:
		s.letGo(ctx, id)
		return false, nil
	}
	if err == nil {
		err = s.Store.EndSignIn(ctx, id, owed, s.Clock.Now())
	}
	if err != nil {
		s.letGo(ctx, id)
	}
	return err == nil, err
}

// tellAtOnce is how many sign-ins TikTok is told of at the same time.
const tellAtOnce = 4

// TellAll tells TikTok of all sign-ins that have ended and whose turn it is. What it can't
// be told within seconds waits and is tried again.
func (s *Service) TellAll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	s.telling.Lock()
	defer s.telling.Unlock()
	owed, err := s.Store.Revocations(ctx, s.Clock.Now())
	var all sync.WaitGroup
	slots := make(chan struct{}, tellAtOnce)
	for _, r := range owed {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if err := s.revoke(ctx, r); err != nil {
				s.Log.Info("revocation waits", "err", err)
			}
		})
	}
	all.Wait()
	return err
}
