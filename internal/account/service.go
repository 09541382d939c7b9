package account

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

type accountStore interface {
	SaveGrant(context.Context, cuedrop.Account, cuedrop.Tokens, time.Time) (cuedrop.Account, error)
	SaveTokens(context.Context, cuedrop.AccountID, cuedrop.Tokens, []string, time.Time) error
	Tokens(context.Context, cuedrop.AccountID) (cuedrop.Tokens, error)
	LeaseRefresh(ctx context.Context, id cuedrop.AccountID, now, until time.Time) (bool, error)
	ReleaseRefresh(context.Context, cuedrop.AccountID) error
	Account(context.Context, cuedrop.AccountID) (cuedrop.Account, error)
	Accounts(context.Context) ([]cuedrop.Account, error)
	SignOut(context.Context, cuedrop.AccountID, time.Time) error
	SignedIn(context.Context) (int, error)
	EndSignIn(context.Context, cuedrop.AccountID, *cuedrop.Revocation, time.Time) error
	RemoveAccount(context.Context, cuedrop.AccountID, *cuedrop.Revocation) error
	SetAvatar(context.Context, cuedrop.AccountID, []byte) error
	Avatar(context.Context, cuedrop.AccountID) ([]byte, error)
	TouchAccounts(context.Context) error
	SetMissedPolicy(context.Context, cuedrop.AccountID, cuedrop.MissedPolicy) error
	NextPosts(context.Context) (map[cuedrop.AccountID]time.Time, error)
	revocationStore
	quotaStore
	settingStore
}

// revocationStore keeps what TikTok is still to be told.
type revocationStore interface {
	QueueRevocation(context.Context, cuedrop.Revocation) error
	Revocations(context.Context, time.Time) ([]cuedrop.Revocation, error)
	PostponeRevocation(context.Context, cuedrop.Revocation, time.Time) error
	DropRevocation(context.Context, string) error
}

// quotaStore counts what went out.
type quotaStore interface {
	InitTimes(context.Context, cuedrop.AccountID, cuedrop.Mode, time.Time) ([]time.Time, error)
	DirectTimes(context.Context, cuedrop.AccountID, time.Time) ([]time.Time, error)
	DraftTimes(context.Context, cuedrop.AccountID, time.Time) ([]time.Time, error)
	PostingTimes(context.Context, time.Time) ([]time.Time, error)
	RecordRefusal(context.Context, cuedrop.AccountID, cuedrop.QuotaName, time.Time) error
	Refusals(context.Context, cuedrop.AccountID) (map[cuedrop.QuotaName]time.Time, error)
}

type settingStore interface {
	Setting(context.Context, string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

type creatorAPI interface {
	AuthorizeURL(redirectURI, state, verifier string, scopes []string) (string, error)
	Exchange(ctx context.Context, code, redirectURI, verifier string) (cuedrop.Grant, error)
	Refresh(context.Context, cuedrop.Secret) (cuedrop.Grant, error)
	Revoke(context.Context, cuedrop.Secret) error
	Profile(ctx context.Context, access cuedrop.Secret, scopes []string) (cuedrop.Profile, error)
	CreatorInfo(context.Context, cuedrop.Secret) (cuedrop.Creator, error)
	Avatar(ctx context.Context, url string) ([]byte, error)
}

// Callback is what came back from the browser. Scopes are those that the redirect
// named, if it did.
type Callback struct {
	Code, RedirectURI, Verifier string
	Scopes                      []string
}

// SignInFunc opens the browser on the address that authorize returns and waits for
// TikTok's redirect. announce gets the address first, for people whose browser does
// not open.
type SignInFunc func(ctx context.Context, authorize func(redirectURI, state, verifier string) (string, error), announce func(url string)) (Callback, error)

const (
	// refreshAhead is how long before its end an access token is renewed; TikTok's
	// live 2 h (tiktok-open-api.md 1.6). Tokens that live shorter are renewed after
	// four fifths of their life.
	refreshAhead = 10 * time.Minute
	// refreshLease is how long one process may take for a refresh before another
	// one tries.
	refreshLease = 45 * time.Second
	// refreshWithin is how long TikTok may take for it. It ends before the lease, so
	// that two processes never ask with the same refresh token.
	refreshWithin = 40 * time.Second
	// stopWithin is how long quitting waits for a refresh under way.
	stopWithin = 5 * time.Second
	// creatorFresh is how long the composer may show a creator_info: TikTok answers
	// 20 a minute, and someone may open many posts in a row.
	creatorFresh = 2 * time.Minute
)

// Config are the parts that a Service is made of. All are required but Log and Note.
type Config struct {
	Store  accountStore
	TikTok creatorAPI
	SignIn SignInFunc
	Clock  clock.Clock
	Log    *slog.Logger
	// Note keeps a line of the log of activity: a sign-in began or ended. nil = none is kept.
	Note func(ctx context.Context, kind cuedrop.ActivityKind, subject, outcome string)
	// Erased is told after an account was removed: copies of the database still hold it.
	// May be nil.
	Erased func()
}

// Service is safe for concurrent use.
type Service struct {
	Config
	refreshes singleflight.Group
	signingIn sync.Mutex
	granting  sync.Mutex // from looking whether a sign-in may be kept until it is
	telling   sync.Mutex // of what is queued, so that TikTok is told once
	mu        sync.Mutex
	open      *attempt // the sign-in that is open, or nil
	creators  map[cuedrop.AccountID]cuedrop.Creator
	verified  map[cuedrop.AccountID]time.Time // when TikTok last took a token of it
	flying    int                             // refreshes and sign-ins under way
	landed    chan struct{}                   // closed when there are none any more
}

// New returns a service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Note == nil {
		c.Note = func(context.Context, cuedrop.ActivityKind, string, string) {}
	}
	return &Service{Config: c, creators: map[cuedrop.AccountID]cuedrop.Creator{}, verified: map[cuedrop.AccountID]time.Time{}}
}

