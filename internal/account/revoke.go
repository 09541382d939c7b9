package account

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	// revokeWithin is how long TikTok may take while somebody waits for it.
	revokeWithin = 15 * time.Second
	// disconnectWaits is how long a disconnect waits for a refresh under way.
	disconnectWaits = 10 * time.Second
)

// Disconnect forgets an account here, at once and whether or not TikTok can be
// reached, and tells TikTok to end the access: now, or as soon as it can be reached.
// told reports whether that has happened. Conflict while a post is on its way.
//
// When the tokens can't be unsealed the account is forgotten all the same and the
// fault says that only the user can end the access at TikTok.
func (s *Service) Disconnect(ctx context.Context, id cuedrop.AccountID) (told bool, err error) {
	owed, tokenErr := s.Owed(ctx, id)
	if fault.Is(tokenErr, fault.NotFound) || fault.Is(tokenErr, fault.Canceled) {
		return false, tokenErr
	}
	if err := s.Store.RemoveAccount(ctx, id, owed); err != nil {
		return false, err
	}
	if s.Erased != nil {
		s.Erased()
	}
	s.Forget(id)
	s.Note(ctx, cuedrop.ActivitySignOut, string(id), "done")
	switch {
	case owed == nil && tokenErr == nil:
		return true, nil // TikTok has ended it, or had no part in it any more
	case owed == nil:
		return false, fault.Wrap(tokenErr, "", "account.revoke", "The account was removed here, but TikTok can't be told. Remove Cuedrop in TikTok under Settings, Security, Manage app permissions.")
	}
	return s.Tell(ctx, *owed), nil
}

// lastTokens returns the pair in force once no refresh is under way: one that ended
// after the account was gone would leave a pair at TikTok that nobody knows.
func (s *Service) lastTokens(ctx context.Context, id cuedrop.AccountID) (cuedrop.Tokens, error) {
	tokens, err := s.holdTokens(ctx, id)
	s.letGo(ctx, id)
	return tokens, err
}

// holdTokens is lastTokens that keeps others from refreshing until letGo, or until the
// sign-in is ended.
func (s *Service) holdTokens(ctx context.Context, id cuedrop.AccountID) (cuedrop.Tokens, error) {
	deadline := s.Clock.Now().Add(disconnectWaits)
	for {
		now := s.Clock.Now()
		leased, err := s.Store.LeaseRefresh(ctx, id, now, now.Add(refreshLease))
		if err != nil || leased || now.After(deadline) {
			break // the account's own fault, if any, comes from Tokens
		}
		if err := sleep(ctx, leasePoll); err != nil {
			return cuedrop.Tokens{}, err
		}
	}
	return s.Store.Tokens(ctx, id)
}

func (s *Service) letGo(ctx context.Context, id cuedrop.AccountID) {
	if err := s.Store.ReleaseRefresh(ctx, id); err != nil {
		s.Log.Warn("release refresh", "account", id, "err", err)
	}
}

// revoke tells TikTok once about a sign-in that was ended, with a live token: one
// that has expired is renewed for it. It forgets the debt when TikTok knows, or has
// ended the sign-in itself, and otherwise notes when to try again.
func (s *Service) revoke(ctx context.Context, owed cuedrop.Revocation) error {
	defer s.takeOff()()
	err := s.tellRevoked(ctx, &owed)
	ctx = context.WithoutCancel(ctx)
	switch {
	case err == nil:
		return s.Store.DropRevocation(ctx, owed.ID)
	case fault.Is(err, fault.Canceled):
		return err // the program is quitting: that was no try
	case fault.Is(err, fault.Unavailable), fault.Is(err, fault.RateLimited),
		fault.Is(err, fault.Unsupported), fault.ReasonOf(err) == "tiktok.invalid_client":
		if s.Clock.Now().Before(owed.Tokens.RefreshExpiresAt) {
			next := s.Clock.Now().Add(revokeAfter(owed.Tries + 1))
			if storeErr := s.Store.PostponeRevocation(ctx, owed, next); storeErr != nil {
				return storeErr
			}
			return err
		}
	}
	// TikTok knows nothing of the sign-in any more, or never will of this token.
	s.Log.Info("revocation is moot", "err", err)
	return s.Store.DropRevocation(ctx, owed.ID)
}

func (s *Service) tellRevoked(ctx context.Context, owed *cuedrop.Revocation) error {
	if owed.Tokens.Access == "" && owed.Tokens.Refresh == "" {
		return fault.New(fault.AuthRequired, reasonSignedOut, "The tokens of this sign-in are gone.")
	}
	if !s.Clock.Now().Before(owed.Tokens.AccessExpiresAt) {
		grant, err := s.TikTok.Refresh(ctx, owed.Tokens.Refresh)
		if err != nil {
			return err
		}
		grant.Tokens.IssuedAt = s.Clock.Now()
		owed.Tokens = grant.Tokens
		// The old pair is dead: the new one is durable before it is used.
		next := s.Clock.Now().Add(revokeAfter(owed.Tries + 1))
		if err := s.Store.PostponeRevocation(context.WithoutCancel(ctx), *owed, next); err != nil {
			return err
		}
	}
	return s.TikTok.Revoke(ctx, owed.Tokens.Access)
}

// revokeAfter spaces the tries: a minute at first, an hour at most.
func revokeAfter(tries int) time.Duration {
	return min(time.Minute<<min(max(tries-1, 0), 6), time.Hour)
}

// RevokeQueued tells TikTok of the sign-ins that ended while it could not be reached,
// those whose turn it is. The keeper does it by itself; a program that runs only
// briefly calls it.
func (s *Service) RevokeQueued(ctx context.Context) error {
	s.telling.Lock()
	defer s.telling.Unlock()
	owed, err := s.Store.Revocations(ctx, s.Clock.Now())
	if err != nil {
		return err
	}
	for _, r := range owed {
		if err := s.revoke(ctx, r); err != nil && ctx.Err() == nil {
			s.Log.Info("revocation waits", "err", err)
		}
	}
	return nil
}

// sleep waits; Canceled when ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
	}
}
