// Package clock is the only source of the present time for values that reach
// the database, TikTok or the user. Timers do not come from here: loops use the
// time package and are tested inside testing/synctest. It imports nothing of
// ours; use cases and adapters may import it.
package clock

import (
	"sync"
	"time"
)

// Clock tells the present time. Implementations are safe for concurrent use.
type Clock interface {
	// Now returns the present time with its monotonic reading, if there is one.
	// Call UTC only where the value is stored or sent, because UTC keeps the
	// instant but a round trip through text drops the monotonic part.
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now returns time.Now.
func (System) Now() time.Time { return time.Now() }

// Fixed is a clock for tests that stands still until told otherwise.
type Fixed struct {
	mu  sync.Mutex
	now time.Time
}

// NewFixed returns a clock that shows now.
func NewFixed(now time.Time) *Fixed { return &Fixed{now: now} }

// Now returns the time last set.
func (f *Fixed) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock by d, which may be negative.
func (f *Fixed) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}
