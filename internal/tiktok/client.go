package tiktok

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	apiOrigin       = "https://open.tiktokapis.com" // 0.1
	authorizeOrigin = "https://www.tiktok.com"      // 0.1

	// The largest answer that is read, in bytes (reliability-security.md G13).
	answerMax = 1 << 20
)

// Config is what New needs. HTTP, Credentials and Now must be set.
type Config struct {
	HTTP        *http.Client // a copy is used that neither follows redirects nor keeps cookies
	Loopback    *url.URL     // origin of the sandbox; nil = TikTok
	Credentials func() (cuedrop.Credentials, error)
	Now         func() time.Time
	Log         *slog.Logger // nil = none
	// Purpose marks a request's context for the ledger; nil = unmarked. The
	// composition root passes egress.WithPurpose.
	Purpose func(ctx context.Context, purpose string) context.Context
}

// Client calls TikTok. Safe for concurrent use.
//
// Every error is a fault. Reason is "tiktok." and TikTok's word, or "network.…"
// when the answer was not TikTok's; Message can be shown as it is.
type Client struct {
	http          *http.Client
	api           string
	authorize     string
	credentials   func() (cuedrop.Credentials, error)
	now           func() time.Time
	log           *slog.Logger
	purpose       func(ctx context.Context, purpose string) context.Context
	pace          *pace
	uploadAllowed func(*url.URL) bool
}

// New returns a client. It sends nothing.
func New(cfg Config) *Client {
	hc := *cfg.HTTP
	hc.Jar = nil
	// A redirect would take a token, or a clip, to wherever the answer says.
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &Client{
		http: &hc, api: apiOrigin, authorize: authorizeOrigin,
		credentials: cfg.Credentials, now: cfg.Now, log: cfg.Log, purpose: cfg.Purpose,
		pace: newPace(cfg.Now), uploadAllowed: tiktokUploadURL,
	}
	if cfg.Loopback != nil {
		origin := cfg.Loopback.Scheme + "://" + cfg.Loopback.Host
		c.api, c.authorize, c.uploadAllowed = origin, origin, loopbackUploadURL
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.purpose == nil {
		c.purpose = func(ctx context.Context, _ string) context.Context { return ctx }
	}
	return c
}

// request is one call, before it is sent.
type request struct {
	purpose     string // the ledger's word
	method      string
	url         string
	header      http.Header
	body        io.Reader
	length      int64
	access      cuedrop.Secret   // "" = no Authorization
	hide        []cuedrop.Secret // never repeated in an error or the log
	describedAs string           // the path, for the log
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte // without white space or a byte order mark around it
	raw    []byte
	hide   []cuedrop.Secret
}

// send makes the one request that r describes and reads the answer.
func (c *Client) send(ctx context.Context, r request) (answer, error) {
	ctx = c.purpose(ctx, r.purpose)
	began := c.now()
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, r.body)
	if err != nil {
		// The error repeats the URL, which may carry a credential.
		return answer{}, fault.New(fault.Internal, "tiktok.request", "").WithOp(r.purpose)
	}
	// GetBody would let net/http send a request twice when a kept-alive connection
	// turns out to be stale.
	req.GetBody = nil
	req.ContentLength = r.length
	for k, v := range r.header {
		req.Header[k] = v
	}
	req.Header.Set("User-Agent", "Cuedrop")
	if r.access != "" {
		req.Header.Set("Authorization", "Bearer "+r.access.Reveal())
		r.hide = append(r.hide, r.access)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, networkFault(ctx, err, r.purpose)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerMax+1))
	if err != nil {
		return answer{}, networkFault(ctx, err, r.purpose)
	}
	if len(body) > answerMax {
		return answer{}, fault.New(fault.Unavailable, "network.too_large", "The answer is larger than any that TikTok gives. Check the network; Cuedrop tries again.").WithOp(r.purpose)
	}
	if app, err := c.app(); err == nil {
		r.hide = append(r.hide, app.ClientSecret) // whoever answers may know it, and must not get it into a log
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: trimmed(body), raw: body, hide: r.hide}
	c.log.DebugContext(ctx, "tiktok answered", "purpose", r.purpose, "path", r.describedAs,
		"status", a.status, "log_id", clean(resp.Header.Get("X-Tt-Logid"), a.hide), "elapsed", c.now().Sub(began))
	return a, nil
}

func trimmed(body []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
}

// networkFault returns what the transport decided, or decides for a client that
// has another transport. The URL, which net/http puts into its errors, is dropped:
// an upload's URL is a credential.
func networkFault(ctx context.Context, err error, op string) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.WithOp(op)
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return fault.Wrap(err, fault.Canceled, "network.canceled", "Stopped before TikTok answered.").WithOp(op)
	}
	return fault.Wrap(err, fault.Unavailable, "network.unreachable", "TikTok can't be reached. Check the internet connection; Cuedrop tries again.").WithOp(op)
}

// app returns the app's credentials, or Invalid "tiktok.no_credentials".
func (c *Client) app() (cuedrop.Credentials, error) {
	if c.credentials == nil {
		return cuedrop.Credentials{}, errNoApp
	}
	app, err := c.credentials()
	if err != nil {
		return cuedrop.Credentials{}, err
	}
	if app.ClientKey == "" {
		return cuedrop.Credentials{}, errNoApp
	}
	return app, nil
}

var errNoApp = fault.New(fault.Invalid, "tiktok.no_credentials", "No TikTok app is set up. Enter its client key and secret in Settings, or use the sandbox.")
