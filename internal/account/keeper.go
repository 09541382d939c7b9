package account

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/lifecycle"
)

const (
	// keepEvery is the time between two looks at the sign-ins.
	keepEvery = time.Minute
	// wantedAhead is how long before its post a sign-in is kept fresh, so that one
	// that has ended is found out while there is time to sign in again.
	wantedAhead = 24 * time.Hour
	// verifyAhead is how long before its post TikTok is asked once whether it still
	// takes the token: the user may have withdrawn it in the TikTok app.
	verifyAhead = time.Hour
	// verifyLeast is when publishing will ask anyway.
	verifyLeast = 2 * time.Minute
	// unusedMax is how long a sign-in goes unused: TikTok ends one after 180 days
	// (tiktok-open-api.md 1.6; reliability-security.md H7).
	unusedMax = 7 * 24 * time.Hour
)

// Keeper looks after sign-ins in the background: it renews those that posts will
// need, finds out ahead of time which have ended, and tells TikTok of those that the
// user ended while it could not be reached. It is a lifecycle.Service.
type Keeper struct {
	accounts *Service
	wake     chan struct{}

	run lifecycle.Loop
}

var _ lifecycle.Service = (*Keeper)(nil)

// NewKeeper returns a keeper that is not running.
func NewKeeper(s *Service) *Keeper { return &Keeper{accounts: s, wake: make(chan struct{}, 1)} }

// Wake makes the keeper look now. It never blocks.
func (k *Keeper) Wake() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// Start begins to look. ctx ends the keeper like Stop does.
func (k *Keeper) Start(ctx context.Context) error {
	k.run.Start(ctx, k.accounts.Log, "keeper", k.loop)
	return nil
}

// Stop ends the loop and waits for a call under way.
func (k *Keeper) Stop() { k.run.Stop() }

func (k *Keeper) loop(ctx context.Context) {
	for ctx.Err() == nil {
		err := lifecycle.Guard(k.accounts.Log, "keep sign-ins", func() error { return k.accounts.Keep(ctx) })
		if err != nil && ctx.Err() == nil {
			k.accounts.Log.Info("keep sign-ins", "err", err)
		}
		t := time.NewTimer(keepEvery)
		select {
		case <-t.C:
		case <-k.wake:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// Keep looks once at every sign-in and at what TikTok is owed.
func (s *Service) Keep(ctx context.Context) error {
	revokeErr := s.RevokeQueued(ctx)
	next, err := s.Store.NextPosts(ctx)
	if err != nil {
		return err
	}
	all, err := s.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Health != cuedrop.AccountOK || ctx.Err() != nil {
			continue
		}
		if err := s.keepOne(ctx, a, next[a.ID]); err != nil && ctx.Err() == nil {
			s.Log.Info("keep sign-in", "account", a.ID, "err", err)
		}
	}
	return revokeErr
}

// keepOne renews an account's pair where a post, due at due, or its age asks for it,
// and asks TikTok about it where the post is near. Zero due means no post.
func (s *Service) keepOne(ctx context.Context, a cuedrop.Account, due time.Time) error {
	now := s.Clock.Now()
	tokens, err := s.Store.Tokens(ctx, a.ID)
	if err != nil {
		return err
	}
	wanted := !due.IsZero() && due.Sub(now) <= wantedAhead
	unused := !tokens.IssuedAt.IsZero() && now.Sub(tokens.IssuedAt) >= unusedMax
	if (wanted || unused) && s.stale(tokens) {
		_, err := s.token(ctx, a.ID, "")
		return err
	}
	if !wanted || due.Sub(now) < verifyLeast || due.Sub(now) > verifyAhead {
		return nil
	}
	s.mu.Lock()
	verified := s.verified[a.ID]
	s.mu.Unlock()
	if due.Sub(verified) <= verifyAhead {
		return nil
	}
	return s.verify(ctx, a)
}

// Ask asks TikTok about an account, for the sake of being answered: the answer names
// TikTok's time.
func (s *Service) Ask(ctx context.Context, id cuedrop.AccountID) error {
	a, err := s.Store.Account(ctx, id)
	if err != nil {
		return err
	}
	return s.verify(ctx, a)
}

// verify asks TikTok whether it still takes an account's token. What creator_info
// refuses for other reasons is for publishing to find.
func (s *Service) verify(ctx context.Context, a cuedrop.Account) error {
	var err error
	if a.Has(cuedrop.ScopeVideoPublish) {
		_, err = s.Creator(ctx, a.ID, true)
	} else {
		err = s.WithToken(ctx, a.ID, func(access cuedrop.Secret) error {
			_, err := s.TikTok.Profile(ctx, access, a.Scopes)
			return err
		})
	}
	if err != nil && (fault.Is(err, fault.Unavailable) || fault.Is(err, fault.RateLimited)) {
		return err // nobody has answered: ask again at the next look
	}
	s.mu.Lock()
	s.verified[a.ID] = s.Clock.Now()
	s.mu.Unlock()
	return err
}
