package app

import (
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// proven is how long a passphrase that was given again lets guarded actions through.
const proven = 2 * time.Minute

var errGuarded = fault.New(fault.AuthRequired, "workspace.guarded", "This action asks for the passphrase of the workspace.")

// proof is when whoever sits there gave the passphrase of a workspace again.
type proof struct {
	mu    sync.Mutex
	until time.Time
}

func (p *proof) give(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until = until
}

// stands reports whether the proof is still good. A clock that was set back ends it.
func (p *proof) stands(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return now.Before(p.until) && p.until.Sub(now) <= proven
}

// guarded refuses an action of the workspace that is shown with workspace.guarded, where
// its owner wants the passphrase asked for again and it was not given lately.
func (a *App) guarded(action cuedrop.Guard) error {
	s := a.mustShow()
	if a.program.Fleet.Fixed() {
		return nil
	}
	ctx := s.working()
	state, err := s.Locks.PassphraseState(ctx)
	if err != nil || !state.Set {
		return err
	}
	rules, err := s.Locks.LockRules(ctx)
	if err != nil || !rules.Guarded {
		return err
	}
	if !s.proof.stands(a.now()) {
		return errGuarded
	}
	return s.Locks.RecordActivity(ctx, cuedrop.Activity{
		At: a.now(), Kind: cuedrop.ActivityGuard, Subject: string(action), Outcome: "done",
	})
}
