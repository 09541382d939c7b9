package egress

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"syscall"
	"time"

	"cuedrop/internal/clock"
)

// Limits of one connection.
const (
	dialTimeout    = 30 * time.Second // name and connection together
	tlsTimeout     = 15 * time.Second
	idleTimeout    = 30 * time.Second // shorter than common gateways', so that they rarely close first
	headerBytesMax = 64 << 10
)

// Config is what New needs.
type Config struct {
	Loopback *url.URL         // origin of the sandbox, from ParseLoopback; nil = TikTok
	Record   func(Entry)      // gets every request, from any goroutine; nil = nobody
	Now      func() time.Time // for Entry; nil = the machine's clock
	Date     func(time.Time)  // gets the time that each answer names, from any goroutine; nil = nobody
}

// Transport is the http.RoundTripper that everything leaves through. Safe for
// concurrent use. Its errors are faults: Rejected "egress.refused", Canceled
// "network.canceled", and Unavailable with one of "network.offline",
// "network.timeout", "network.stalled", "network.tls", "network.broken",
// "network.private_address", "network.too_large" and "network.lost" (the last two
// also while the body is read).
//
// "network.lost" means that the whole request was handed to the system and that its
// answer did not come back whole: nobody here knows whether TikTok acted on it. After
// any other Unavailable but "network.too_large" TikTok can't have had all of it; after
// Canceled nobody asked.
//
// No request is replayed. net/http repeats a request on a stale connection only if
// it has no body or a GetBody, so GetBody is removed here. What it may still
// repeat, a GET without a body, changes nothing at TikTok.
type Transport struct {
	loopback bool
	record   func(Entry)
	now      func() time.Time
	date     func(time.Time)
	dialer   *net.Dialer
	base     *http.Transport
}

// New returns a transport. It neither dials nor resolves.
func New(cfg Config) *Transport {
	t := &Transport{loopback: cfg.Loopback != nil, record: cfg.Record, now: cfg.Now, date: cfg.Date}
	if t.record == nil {
		t.record = func(Entry) {}
	}
	if t.now == nil {
		t.now = clock.System{}.Now
	}
	t.dialer = &net.Dialer{ // tries a name's addresses side by side: one family may be broken
		Timeout: dialTimeout,
		Control: func(_, address string, _ syscall.RawConn) error { return t.checkAddress(address) },
	}
	// HTTP/1.1 only: one request at a time on a connection makes its bytes and its
	// progress countable, and HTTP/2 has replay rules of its own.
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	t.base = &http.Transport{
		// No proxy, in particular not the environment's: any program that can set
		// HTTPS_PROXY would learn whom we talk to, and a proxy's address would stand
		// in for TikTok's in the address check (reliability-security.md G18).
		Proxy:                  nil,
		DialContext:            t.dialWith(t.dialer.DialContext),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    tlsTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    4,
		MaxResponseHeaderBytes: headerBytesMax,
		DisableCompression:     true, // a small answer must not unpack into a large one
		Protocols:              &protocols,
	}
	return t
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

func (t *Transport) dialWith(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn}, nil
	}
}

// Client returns a client that follows no redirect, keeps no cookie and has no
// overall timeout, because a slow upload may rightly take long.
func (t *Transport) Client() *http.Client {
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// CloseIdleConnections closes the connections that no request is using.
func (t *Transport) CloseIdleConnections() { t.base.CloseIdleConnections() }

// RoundTrip sends req if it is allowed out. The caller must close the answer's
// body; the ledger learns of the request then, or at once if it failed.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	c := t.newCall(req)
	if err := t.allow(req, c.entry.Purpose); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, c.fail(err)
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	c.cancel = cancel
	out := req.Clone(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:      c.gotConn,
		WroteRequest: c.wroteRequest,
	}))
	out.GetBody = nil
	if req.Body != nil && req.Body != http.NoBody {
		out.Body = &sentBody{ReadCloser: req.Body, taken: &c.taken}
	}
	go c.watch(ctx)

	resp, err := t.base.RoundTrip(out)
	if err != nil {
		return nil, c.fail(c.explain(ctx, err))
	}
	c.phase.Store(phaseReading)
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil && t.date != nil {
		t.date(at)
	}
	c.entry.Status = resp.StatusCode
	resp.Request = req
	resp.Body = &answerBody{body: resp.Body, call: c, ctx: ctx, left: answerBytesMax}
	return resp, nil
}
