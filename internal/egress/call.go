package egress

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// The phases of a call, in order.
const (
	phaseSending int32 = iota // from the dial to the last byte of the request
	phaseWaiting              // for the answer's header
	phaseReading              // the answer's body
)

// call is one request on its way, from RoundTrip until its ledger line is written.
type call struct {
	t      *Transport
	entry  Entry
	began  time.Time
	length int64 // of the request's body; -1 = unknown
	cancel context.CancelCauseFunc
	done   chan struct{} // closed once the line is written
	once   sync.Once

	phase atomic.Int32
	taken atomic.Int64 // bytes read from the caller's body

	mu      sync.Mutex
	conn    *countedConn // in use; nil before there is one
	in, out int64        // conn's counters when this call got it, less what earlier connections moved
	start   int64        // conn's out after the handshake, before this request
	request *delivery    // on conn; nil before there is one
}

func (t *Transport) newCall(req *http.Request) *call {
	now := t.now()
	c := &call{t: t, began: now, length: req.ContentLength, done: make(chan struct{})}
	c.cancel = func(error) {}
	c.entry = Entry{At: now, Purpose: clip(purposeOf(req)), Account: clip(AccountOf(req.Context())), Post: clip(postOf(req.Context())), Method: clip(req.Method)}
	if req.URL != nil {
		c.entry.Host, c.entry.Path = clip(req.URL.Host), clip(req.URL.Path)
	}
	return c
}

func (c *call) gotConn(info httptrace.GotConnInfo) {
	conn := counted(info.Conn)
	if conn == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	moved := [2]int64{}
	if c.conn != nil {
		moved = [2]int64{c.conn.in.Load() - c.in, c.conn.out.Load() - c.out}
	}
	c.conn, c.in, c.out, c.start = conn, -moved[0], -moved[1], conn.out.Load()
	c.request = &delivery{}
	conn.request.Store(c.request)
	c.phase.Store(phaseSending) // again, where net/http takes a second connection
	if info.Reused {            // else the handshake's bytes are this call's
		c.in += conn.in.Load()
		c.out += conn.out.Load()
	}
}

// wroteRequest may come after the answer, when a server answers early. Of a request
// without a body it comes before net/http flushes its buffer, and with it the first
// byte.
func (c *call) wroteRequest(info httptrace.WroteRequestInfo) {
	c.phase.CompareAndSwap(phaseSending, phaseWaiting)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil && info.Err == nil {
		// With the body the header has gone out too.
		c.request.handedOver(c.conn.out.Load()-c.start > c.taken.Load())
	}
}

// whole reports whether the system took every byte of the request.
func (c *call) whole() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.request != nil && c.request.state.Load() == deliveryWhole
}

// mayBeWhole is whole for a writer that is still at work: true also while it may be
// writing the last bytes at this moment, because only a request that can't have
// reached TikTok may be taken for one.
func (c *call) mayBeWhole() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.request == nil {
		return false
	}
	switch c.request.state.Load() {
	case deliveryTail, deliveryWhole:
		return true
	case deliveryTorn:
		return false
	}
	return c.taken.Load() == c.length && c.conn.out.Load() > c.start
}

func (c *call) bytes() (in, out int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return 0, 0
	}
	return c.conn.in.Load() - c.in, c.conn.out.Load() - c.out
}

// queued returns how many bytes the system still holds unacknowledged; false where
// the system does not say.
func (c *call) queued() (int, bool) {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn == nil {
		return 0, false
	}
	return conn.queued()
}

// finish writes the ledger line; only the first call does anything.
func (c *call) finish(outcome string) {
	c.once.Do(func() {
		c.entry.BytesIn, c.entry.BytesOut = c.bytes()
		c.entry.Elapsed = c.t.now().Sub(c.began)
		c.entry.Outcome = outcome
		close(c.done)
		c.cancel(nil)
		c.t.record(c.entry)
	})
}

// fail writes the line of a request that got no answer and returns err.
func (c *call) fail(err error) error {
	c.finish(outcomeOf(err))
	return err
}

// sentBody counts what is taken from the caller's body.
type sentBody struct {
	io.ReadCloser
	taken *atomic.Int64
}

func (b *sentBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.taken.Add(int64(n))
	return n, err
}

var _ http.RoundTripper = (*Transport)(nil)
