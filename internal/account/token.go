package account

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// token returns a pair whose access token is live and is not dead, the token that
// TikTok has just refused ("" for none).
func (s *Service) token(ctx context.Context, id cuedrop.AccountID, dead cuedrop.Secret) (cuedrop.Tokens, error) {
	tokens, err := s.Store.Tokens(ctx, id)
	if err != nil {
		return cuedrop.Tokens{}, err
	}
	if tokens.Access != dead && !s.stale(tokens) {
		return tokens, nil
	}
	// The refresh outlives the caller: a pair that TikTok has issued must be stored
	// even if the window that needed it is gone (reliability-security.md A18).
	result := s.refreshes.DoChan(string(id), func() (any, error) {
		defer s.takeOff()()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshLease+refreshWithin)
		defer cancel()
		return s.refresh(ctx, id, tokens.Access)
	})
	select {
	case r := <-result:
		if r.Err != nil {
			// A token that is only old, not refused, is still good for now.
			if tokens.Access != dead && s.Clock.Now().Before(tokens.AccessExpiresAt) && !fault.Is(r.Err, fault.AuthRequired) {
				return tokens, nil
			}
			return cuedrop.Tokens{}, r.Err
		}
		return r.Val.(cuedrop.Tokens), nil
	case <-ctx.Done():
		return cuedrop.Tokens{}, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
	}
}

// stale reports whether tokens should be renewed before they are used.
func (s *Service) stale(t cuedrop.Tokens) bool {
	ahead := refreshAhead
	if !t.IssuedAt.IsZero() {
		ahead = min(ahead, t.AccessExpiresAt.Sub(t.IssuedAt)/5)
	}
	return !s.Clock.Now().Add(ahead).Before(t.AccessExpiresAt)
}

// refresh renews the pair whose access token is old, once across all processes
// that share the workspace, and returns the pair in force afterwards.
func (s *Service) refresh(ctx context.Context, id cuedrop.AccountID, old cuedrop.Secret) (cuedrop.Tokens, error) {
	for {
		now := s.Clock.Now()
		leased, err := s.Store.LeaseRefresh(ctx, id, now, now.Add(refreshLease))
		if err != nil {
			return cuedrop.Tokens{}, err
		}
		// Read under the lease: another process may just have stored a new pair.
		tokens, err := s.Store.Tokens(ctx, id)
		if err != nil {
			return cuedrop.Tokens{}, err
		}
		switch {
		case tokens.Access != old:
			if leased {
				err = s.Store.ReleaseRefresh(ctx, id)
			}
			return tokens, err
		case leased:
			return s.exchange(ctx, id, tokens)
		}
		select {
		case <-ctx.Done():
			return cuedrop.Tokens{}, fault.Wrap(ctx.Err(), fault.Unavailable, "account.refresh_busy", "Another Cuedrop is renewing this sign-in. Try again in a minute.")
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// exchange asks TikTok for a new pair. TikTok rotates strictly: the old pair is
// dead once a new one was issued, so a lost reply gets one more try with the old
// refresh token, and a refusal of it ends the sign-in (reliability-security.md H6).
func (s *Service) exchange(ctx context.Context, id cuedrop.AccountID, tokens cuedrop.Tokens) (cuedrop.Tokens, error) {
	asking, cancel := context.WithTimeout(ctx, refreshWithin)
	defer cancel()
	grant, err := s.TikTok.Refresh(asking, tokens.Refresh)
	if fault.Is(err, fault.Unavailable) {
		grant, err = s.TikTok.Refresh(asking, tokens.Refresh)
	}
	// The deadline was for asking. What TikTok has answered is written in any case.
	ctx = context.WithoutCancel(ctx)
	// Only a refused grant ends the sign-in: a wrong client secret is ours to mend.
	if fault.ReasonOf(err) == "tiktok.invalid_grant" {
		s.Log.Warn("sign-in ended by TikTok", "account", id, "err", err)
		if err := s.signOut(ctx, id); err != nil {
			return cuedrop.Tokens{}, err
		}
		return cuedrop.Tokens{}, fault.Wrap(err, fault.AuthRequired, reasonSignedOut, "TikTok ended the sign-in. Sign in to TikTok again.")
	}
	if err != nil {
		if release := s.Store.ReleaseRefresh(ctx, id); release != nil {
			s.Log.Warn("release refresh", "account", id, "err", release)
		}
		return cuedrop.Tokens{}, err
	}
	now := s.Clock.Now()
	next := grant.Tokens
	next.IssuedAt = now
	if next.Refresh == "" { // tolerated: older replies did not always carry one
		next.Refresh, next.RefreshExpiresAt = tokens.Refresh, tokens.RefreshExpiresAt
	}
	if err := s.Store.SaveTokens(ctx, id, next, grant.Scopes, now); err != nil {
		return cuedrop.Tokens{}, err
	}
	return next, nil
}
