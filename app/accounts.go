package app

import (
	"context"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Accounts is what the window may do with TikTok accounts. No token ever crosses.
type Accounts struct{ a *App }

// Connect opens the browser and returns once the user has signed in and confirmed, or
// given up. With an account id exactly that account is signed in again. Meanwhile
// signin:changed carries the address, for browsers that do not open, and then who has
// signed in.
func (s *Accounts) Connect(accountID string) (out Account, err error) {
	defer s.a.call("Accounts.Connect").end(&err)
	on := s.a.mustShow()
	if _, err := on.Credentials(); err != nil {
		return Account{}, err
	}
	if err := s.a.guarded(cuedrop.GuardConnect); err != nil {
		return Account{}, err
	}
	ctx, flow, err := s.a.beginSignIn(on)
	if err != nil {
		return Account{}, err
	}
	defer s.a.endSignIn()
	got, err := on.Accounts.Connect(ctx, account.Connecting{
		Account:  cuedrop.AccountID(accountID),
		Announce: func(url string) { on.send(EventSignInChanged, SignIn{State: "waiting", URL: url}) },
		Confirm:  flow.confirm,
	})
	if err != nil {
		on.send(EventSignInChanged, SignIn{State: signInEnd(err), Message: message(err)})
		return Account{}, err
	}
	on.send(EventSignInChanged, SignIn{State: "done"})
	return on.account(got), nil
}

// Confirm answers whether the account that has signed in is the right one.
func (s *Accounts) Confirm(accept bool) (err error) {
	defer s.a.call("Accounts.Confirm").end(&err)
	s.a.mu.Lock()
	flow := s.a.signIn
	s.a.mu.Unlock()
	if flow == nil || !flow.answer(accept) {
		return fault.New(fault.Conflict, "account.not_signing_in", "No sign-in waits for an answer. Start it again.")
	}
	return nil
}

// CancelConnect ends a sign-in that waits for the browser or for Confirm.
func (s *Accounts) CancelConnect() (err error) {
	defer s.a.call("Accounts.CancelConnect").end(&err)
	s.a.mu.Lock()
	defer s.a.mu.Unlock()
	if s.a.signIn != nil {
		s.a.signIn.cancel()
	}
	return nil
}

// Disconnect forgets an account here at once; TikTok is told now or as soon as it can
// be reached.
func (s *Accounts) Disconnect(id string) (err error) {
	defer s.a.call("Accounts.Disconnect").end(&err)
	if err := s.a.guarded(cuedrop.GuardDisconnect); err != nil {
		return err
	}
	_, err = s.a.deps().Accounts.Disconnect(s.a.context(), cuedrop.AccountID(id))
	return err
}

// Creator says what an account may choose right now, asked of TikTok each time. Publishing
// asks again.
func (s *Accounts) Creator(id string) (out Creator, err error) {
	defer s.a.call("Accounts.Creator").end(&err)
	c, err := s.a.deps().Accounts.CreatorNow(s.a.context(), cuedrop.AccountID(id))
	return toCreator(id, c), err
}

// Quotas says how much of TikTok's limits an account has used.
func (s *Accounts) Quotas(id string) (out Quotas, err error) {
	defer s.a.call("Accounts.Quotas").end(&err)
	q, err := s.a.deps().Accounts.Quotas(s.a.context(), cuedrop.AccountID(id))
	return toQuotas(q), err
}

// SetMissed changes what becomes of an account's missed posts.
func (s *Accounts) SetMissed(id string, missed Missed) (err error) {
	defer s.a.call("Accounts.SetMissed").end(&err)
	return s.a.deps().Accounts.SetMissedPolicy(s.a.context(), cuedrop.AccountID(id), cuedrop.MissedPolicy{
		Policy: cuedrop.MissedAction(missed.Policy), Minutes: missed.Minutes,
	})
}

// account converts an account of the workspace that is shown.
func (a *App) account(acc cuedrop.Account) Account { return a.mustShow().account(acc) }

// account converts an account, with what it lacks of the permissions in use.
func (s *session) account(acc cuedrop.Account) Account {
	on, err := s.Accounts.Features(s.working())
	if err != nil {
		s.app.log.Error("read features", "err", err)
	}
	return toAccount(acc, cuedrop.ScopesFor(on))
}

func signInEnd(err error) string {
	if fault.Is(err, fault.Canceled) {
		return "canceled"
	}
	return "failed"
}

// signIn is the one sign-in that may be open.
type signIn struct {
	on      *session
	cancel  context.CancelFunc
	answers chan bool
}

// beginSignIn makes the context that CancelConnect ends. A second sign-in is refused
// before it takes the first one's place there, and without a word to the window,
// which shows the first one.
func (a *App) beginSignIn(on *session) (context.Context, *signIn, error) {
	ctx := on.working()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.signIn != nil {
		return nil, nil, fault.New(fault.Conflict, "account.signing_in", "A sign-in is already open. Finish it in the browser or cancel it.")
	}
	ctx, cancel := context.WithCancel(ctx) // leave ends it too, when another workspace is shown
	a.signIn = &signIn{on: on, cancel: cancel, answers: make(chan bool)}
	return ctx, a.signIn, nil
}

func (a *App) endSignIn() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.signIn.cancel()
	a.signIn = nil
	a.preview.offer(nil)
}

// confirm shows the window who has signed in and waits for its answer.
func (s *signIn) confirm(ctx context.Context, who account.Candidate) (bool, error) {
	s.on.send(EventSignInChanged, SignIn{State: "confirm", Candidate: &Candidate{
		Nickname: who.Nickname, Username: who.Username, AvatarURL: s.on.app.preview.offer(who.Avatar), Known: who.Known,
		Scopes: append([]string{}, who.Scopes...), MissingScopes: append([]string{}, who.Missing...),
	}})
	select {
	case right := <-s.answers:
		return right, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// answer hands the user's word to confirm, and reports false when nothing waits.
func (s *signIn) answer(right bool) bool {
	select {
	case s.answers <- right:
		return true
	default:
		return false
	}
}
