package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	// exchangeWithin is how long TikTok may take to turn a code into an account.
	exchangeWithin = time.Minute
	// confirmWithin is how long the user may take to say whose account it is.
	confirmWithin = 5 * time.Minute
	// avatarWithin is how long the picture may take: a sign-in goes on without it.
	avatarWithin = 5 * time.Second
)

// Connecting is how a sign-in talks to whoever started it.
type Connecting struct {
	// Account is the account to sign in again; "" = whichever signs in. Another
	// creator than that one is refused.
	Account cuedrop.AccountID
	// Announce gets the address of TikTok's page, for people whose browser does not
	// open. May be nil.
	Announce func(url string)
	// Confirm shows who has signed in and reports whether that is the right account.
	// Nothing is stored before. With nil everyone is.
	Confirm func(context.Context, Candidate) (bool, error)
}

// Candidate is who has signed in and is not connected yet.
type Candidate struct {
	Nickname string
	Username string // may be empty
	Avatar   []byte // PNG, JPEG or WebP; may be nil
	Known    bool   // connected before; its posts stay with it
	Scopes   []string
	Missing  []string // of what was asked for
}

// Connect signs a creator in and stores the account; an account that was known
// keeps its id and its posts. One sign-in at a time: another one is refused with
// Conflict.
// Revoking everything ends it, and so does Stop.
//
// Errors beside those of the sign-in: Canceled "account.revoked_meanwhile" and
// "account.closed_meanwhile"; Rejected "account.other" when another creator
// signed in than was asked for, Canceled "account.declined" when the user said that
// it is not the right one. Access that is not kept is given back to TikTok.
func (s *Service) Connect(ctx context.Context, c Connecting) (cuedrop.Account, error) {
	if !s.signingIn.TryLock() {
		return cuedrop.Account{}, fault.New(fault.Conflict, "account.signing_in", "A sign-in is already open. Finish it in the browser or cancel it.")
	}
	defer s.signingIn.Unlock()
	var expected cuedrop.Account
	if c.Account != "" {
		var err error
		if expected, err = s.Store.Account(ctx, c.Account); err != nil {
			return cuedrop.Account{}, err
		}
	}
	features, err := s.Features(ctx)
	if err != nil {
		return cuedrop.Account{}, err
	}
	scopes := cuedrop.ScopesFor(features)
	announce := c.Announce
	if announce == nil {
		announce = func(string) {}
	}
	open, err := s.begin(ctx)
	if err != nil {
		return cuedrop.Account{}, err
	}
	defer open.done()
	back, err := s.SignIn(open.ctx, func(redirectURI, state, verifier string) (string, error) { //nolint:contextcheck // begin made it of ctx
		return s.TikTok.AuthorizeURL(redirectURI, state, verifier, scopes)
	}, announce)
	if over := open.overtaken(); over != nil {
		err = over // a code that is never exchanged runs out by itself
	}
	if err != nil {
		return cuedrop.Account{}, err
	}
	return s.complete(open, c, expected, scopes, back) //nolint:contextcheck // begin made open.ctx of ctx
}

// complete spends the code and keeps what it brings, or gives it back.
func (s *Service) complete(open *attempt, c Connecting, expected cuedrop.Account, scopes []string, back Callback) (cuedrop.Account, error) {
	ctx := open.ctx
	a, tokens, picture, err := s.exchangeCode(ctx, back)
	if err != nil {
		return cuedrop.Account{}, onceOnly(err)
	}
	known, err := s.known(ctx, a.OpenID)
	if err != nil {
		return cuedrop.Account{}, err
	}
	if expected.ID != "" && expected.OpenID != a.OpenID {
		s.giveBack(ctx, tokens, known)
		return cuedrop.Account{}, otherAccount(expected, a)
	}
	err = s.confirm(ctx, c, Candidate{
		Nickname: a.Nickname, Username: a.Username, Avatar: picture, Known: known, Scopes: a.Scopes, Missing: a.Missing(scopes),
	})
	if over := open.overtaken(); over != nil {
		err = over
	}
	var saved cuedrop.Account
	if err == nil {
		saved, err = s.keep(open, a, tokens)
	}
	if err != nil {
		// Where everything was revoked, no sign-in of the creator is left that this would end.
		s.giveBack(ctx, tokens, known && !errors.Is(err, errRevoked))
		return cuedrop.Account{}, err
	}
	return s.kept(ctx, saved, picture)
}

// onceOnly takes back the promise of another try from a fault: nobody repeats a sign-in
// but its user.
func onceOnly(err error) error {
	before, promised := strings.CutSuffix(fault.MessageOf(err), "Cuedrop tries again.")
	if !promised {
		return err
	}
	return fault.Wrap(err, fault.KindOf(err), fault.ReasonOf(err), before+"Connect again in a moment.").WithRetryAfter(fault.RetryAfterOf(err))
}

