package app

import "sync"

// inflight counts the calls that work on a workspace, so that it is closed after them.
type inflight struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed once there are none; nil = end was not called
}

// enter counts one, until leave; false once the end has come.
func (c *inflight) enter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.idle != nil {
		return false
	}
	c.n++
	return true
}

func (c *inflight) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n--; c.n == 0 && c.idle != nil {
		close(c.idle)
	}
}

// end lets none begin any more. What it returns is closed when the last has left.
func (c *inflight) end() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.idle == nil {
		c.idle = make(chan struct{})
		if c.n == 0 {
			close(c.idle)
		}
	}
	return c.idle
}

func (c *inflight) ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.idle != nil
}
