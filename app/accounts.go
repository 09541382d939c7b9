package app

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Accounts is what the window may do with TikTok accounts. No token ever crosses.
type Accounts struct{ a *App }

// Connect opens the browser and returns once the user has signed in or given up.
// Meanwhile signin:changed carries the address, for browsers that do not open.
func (s *Accounts) Connect() (out Account, err error) {
	defer guard(s.a.deps.Log, "Accounts.Connect", &err)
	if _, err := s.a.deps.Credentials(); err != nil {
		return Account{}, err
	}
	ctx, end, err := s.a.beginSignIn()
	if err != nil {
		return Account{}, err
	}
	defer end()
	account, err := s.a.deps.Accounts.Connect(ctx, func(url string) {
		s.a.emit.send(EventSignInChanged, SignIn{State: "waiting", URL: url})
	})
	if err != nil {
		state := "failed"
		if fault.Is(err, fault.Canceled) {
			state = "canceled"
		}
		s.a.emit.send(EventSignInChanged, SignIn{State: state, Message: message(err)})
		return Account{}, err
	}
	s.a.emit.send(EventSignInChanged, SignIn{State: "done"})
	return toAccount(account), nil
}

// CancelConnect ends a sign-in that waits for the browser.
func (s *Accounts) CancelConnect() (err error) {
	defer guard(s.a.deps.Log, "Accounts.CancelConnect", &err)
	s.a.mu.Lock()
	defer s.a.mu.Unlock()
	if s.a.signIn != nil {
		s.a.signIn()
	}
	return nil
}

// beginSignIn makes the context that CancelConnect ends. A second sign-in is refused
// before it takes the first one's place there, and without a word to the window,
// which shows the first one.
func (a *App) beginSignIn() (ctx context.Context, end func(), err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.signIn != nil {
		return nil, nil, fault.New(fault.Conflict, "account.signing_in", "A sign-in is already open. Finish it in the browser or cancel it.")
	}
	ctx, a.signIn = context.WithCancel(a.ctx)
	return ctx, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.signIn()
		a.signIn = nil
	}, nil
}

// Disconnect revokes an account's access and forgets it.
func (s *Accounts) Disconnect(id string) (err error) {
	defer guard(s.a.deps.Log, "Accounts.Disconnect", &err)
	return s.a.deps.Accounts.Disconnect(s.a.context(), cuedrop.AccountID(id))
}

// Creator asks TikTok what an account may choose right now.
func (s *Accounts) Creator(id string) (out Creator, err error) {
	defer guard(s.a.deps.Log, "Accounts.Creator", &err)
	c, err := s.a.deps.Accounts.Creator(s.a.context(), cuedrop.AccountID(id), true)
	return toCreator(id, c), err
}
