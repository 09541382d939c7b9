package account

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"cuedrop/internal/fault"
)

// What ends the sign-in that is open, beside its user: everything is revoked, here or by
// another program on the workspace, or the workspace is closed.

// keyEnded changes each time that every account is signed out. Stored on disk: do not
// rename.
const keyEnded = "security.signed_out"

// endedEvery is how often a sign-in that is open looks whether another program has.
const endedEvery = time.Second

var (
	errRevoked = fault.New(fault.Canceled, "account.revoked_meanwhile", "Everything was revoked while this sign-in was open, so nothing was connected. Sign in again once you know that it is safe.")
	errClosed  = fault.New(fault.Canceled, "account.closed_meanwhile", "The workspace was closed while this sign-in was open, so nothing was connected. Open it and sign in again.")
)

// attempt is one sign-in that is open.
type attempt struct {
	ctx   context.Context //nolint:containedctx // it lasts as long as the attempt
	end   context.CancelCauseFunc
	ended string // keyEnded when it began
	done  func()
}

// begin makes the attempt that endOpen ends. The caller calls done.
func (s *Service) begin(ctx context.Context) (*attempt, error) {
	ended, err := s.Store.Setting(ctx, keyEnded)
	if err != nil {
		return nil, err
	}
	a := &attempt{ended: ended}
	a.ctx, a.end = context.WithCancelCause(ctx)
	land := s.takeOff() // Stop waits for it
	s.mu.Lock()
	s.open = a
	s.mu.Unlock()
	watched := make(chan struct{})
	go func() { //nolint:contextcheck // a.ctx is made of ctx
		defer close(watched)
		s.watchEnded(a)
	}()
	a.done = func() {
		a.end(nil)
		<-watched
		s.mu.Lock()
		s.open = nil
		s.mu.Unlock()
		land()
	}
	return a, nil
}

func (s *Service) watchEnded(a *attempt) {
	t := time.NewTicker(endedEvery)
	defer t.Stop()
	for {
		select {
		case <-a.ctx.Done():
			return
		case <-t.C:
			if err := s.mayKeep(a); err != nil {
				a.end(err)
				return
			}
		}
	}
}

// endOpen ends the sign-in that is open, if there is one.
func (s *Service) endOpen(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		s.open.end(why)
	}
}

// overtaken returns why an attempt must not go on, or nil: its user's own cancel is none.
func (a *attempt) overtaken() error {
	if cause := context.Cause(a.ctx); errors.Is(cause, errRevoked) || errors.Is(cause, errClosed) {
		return cause
	}
	return nil
}

// mayKeep is overtaken, and looks at what other programs have done.
func (s *Service) mayKeep(a *attempt) error {
	if err := a.overtaken(); err != nil {
		return err
	}
	now, err := s.Store.Setting(context.WithoutCancel(a.ctx), keyEnded)
	if err == nil && now != a.ended {
		return errRevoked
	}
	return nil // what can't be read can't be written either
}

// markEnded ends the sign-in that is open, here and in other programs. From its return on
// none is kept that began before.
func (s *Service) markEnded(ctx context.Context) error {
	s.granting.Lock()
	defer s.granting.Unlock()
	s.endOpen(errRevoked)
	return s.Store.SetSetting(ctx, keyEnded, uuid.NewString())
}
