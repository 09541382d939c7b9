package publish

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cuedrop/internal/fault"
)

// Uplink divides the computer's line between the publishers of one program, each of which
// is a workspace's (docs/decisions/0022):
//
//   - What each may send by its own limit holds, whoever else sends.
//   - Where all that send have a limit, they send no more together than the largest of
//     them lets one send alone, and what there is goes to whoever has had the least. A
//     slow one leaves the rest to the others.
//   - Where one has none there is no number to divide: the line itself divides by
//     connections. While others send, a publisher therefore has one upload on its way at
//     a time, by chunks, so that one with five accounts gets no five shares.
//
// The zero value is not ready; it is safe for concurrent use.
type Uplink struct {
	mu      sync.Mutex
	lanes   []*lane
	limiter *rate.Limiter // of all together; its rate is that of sharedLocked
	taken   bool          // somebody waits for the limiter
}

// NewUplink returns a line that nobody uses.
func NewUplink() *Uplink { return &Uplink{limiter: rate.NewLimiter(rate.Inf, 0)} }

// lane is one publisher's part of the line.
type lane struct {
	up   *Uplink
	turn chan struct{} // of the upload that is on its way

	// Guarded by up.mu.
	limit   int64    // bytes a second; 0 = none
	sending int      // chunks on their way
	had     int64    // bytes, since it has others beside it
	waiting []waiter // in order
}

type waiter struct {
	ready chan struct{} // closed when it is its turn
}

// turnMost is how long an upload waits for another one of its publisher: that one may
// have stalled, and an upload address lives an hour.
const turnMost = 2 * time.Minute

func (u *Uplink) newLane() *lane {
	l := &lane{up: u, turn: make(chan struct{}, 1)}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.lanes = append(u.lanes, l)
	return l
}

// leave takes the lane of a publisher that has ended off the line.
func (l *lane) leave() {
	l.up.mu.Lock()
	defer l.up.mu.Unlock()
	kept := l.up.lanes[:0]
	for _, other := range l.up.lanes {
		if other != l {
			kept = append(kept, other)
		}
	}
	l.up.lanes = kept
}

func (l *lane) limitTo(bytesPerSecond int64) {
	l.up.mu.Lock()
	defer l.up.mu.Unlock()
	l.limit = bytesPerSecond
}

// begin waits until a chunk may go out and returns how to tell that it has, or Canceled.
func (l *lane) begin(ctx context.Context) (end func(), err error) {
	mine := false
	select {
	case l.turn <- struct{}{}:
		mine = true
	default:
		if !l.contended() {
			break
		}
		t := time.NewTimer(turnMost)
		defer t.Stop()
		select {
		case l.turn <- struct{}{}:
			mine = true
		case <-t.C:
		case <-ctx.Done():
			return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
		}
	}
	l.count(1)
	return func() {
		l.count(-1)
		if mine {
			<-l.turn
		}
	}, nil
}

// contended reports whether others send.
func (l *lane) contended() bool {
	l.up.mu.Lock()
	defer l.up.mu.Unlock()
	return l.up.othersLocked(l)
}

func (u *Uplink) othersLocked(l *lane) bool {
	for _, other := range u.lanes {
		if other != l && other.sending > 0 {
			return true
		}
	}
	return false
}

// count notes that a chunk began or ended. Whoever comes back has as much as the one that
// has had the least: what it did not use is no credit.
func (l *lane) count(n int) {
	l.up.mu.Lock()
	defer l.up.mu.Unlock()
	if l.sending += n; n < 0 || l.sending > 1 {
		return
	}
	least := int64(-1)
	for _, other := range l.up.lanes {
		if other != l && other.sending > 0 && (least < 0 || other.had < least) {
			least = other.had
		}
	}
	l.had = max(l.had, least)
}

// sharedLocked returns how many bytes a second may go out in all, or 0 where there is
// nothing to divide: l sends alone, or somebody has no limit.
func (u *Uplink) sharedLocked(l *lane) int64 {
	if !u.othersLocked(l) {
		return 0
	}
	most := l.limit
	for _, other := range u.lanes {
		if other.sending == 0 && other != l {
			continue
		}
		if other.limit <= 0 {
			return 0
		}
		most = max(most, other.limit)
	}
	return max(most, 0)
}

// take waits until some of the n bytes that a chunk has ready may go out and returns how
// many, or Canceled.
func (l *lane) take(ctx context.Context, n int) (int, error) {
	u := l.up
	u.mu.Lock()
	shared := u.sharedLocked(l)
	if shared == 0 || n == 0 {
		l.had += int64(n)
		u.mu.Unlock()
		return n, nil
	}
	n = int(min(int64(n), max(shared/slices, 1)))
	if !u.taken {
		u.taken = true
		u.mu.Unlock()
	} else {
		w := waiter{make(chan struct{})}
		l.waiting = append(l.waiting, w)
		u.mu.Unlock()
		select {
		case <-w.ready:
		case <-ctx.Done():
			l.forget(w)
			return 0, fault.Wrap(ctx.Err(), fault.Canceled, "canceled", "Canceled.")
		}
	}
	defer u.pass()
	u.mu.Lock()
	if u.limiter.Limit() != rate.Limit(shared) {
		u.limiter.SetBurst(int(max(shared/slices, 1)))
		u.limiter.SetLimit(rate.Limit(shared))
	}
	l.had += int64(n)
	u.mu.Unlock()
	if err := u.limiter.WaitN(ctx, n); err != nil && ctx.Err() != nil {
		return 0, fault.Wrap(err, fault.Canceled, "canceled", "Canceled.")
	}
	return n, nil
}

// pass gives the turn to the one that has had the least.
func (u *Uplink) pass() {
	u.mu.Lock()
	defer u.mu.Unlock()
	var next *lane
	for _, l := range u.lanes {
		if len(l.waiting) > 0 && (next == nil || l.had < next.had) {
			next = l
		}
	}
	if next == nil {
		u.taken = false
		return
	}
	close(next.waiting[0].ready)
	next.waiting = next.waiting[1:]
}

// forget takes back a wait. Where its turn has just come, the turn goes on.
func (l *lane) forget(w waiter) {
	l.up.mu.Lock()
	for i := range l.waiting {
		if l.waiting[i] == w {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			l.up.mu.Unlock()
			return
		}
	}
	l.up.mu.Unlock()
	l.up.pass()
}

// Leave takes the publisher off the line that it shares. It sends no more.
func (p *Publisher) Leave() { p.throttle.lane.leave() }
