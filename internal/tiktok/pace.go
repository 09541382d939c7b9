package tiktok

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// paced is an endpoint with a limit of its own.
type paced string

const (
	paceCreator    paced = "creator_info"
	paceStatus     paced = "status"
	paceDirectInit paced = "init_direct"
	paceInboxInit  paced = "init_inbox"
)

// Calls per minute and access token (3.8).
var perMinute = map[paced]int{paceCreator: 20, paceStatus: 30, paceDirectInit: 6, paceInboxInit: 6}

const (
	paceWindow = time.Minute
	// A call is counted here when it leaves and at TikTok when it arrives, so two calls
	// may arrive closer together than they left.
	paceMargin = time.Second
)

// pace keeps us inside TikTok's limits, which are a sliding window: any sixty
// seconds count. A token bucket would not do, because a full one lets twice the
// limit through in its first minute. Safe for concurrent use.
type pace struct {
	now func() time.Time

	mu    sync.Mutex
	calls map[paceKey][]time.Time // when, oldest first; may lie ahead for those who wait
}

type paceKey struct {
	endpoint paced
	token    [sha256.Size]byte // not the token: it should not live longer than it must
}

func newPace(now func() time.Time) *pace {
	return &pace{now: now, calls: map[paceKey][]time.Time{}}
}

// reserve takes the next place and returns how long until it may be used.
func (p *pace) reserveLocked(key paceKey, now time.Time) (at time.Time) {
	window := paceWindow + paceMargin
	for k, calls := range p.calls { // tokens change every two hours; forget the old ones
		if len(calls) == 0 || now.Sub(calls[len(calls)-1]) >= window {
			delete(p.calls, k)
		}
	}
	calls, limit := p.calls[key], perMinute[key.endpoint]
	if len(calls) > limit {
		calls = slices.Clone(calls[len(calls)-limit:])
	}
	at = now
	if len(calls) == limit {
		if free := calls[0].Add(window); free.After(now) {
			at = free
		}
	}
	p.calls[key] = append(calls, at)
	return at
}

func (p *pace) dropLocked(key paceKey, at time.Time) {
	calls := p.calls[key]
	if i := slices.IndexFunc(calls, at.Equal); i >= 0 {
		p.calls[key] = slices.Delete(calls, i, i+1)
	}
}

// try takes a place if there is one now, and otherwise returns how long until then.
func (p *pace) try(endpoint paced, token cuedrop.Secret) time.Duration {
	key := paceKey{endpoint, sha256.Sum256([]byte(token.Reveal()))}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	at := p.reserveLocked(key, now)
	if at.After(now) {
		p.dropLocked(key, at)
	}
	return at.Sub(now)
}

// wait takes the next place and waits for it; Canceled when ctx ends first.
func (p *pace) wait(ctx context.Context, endpoint paced, token cuedrop.Secret) error {
	key := paceKey{endpoint, sha256.Sum256([]byte(token.Reveal()))}
	p.mu.Lock()
	now := p.now()
	at := p.reserveLocked(key, now)
	p.mu.Unlock()
	if !at.After(now) {
		return nil
	}
	timer := time.NewTimer(at.Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		p.mu.Lock()
		defer p.mu.Unlock()
		p.dropLocked(key, at)
		return fault.Wrap(ctx.Err(), fault.Canceled, "network.canceled", "Stopped before TikTok was asked.")
	}
}
