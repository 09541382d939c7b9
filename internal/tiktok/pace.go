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
	endpoint string
	token    [sha256.Size]byte // not the token: it should not live longer than it must
}

func newPace(now func() time.Time) *pace {
	return &pace{now: now, calls: map[paceKey][]time.Time{}}
}

// reserveLocked takes the next place and returns when it may be used.
func (p *pace) reserveLocked(key paceKey, now time.Time) (at time.Time) {
	p.forgetLocked(now)
	// Every call of the window stays, however many wait: when those who wait give up,
	// the older ones count again.
	calls, l := p.calls[key], limits[key.endpoint]
	at = now
	if n := len(calls); n > 0 {
		at = later(at, calls[n-1].Add(l.gap), l.gap > 0)
		if n >= l.perMinute {
			at = later(at, calls[n-l.perMinute].Add(paceWindow+paceMargin), true)
		}
	}
	i, _ := slices.BinarySearchFunc(calls, at, time.Time.Compare)
	p.calls[key] = slices.Insert(calls, i, at)
	return at
}

func later(a, b time.Time, applies bool) time.Time {
	if applies && b.After(a) {
		return b
	}
	return a
}

// forgetLocked drops what has left the window; tokens change every two hours.
func (p *pace) forgetLocked(now time.Time) {
	for k, calls := range p.calls {
		i := slices.IndexFunc(calls, func(t time.Time) bool { return now.Sub(t) < paceWindow+paceMargin })
		switch {
		case i < 0:
			delete(p.calls, k)
		case i > 0:
			p.calls[k] = slices.Delete(calls, 0, i)
		}
	}
}

func (p *pace) dropLocked(key paceKey, at time.Time) {
	calls := p.calls[key]
	if i := slices.IndexFunc(calls, at.Equal); i >= 0 {
		p.calls[key] = slices.Delete(calls, i, i+1)
	}
}

// try takes a place if there is one now, and otherwise returns how long until then.
func (p *pace) try(endpoint string, token cuedrop.Secret) time.Duration {
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
func (p *pace) wait(ctx context.Context, endpoint string, token cuedrop.Secret) error {
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