// Stop ends the sign-in that is open, and waits, a few seconds at most, until neither
// that nor a refresh is under way: a pair that TikTok has issued must be stored, or given
// back, before the store closes (reliability-security.md A18). Call it when nothing asks for tokens any more.
func (s *Service) Stop() {
	s.endOpen(errClosed)
	s.mu.Lock()
	flying, landed := s.flying, s.landed
	s.mu.Unlock()
	if flying == 0 {
		return
	}
	timer := time.NewTimer(stopWithin)
	defer timer.Stop()
	select {
	case <-landed:
	case <-timer.C:
		s.Log.Warn("quit during a sign-in or a refresh of one")
	}
}

// takeOff counts a refresh or a sign-in as under way until the function that it returns is
// called.
func (s *Service) takeOff() (land func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flying++; s.flying == 1 {
		s.landed = make(chan struct{})
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.flying--; s.flying == 0 {
			close(s.landed)
		}
	}
}

// Account returns the account id, or NotFound.
func (s *Service) Account(ctx context.Context, id cuedrop.AccountID) (cuedrop.Account, error) {
	return s.Store.Account(ctx, id)
}

// Accounts returns every account, first connected first.
func (s *Service) Accounts(ctx context.Context) ([]cuedrop.Account, error) {
	return s.Store.Accounts(ctx)
}

// Avatar returns the copy of an account's picture, nil when there is none.
func (s *Service) Avatar(ctx context.Context, id cuedrop.AccountID) ([]byte, error) {
	return s.Store.Avatar(ctx, id)
}

// Find returns the account that name means: its id, its username with or without
// "@", or its nickname where that is unique. Otherwise NotFound or Invalid.
func (s *Service) Find(ctx context.Context, name string) (cuedrop.Account, error) {
	all, err := s.Store.Accounts(ctx)
	if err != nil {
		return cuedrop.Account{}, err
	}
	var byNickname []cuedrop.Account
	for _, a := range all {
		switch {
		case string(a.ID) == name, a.Username != "" && (a.Username == name || "@"+a.Username == name):
			return a, nil
		case a.Nickname == name:
			byNickname = append(byNickname, a)
		}
	}
	switch len(byNickname) {
	case 1:
		return byNickname[0], nil
	case 0:
		return cuedrop.Account{}, fault.New(fault.NotFound, "account.not_found", "There is no such account. “cuedrop account list” shows those that are connected.")
	default:
		return cuedrop.Account{}, fault.New(fault.Invalid, "account.ambiguous", "Several accounts have that nickname. Use the username or the id.")
	}
}

// Creator returns what the account may choose right now. With fresh it always asks
// TikTok, as publishing must (Content Sharing Guidelines, G1).
func (s *Service) Creator(ctx context.Context, id cuedrop.AccountID, fresh bool) (cuedrop.Creator, error) {
	now := s.Clock.Now()
	s.mu.Lock()
	c, known := s.creators[id]
	s.mu.Unlock()
	if known && !fresh && now.Sub(c.FetchedAt) < creatorFresh {
		return c, nil
	}
	err := s.WithToken(ctx, id, func(access cuedrop.Secret) error {
		var err error
		c, err = s.TikTok.CreatorInfo(ctx, access)
		return err
	})
	if err != nil {
		return cuedrop.Creator{}, err
	}
	c.FetchedAt = now
	s.mu.Lock()
	s.creators[id], s.verified[id] = c, now
	s.mu.Unlock()
	return c, nil
}

// CreatorNow is Creator for the screen that a post is made on: TikTok is asked each time
// that it is opened (G1). Where TikTok asks for fewer questions, what it said within the
// last minutes has to do; publishing asks again in any case.
func (s *Service) CreatorNow(ctx context.Context, id cuedrop.AccountID) (cuedrop.Creator, error) {
	c, err := s.Creator(ctx, id, true)
	if fault.Is(err, fault.RateLimited) {
		return s.Creator(ctx, id, false)
	}
	return c, err
}

// WithToken calls f with a live access token. When TikTok says that the token is
// dead although it should live, it is renewed and f is called once more, so f must
// be something that a refused token leaves undone. An account whose sign-in is over
// is marked signed out and AuthRequired is returned.
func (s *Service) WithToken(ctx context.Context, id cuedrop.AccountID, f func(access cuedrop.Secret) error) error {
	tokens, err := s.token(ctx, id, "")
	if err != nil {
		return err
	}
	err = f(tokens.Access)
	if fault.ReasonOf(err) != reasonTokenInvalid {
		return err
	}
	if tokens, err = s.token(ctx, id, tokens.Access); err != nil {
		return err
	}
	err = f(tokens.Access)
	if fault.ReasonOf(err) == reasonTokenInvalid {
		return errors.Join(err, s.signOut(ctx, id))
	}
	return err
}

const (
	reasonTokenInvalid = "tiktok.access_token_invalid"
	reasonSignedOut    = "account.signed_out"
)

// signOut notes that TikTok has ended a sign-in.
func (s *Service) signOut(ctx context.Context, id cuedrop.AccountID) error {
	s.Note(ctx, cuedrop.ActivitySignOut, string(id), "ended")
	return s.Store.SignOut(context.WithoutCancel(ctx), id, s.Clock.Now())
}
