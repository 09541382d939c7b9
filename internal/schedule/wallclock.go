package schedule

import (
	"sync"
	"time"
)

// clockSlack is how far the computer's clock may be off, or jump, and still be
// believed (reliability-security.md F5).
const clockSlack = 5 * time.Minute

// wallClock judges how far the computer's clock is from the true time. Posts are due
// by the clock on the wall, so one that is set forward by mistake would send what is
// not due, for good. It is safe for concurrent use.
type wallClock struct {
	uptime func() (time.Duration, bool) // nil = unknown
	report func(ClockState)             // told of every change, in order

	mu    sync.Mutex
	state ClockState
	wall  time.Time // at the last look
	up    time.Duration
	upOK  bool
}

// ClockState is what is known of the computer's clock.
type ClockState struct {
	// Off is how far the clock is ahead of the true time, negative when it is behind;
	// 0 within what may be ignored.
	Off time.Duration
	// Confirmed says that TikTok's answers say so. Otherwise the clock was seen to
	// jump while the computer was on.
	Confirmed bool
}

// began compares the clock with the time at which a program last looked, at the
// beginning of a run. A clock that has not got there yet is behind, at least so far.
func (c *wallClock) began(now, seen time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if behind := seen.Sub(now.Round(0)); behind > clockSlack && c.state == (ClockState{}) {
		c.set(ClockState{Off: -behind})
	}
}

// look compares the wall clock's way since the last look with the time that the
// computer has been on. What the latter does not bear out, the clock was set by.
func (c *wallClock) look(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if jump := c.jumped(now); jump.Abs() > clockSlack {
		// A jump back of a clock that was ahead, or none at all, is a clock put right.
		c.set(ClockState{Off: c.state.Off + jump})
	}
}

// jumped returns how far the clock was set since the last call.
func (c *wallClock) jumped(now time.Time) (jump time.Duration) {
	now = now.Round(0) // the wall clock's reading only
	var up time.Duration
	var upOK bool
	if c.uptime != nil {
		up, upOK = c.uptime()
	}
	switch went := now.Sub(c.wall); {
	case c.wall.IsZero():
	case upOK && c.upOK:
		jump = went - (up - c.up)
	case went < 0: // no sleep makes a clock go back
		jump = went
	}
	c.wall, c.up, c.upOK = now, up, upOK
	return jump
}

// hear takes TikTok's word for the time.
func (c *wallClock) hear(remote, local time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jumped(local) // what it was set by before is in the answer
	c.set(ClockState{Off: local.Round(0).Sub(remote), Confirmed: true})
}

func (c *wallClock) set(s ClockState) {
	if s.Off.Abs() <= clockSlack {
		s = ClockState{}
	}
	// The answers of a minute differ by seconds; nobody is told of that.
	told := s.Confirmed != c.state.Confirmed || (s.Off-c.state.Off).Abs() > time.Minute || (s.Off == 0) != (c.state.Off == 0)
	c.state = s
	if told && c.report != nil {
		c.report(s)
	}
}

// trusted returns the true time as far as it is known: now, less what the clock is
// ahead. A clock that is behind makes posts late, which is said, but no post early.
func (c *wallClock) trusted(now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Round(0).Add(-max(c.state.Off, 0))
}

// ahead reports whether the clock is ahead of the true time.
func (c *wallClock) ahead() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state.Off > 0
}
