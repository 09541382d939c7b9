package engine

import (
	"sync"
	"time"

	"cuedrop/internal/egress"
	"cuedrop/internal/health"
)

const (
	// failuresMany is how many requests in a row must have failed before the network is
	// to blame: one that breaks off is nobody's business.
	failuresMany = 2
	// reachHolds is how long after the last request anybody may still say that TikTok
	// can't be reached. Cuedrop sends nothing merely to find out.
	reachHolds = 15 * time.Minute
)

// reach is what the latest requests tell of the way to TikTok. Safe for concurrent
// use.
type reach struct {
	mu    sync.Mutex
	code  string // "offline" or "tls"; "" = the last one was answered
	count int    // failures of that kind in a row
	since time.Time
	last  time.Time
}

// note takes one request in and returns the condition that holds since a time, or "".
// changed is false when the request tells nothing.
func (r *reach) note(entry egress.Entry) (code string, since time.Time, changed bool) {
	failed := ""
	switch entry.Outcome {
	case egress.OutcomeOK, egress.OutcomeTooLarge: // somebody has answered
	case egress.OutcomeOffline, egress.OutcomeTimeout, egress.OutcomeStalled, egress.OutcomeBroken:
		failed = "offline"
	case egress.OutcomeTLS:
		failed = "tls"
	default: // refused and canceled by us
		return "", time.Time{}, false
	}
	if failed != "" && entry.Purpose == egress.PurposeAvatar {
		return "", time.Time{}, false // pictures come from other hosts, and nothing waits for them
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = entry.At.Add(entry.Elapsed)
	if failed != r.code {
		r.code, r.count, r.since = failed, 0, entry.At
	}
	r.count++
	if r.code == "" || r.count < failuresMany {
		return "", time.Time{}, true
	}
	return r.code, r.since, true
}

// stale forgets failures that lie so far back that nobody can say how it is now, and
// reports whether it did.
func (r *reach) stale(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.code == "" || now.Sub(r.last) < reachHolds {
		return false
	}
	r.code, r.count = "", 0
	return true
}

// request takes notice of one request that left, or should have.
func (c *conditions) request(entry egress.Entry) {
	code, since, changed := c.reach.note(entry)
	if !changed {
		return
	}
	if code == "" && c.engine.Health.Present("offline") && entry.Outcome == egress.OutcomeOK {
		c.engine.Scheduler.NetworkBack() // one got through: what rests need not wait for its own try
	}
	for _, other := range []string{"offline", "tls"} {
		if other != code {
			c.engine.Health.Clear(other)
		}
	}
	if code != "" {
		c.engine.Health.Raise(c.unreachable(code, since))
	}
}

func (c *conditions) reachStale() {
	if c.reach.stale(c.engine.Clock.Now()) {
		c.engine.Health.Clear("offline")
		c.engine.Health.Clear("tls")
	}
}

func (c *conditions) unreachable(code string, since time.Time) health.Condition {
	who, look := "TikTok", "Check the internet connection."
	if c.engine.Practice() {
		who, look = "The practice TikTok", "Check whether it is running."
	}
	if code == "tls" {
		return health.Condition{
			Code: code, Severity: health.Error, Since: since.UTC(),
			Message: "Something between this computer and TikTok pretends to be TikTok, so nothing is sent.",
			Remedy:  "Sign in to the network, or check the computer's clock and its security software.",
		}
	}
	return health.Condition{
		Code: code, Severity: health.Warning, Since: since.UTC(),
		Message: who + " can't be reached.", Remedy: look + " What is due waits and goes out by itself.",
	}
}
