package engine_test

import (
	"sync"
	"time"
)

// setClock is the machine's clock, which the test sets.
type setClock struct {
	mu    sync.Mutex
	shift time.Duration
}

func (c *setClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.shift)
}

func (c *setClock) set(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shift = d
}
