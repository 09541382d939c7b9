package engine

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/schedule"
	"cuedrop/internal/store"
)

const (
	// leaseFor is how long the lease lasts after a renewal. The program of another
	// computer waits for it to end.
	leaseFor = 3 * time.Minute
	// leaseRenewed is the time between two renewals: a commit a minute, and an idle
	// disk may rest in between.
	leaseRenewed = time.Minute
	// giveBackWithin is how long quitting waits for the disk.
	giveBackWithin = 2 * time.Second
)

type leaseStore interface {
	TakeLease(ctx context.Context, holder, machine string, now time.Time, ttl time.Duration) (before cuedrop.Lease, err error)
	RenewLease(ctx context.Context, holder, machine string, now, seen time.Time, ttl time.Duration) error
	GiveBackLease(ctx context.Context, holder string, seen time.Time) error
}

// lease keeps this program the only one that publishes from the workspace, whatever
// computer the others are on, and remembers when a scheduler last looked
// (reliability-security.md 3.3 f, B15). It is safe for concurrent use.
type lease struct {
	store   leaseStore
	holder  string
	machine string

	mu      sync.Mutex
	taken   bool
	renewed time.Time // by the computer's clock; zero = lost
	noted   time.Time // when seen was last written; zero = not in this run
	seen    time.Time // when a scheduler last looked at everything
}

func newLease(s leaseStore, machine string) *lease {
	return &lease{store: s, holder: uuid.NewString(), machine: machine}
}

// take begins to hold the lease. moved says that the workspace was last published from
// another computer.
func (l *lease) take(ctx context.Context, now time.Time) (moved bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before, err := l.store.TakeLease(ctx, l.holder, l.machine, now, leaseFor)
	if err != nil {
		return false, err
	}
	if before.SeenAt.After(l.seen) {
		l.seen = before.SeenAt
	}
	l.taken, l.renewed, l.noted = true, now, time.Time{}
	return before.Machine != "" && l.machine != "" && before.Machine != l.machine, nil
}

// Hold implements the scheduler's interface. It asks the database only when the lease
// might have ended, as after the computer slept.
func (l *lease) Hold(ctx context.Context, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	// By the wall clock, which goes on while the computer is asleep.
	if held := now.Round(0).Sub(l.renewed.Round(0)); !l.renewed.IsZero() && held.Abs() < leaseFor-leaseRenewed/2 {
		return nil
	}
	return l.renew(ctx, now, time.Time{})
}

// Seen implements the scheduler's interface. The first look of a run is written at
// once, so that a program which is killed again and again does not seem never to have
// looked.
func (l *lease) Seen(ctx context.Context, now, seen time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = seen
	if now.Round(0).Sub(l.noted.Round(0)).Abs() < leaseRenewed {
		return nil
	}
	return l.renew(ctx, now, seen)
}

func (l *lease) renew(ctx context.Context, now, seen time.Time) error {
	err := l.store.RenewLease(ctx, l.holder, l.machine, now, seen, leaseFor)
	switch {
	case fault.Is(err, fault.Conflict):
		l.renewed = time.Time{}
	case err == nil:
		l.renewed = now
		if !seen.IsZero() {
			l.noted = now
		}
	}
	return err
}

// LastSeen implements the scheduler's interface.
func (l *lease) LastSeen() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen
}

// giveBack ends the lease, so that another computer need not wait.
func (l *lease) giveBack(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.taken {
		return nil
	}
	l.taken = false
	return l.store.GiveBackLease(ctx, l.holder, l.seen)
}

// takeLease takes the lease of the workspace, whose folder is locked by now.
func (e *Engine) takeLease(ctx context.Context) error {
	moved, err := e.lease.take(ctx, e.Clock.Now())
	if err != nil {
		_ = e.lock.Unlock() // the system releases it with the process anyway
		return err
	}
	if !moved {
		return nil
	}
	// What went out there since this copy was made is not known here.
	if err := e.Store.SuspectCopy(ctx, store.CopyOtherMachine); err != nil {
		_ = e.lock.Unlock()
		return err
	}
	e.Health.Raise(health.Condition{
		Code: "moved", Severity: health.Warning,
		Message: "This workspace was last published from another computer.",
		Remedy:  "Make sure that Cuedrop does not run there on a copy of it: posts could go out from both.",
	})
	return nil
}

// giveBackLease ends the lease on quitting. What can't be written ends by itself.
func (e *Engine) giveBackLease() {
	ctx, cancel := context.WithTimeout(context.Background(), giveBackWithin)
	defer cancel()
	if err := e.lease.giveBack(ctx); err != nil {
		e.Log.Warn("give the lease back", "err", err)
	}
}

// uptime returns how to ask for the time since the computer was switched on, where c is
// the computer's own clock.
func uptime(c clock.Clock) func() (time.Duration, bool) {
	if c, ok := c.(interface {
		Uptime() (time.Duration, bool)
	}); ok {
		return c.Uptime
	}
	return nil
}

// clockOff says of a clock that is wrong.
func (e *Engine) clockOff(s schedule.ClockState) {
	if s.Off == 0 {
		e.Health.Clear("clock")
		return
	}
	c := health.Condition{Code: "clock", Severity: health.Warning}
	off := s.Off
	c.Message = "This computer's clock is off: it is ahead by about " + about(off) + "."
	c.Remedy = "Set the clock right. Until then posts go out by TikTok's time."
	if s.Off < 0 {
		off = -s.Off
		c.Message = "This computer's clock is off: it is behind by about " + about(off) + "."
		c.Remedy = "Set the clock right. Until then posts go out late."
	}
	switch {
	case s.Confirmed:
	case s.Off > 0:
		c.Message = "This computer's clock was set forward by about " + about(off) + "."
		c.Remedy = "Check the clock. Posts that are due only by that wait until TikTok confirms the time."
	default:
		c.Message = "This computer's clock seems to be off: it is about " + about(off) + " behind when Cuedrop last looked."
	}
	e.Health.Raise(c)
}
