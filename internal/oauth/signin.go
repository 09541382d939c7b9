package oauth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"cuedrop/internal/fault"
)

const (
	defaultPath    = "/callback/"
	defaultTimeout = 5 * time.Minute
	// How long a browser gets to fetch the result page after the answer came. The code
	// is still fresh then, and a browser that does not come misses only the page.
	doneGrace = 2 * time.Second
)

// Config is what SignIn needs. AuthorizeURL must be set.
type Config struct {
	Path         string // registered with the provider; "" = "/callback/"
	AuthorizeURL func(redirectURI, state, verifier string) (string, error)
	// Open shows the URL to the user. It runs in a goroutine of its own and is not
	// waited for, since some launchers return only when the browser closes; its ctx is
	// SignIn's. With nil, or when it fails, Announce is all that the user gets.
	Open     func(ctx context.Context, url string) error
	Announce func(url string) // gets the URL before Open; nil = nobody
	Timeout  time.Duration    // 0 = 5 minutes
	// Stay is how long a browser that comes after the caller's cancel is told so, within
	// Timeout; nil = not at all.
	Stay     context.Context //nolint:containedctx // it outlasts the call
	Language string          // of the result page: en, es, id or zh, also as zh-CN; else the browser's
}

// Callback is a consent. Everything in it but Scopes goes into the token request
// unchanged.
type Callback struct {
	Code        string // decoded
	RedirectURI string
	Verifier    string
	Scopes      []string // what the user granted; empty if the provider did not say
}

// SignIn opens the authorize page and blocks until the user has answered, the
// timeout has passed or ctx ends. The listener exists only that long, or after a cancel
// until it has said so: see Config.Stay. Concurrent
// sign-ins do not disturb each other, but users confuse them: run one at a time.
//
// Errors: Canceled "oauth.refused" (the user said no), "oauth.timeout" and
// "oauth.canceled"; Rejected "oauth.not_target_user", "oauth.unauthorized_client",
// "oauth.invalid_scope", "oauth.bad_answer" and "oauth.error"; Unavailable
// "oauth.unavailable"; Unsupported "oauth.listen"; AuthorizeURL's own.
func SignIn(ctx context.Context, cfg Config) (Callback, error) {
	if cfg.Path == "" {
		cfg.Path = defaultPath
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, cfg.Timeout)
	defer cancel()

	// The IP literal, because what "localhost" means is up to the machine (RFC 8252,
	// 8.3), and a port of the system's choice, because a fixed one can be taken.
	lc := net.ListenConfig{Control: exclusive}
	ln, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		if ctx.Err() != nil {
			return Callback{}, ended(caller)
		}
		return Callback{}, fault.Wrap(err, fault.Unsupported, "oauth.listen", "Cuedrop can't listen on this computer for the sign-in's answer. Check the security software and try again.")
	}
	host := ln.Addr().String()
	cb := Callback{RedirectURI: "http://" + host + cfg.Path, Verifier: oauth2.GenerateVerifier()}
	state := newState()
	authorize, err := cfg.AuthorizeURL(cb.RedirectURI, state, cb.Verifier)
	if err != nil {
		_ = ln.Close()
		return Callback{}, err
	}

	h := newHandler(host, cfg.Path, state, cfg.Language)
	h.sameSite = onLoopback(authorize)
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      5 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	server.SetKeepAlivesEnabled(false)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(ln)
	}()
	stays := false
	defer func() {
		if stays {
			return
		}
		_ = server.Close()
		<-served
	}()

	if cfg.Announce != nil {
		cfg.Announce(authorize)
	}
	if cfg.Open != nil {
		go func() {
			defer func() { _ = recover() }() // the user still has the link
			_ = cfg.Open(caller, authorize)
		}()
	}
	select {
	case <-ctx.Done():
		if stays = cfg.Stay != nil && caller.Err() != nil; stays {
			h.stop()
			until, _ := ctx.Deadline()
			go tellLate(cfg.Stay, until, server, h.shown) //nolint:contextcheck // it outlives the sign-in that has ended
		}
		return Callback{}, ended(caller)
	case r := <-h.result:
		letBrowserFinish(ctx, server, h.shown)
		if r.err != nil {
			return Callback{}, r.err
		}
		cb.Code, cb.Scopes = r.code, r.scopes
		return cb, nil
	}
}

// letBrowserFinish waits for the result page to be fetched, and then for it to be
// written.
func letBrowserFinish(ctx context.Context, server *http.Server, shown <-chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, doneGrace)
	defer cancel()
	select {
	case <-shown:
		_ = server.Shutdown(ctx)
	case <-ctx.Done():
	}
}

// tellLate keeps the listener for a browser that comes after the cancel.
func tellLate(stay context.Context, until time.Time, server *http.Server, shown <-chan struct{}) {
	ctx, cancel := context.WithDeadline(stay, until)
	defer cancel()
	select {
	case <-shown:
		letBrowserFinish(ctx, server, shown)
	case <-ctx.Done():
	}
	_ = server.Close()
}

// ended tells a cancel by the caller from our own timeout.
func ended(caller context.Context) error {
	if err := caller.Err(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, fault.Canceled, "oauth.canceled", "The sign-in was stopped. Start it again when you like.")
	}
	return fault.New(fault.Canceled, "oauth.timeout", "Nobody finished the sign-in in time. Start it again; if TikTok's page showed an error, check the app in TikTok's developer portal.")
}

// newState returns 32 random bytes in base64url.
func newState() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// onLoopback reports whether the authorize page is on 127.0.0.1 itself, as the
// sandbox's is.
func onLoopback(authorize string) bool {
	u, err := url.Parse(authorize)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}