// exchangeCode spends the code and finds out whose it is. The code is single-use, so
// this goes on whatever happens to the window that asked.
func (s *Service) exchangeCode(ctx context.Context, back Callback) (a cuedrop.Account, tokens cuedrop.Tokens, picture []byte, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeWithin)
	defer cancel()
	grant, err := s.TikTok.Exchange(ctx, back.Code, back.RedirectURI, back.Verifier)
	if err != nil {
		return a, tokens, nil, err
	}
	if len(grant.Scopes) == 0 {
		grant.Scopes = back.Scopes // the redirect says it too (tiktok-open-api.md 1.4)
	}
	now := s.Clock.Now()
	profile, err := s.TikTok.Profile(ctx, grant.Tokens.Access, grant.Scopes)
	if err != nil {
		return a, tokens, nil, err
	}
	if profile.OpenID != "" && profile.OpenID != grant.OpenID {
		return a, tokens, nil, fault.New(fault.Rejected, "account.mismatch", "TikTok answered for another account than the one that signed in. Sign in again.")
	}
	a = cuedrop.Account{
		ID: cuedrop.NewAccountID(), OpenID: grant.OpenID, Nickname: profile.Nickname, Username: profile.Username,
		AvatarURL: profile.AvatarURL, Scopes: grant.Scopes, ConnectedAt: now,
	}
	if a.Username == "" && a.Has(cuedrop.ScopeVideoPublish) {
		// creator_info is the only one to tell the handle without another scope. A
		// creator who can't post now is connected all the same.
		if c, err := s.TikTok.CreatorInfo(ctx, grant.Tokens.Access); err == nil {
			a.Username = c.Username
			if a.Nickname == "" {
				a.Nickname = c.Nickname
			}
		} else {
			s.Log.Info("creator_info after sign-in", "err", err)
		}
	}
	grant.Tokens.IssuedAt = now
	return a, grant.Tokens, s.picture(ctx, profile.AvatarURL), nil
}

// picture fetches a creator's picture, or returns nil: nothing depends on it.
func (s *Service) picture(ctx context.Context, url string) []byte {
	if url == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, avatarWithin)
	defer cancel()
	picture, err := s.TikTok.Avatar(ctx, url)
	if err != nil {
		s.Log.Info("picture of a creator", "err", err)
		return nil
	}
	return picture
}

// known reports whether a creator is connected already.
func (s *Service) known(ctx context.Context, openID string) (bool, error) {
	all, err := s.Store.Accounts(context.WithoutCancel(ctx))
	return slices.ContainsFunc(all, func(a cuedrop.Account) bool { return a.OpenID == openID }), err
}

func (s *Service) confirm(ctx context.Context, c Connecting, who Candidate) error {
	if c.Confirm == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, confirmWithin)
	defer cancel()
	right, err := c.Confirm(ctx, who)
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Canceled, "account.unconfirmed", "Nobody said that this is the right account, so nothing was connected. Start the sign-in again.")
	case err != nil:
		return err
	case !right:
		return fault.New(fault.Canceled, "account.declined", "Nothing was connected. Sign out of TikTok in the browser, or use another browser profile, then sign in again.")
	}
	return nil
}

// keep stores the account, unless every account was signed out since the attempt began.
func (s *Service) keep(open *attempt, a cuedrop.Account, tokens cuedrop.Tokens) (cuedrop.Account, error) {
	s.granting.Lock()
	defer s.granting.Unlock()
	if err := s.mayKeep(open); err != nil {
		return cuedrop.Account{}, err
	}
	return s.Store.SaveGrant(context.WithoutCancel(open.ctx), a, tokens, s.Clock.Now())
}

// kept notes that an account is connected, and keeps its picture.
func (s *Service) kept(ctx context.Context, saved cuedrop.Account, picture []byte) (cuedrop.Account, error) {
	ctx = context.WithoutCancel(ctx)
	s.Note(ctx, cuedrop.ActivitySignIn, string(saved.ID), "done")
	s.mu.Lock()
	delete(s.creators, saved.ID) // of before: another grant may allow other things
	s.verified[saved.ID] = s.Clock.Now()
	s.mu.Unlock()
	if picture == nil {
		return saved, nil
	}
	if err := s.Store.SetAvatar(ctx, saved.ID, picture); err != nil {
		s.Log.Warn("keep picture", "account", saved.ID, "err", err)
		return saved, nil
	}
	return s.Store.Account(ctx, saved.ID)
}

// giveBack ends at TikTok what a sign-in that is not kept has brought, unless the
// creator is connected here: revoking would end that sign-in too.
func (s *Service) giveBack(ctx context.Context, tokens cuedrop.Tokens, known bool) {
	if known {
		return
	}
	ctx = context.WithoutCancel(ctx)
	owed := cuedrop.Revocation{ID: uuid.NewString(), Tokens: tokens, QueuedAt: s.Clock.Now()}
	if err := s.Store.QueueRevocation(ctx, owed); err != nil {
		s.Log.Warn("remember to give access back", "err", err)
		return
	}
	if err := s.revoke(ctx, owed); err != nil {
		s.Log.Info("give access back", "err", err)
	}
}

func otherAccount(expected, got cuedrop.Account) error {
	return fault.New(fault.Rejected, "account.other", "You signed in as "+name(got)+", but "+name(expected)+
		" was to sign in again. Nothing was changed. Sign out of TikTok in the browser, or use another browser profile, then try again.")
}

// name is what people call an account.
func name(a cuedrop.Account) string {
	switch {
	case a.Username != "":
		return "@" + a.Username
	case a.Nickname != "":
		return "“" + a.Nickname + "”"
	}
	return "another account"
}
