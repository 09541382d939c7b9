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
	if fault.ReasonOf(err) == "vault.unseal" { // reliability-security.md H15
		return cuedrop.Tokens{}, s.endSignIn(ctx, id, err, "This sign-in was kept with a key that is gone. Sign in to TikTok again.")
	}
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
		if err := sleep(ctx, leasePoll); err != nil {
			return cuedrop.Tokens{}, fault.Wrap(err, fault.Unavailable, "account.refresh_busy", "Another Cuedrop is renewing this sign-in. Try again in a minute.")
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
	lost := fault.ReasonOf(err) == reasonLost
	if fault.Is(err, fault.Unavailable) {
		grant, err = s.TikTok.Refresh(asking, tokens.Refresh)
	}
	// The deadline was for asking. What TikTok has answered is written in any case.
	ctx = context.WithoutCancel(ctx)
	if lost && fault.ReasonOf(err) == reasonLost {
		// TikTok has had this refresh token twice and may have issued pairs that nobody
		// knows: a third time would be a dead token's.
		return cuedrop.Tokens{}, s.endSignIn(ctx, id, err, "TikTok's answer to the renewal of this sign-in was lost on the way. Sign in to TikTok again.")
	}
	// Only a refused grant ends the sign-in: a wrong client secret is ours to mend.
	if fault.ReasonOf(err) == "tiktok.invalid_grant" {
		return cuedrop.Tokens{}, s.endSignIn(ctx, id, err, "TikTok ended the sign-in. Sign in to TikTok again.")
	}
	if err != nil {
		if release := s.Store.ReleaseRefresh(ctx, id); release != nil {
			s.Log.Warn("release refresh", "account", id, "err", release)
		}
		return cuedrop.Tokens{}, err
	}
	a, err := s.Store.Account(ctx, id)
	if err != nil {
		return cuedrop.Tokens{}, err
	}
	if grant.OpenID != "" && grant.OpenID != a.OpenID { // reliability-security.md B16
		return cuedrop.Tokens{}, s.endSignIn(ctx, id, nil, "TikTok answered for another account when this sign-in was renewed. Sign in to TikTok again.")
	}
	now := s.Clock.Now()
	next := grant.Tokens
	next.IssuedAt = now
	if next.Refresh == "" { // tolerated: older replies did not always carry one
		next.Refresh, next.RefreshExpiresAt = tokens.Refresh, tokens.RefreshExpiresAt
	}
	if err := s.Store.SaveTokens(ctx, id, next, grant.Scopes, now); err != nil {
		if fault.ReasonOf(err) == reasonSignedOut {
			s.giveBack(ctx, next, false) // signed out meanwhile: nobody else knows of this pair
		}
		return cuedrop.Tokens{}, err
	}
	return next, nil
}

// reasonLost is the transport's word for a request that went out whole and whose
// answer did not come back whole.
const reasonLost = "network.lost"

// leasePoll is how often another process's refresh is looked after.
const leasePoll = 200 * time.Millisecond

// endSignIn marks an account signed out and returns what to tell the user.
func (s *Service) endSignIn(ctx context.Context, id cuedrop.AccountID, cause error, message string) error {
	s.Log.Warn("sign-in ended", "account", id, "err", cause)
	if err := s.signOut(ctx, id); err != nil {
		return err
	}
	return fault.Wrap(cause, fault.AuthRequired, reasonSignedOut, message)
}
