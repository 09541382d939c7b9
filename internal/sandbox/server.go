package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Config is what a Server needs. The zero value works.
type Config struct {
	Dir      string           // folder for received bytes, created if missing; "" = a temporary one that Close removes
	Scenario Scenario         // zero = a well-behaved TikTok
	Now      func() time.Time // nil = the machine's clock
	Log      *slog.Logger     // nil = discard
	// Discard hashes and counts received bytes without storing them. The page then
	// has nothing to play.
	Discard bool
}

// Server is one practice TikTok. Its methods are safe for concurrent use. It
// keeps its state in memory: tokens and posts end with it.
type Server struct {
	cfg      Config
	dir      string
	ownsDir  bool
	now      func() time.Time
	log      *slog.Logger
	handler  http.Handler
	refusals atomic.Int64
	playing  atomic.Pointer[rules] // rules, for those who do not hold mu
	ahead    atomic.Int64          // how far the control moved the clock, in nanoseconds
	version  atomic.Int64          // changes with everything the page at / shows

	stop    chan struct{} // closed by Close; ends stalls and delays
	working sync.WaitGroup

	mu       sync.Mutex // guards what follows; never held while reading or writing a body
	closed   bool
	listener net.Listener
	http     *http.Server
	rules    *rules // set by play only
	counts   Counts
	consents map[string]*consent
	codes    map[string]*authCode
	access   map[string]*accessToken
	refresh  map[string]*refreshToken
	rates    map[string][]time.Time
	posts    []*publish // oldest first
	lastPost int64      // create time of the newest public post, in ms
}

// New returns a server that is not listening yet. It fails if the scenario is
// wrong or the folder cannot be made.
func New(cfg Config) (*Server, error) {
	ru, err := cfg.Scenario.prepared()
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	s := &Server{
		cfg: cfg, dir: cfg.Dir, now: cfg.Now, log: cfg.Log,
		stop:     make(chan struct{}),
		consents: map[string]*consent{}, codes: map[string]*authCode{},
		access: map[string]*accessToken{}, refresh: map[string]*refreshToken{},
		rates: map[string][]time.Time{},
	}
	base := cfg.Now
	if base == nil {
		base = time.Now // here, and only here, the machine's clock comes in
	}
	s.now = func() time.Time { return base().Add(time.Duration(s.ahead.Load())) }
	s.play(ru)
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.makeDir(); err != nil {
		return nil, err
	}
	s.handler = s.guard(s.routes())
	return s, nil
}

func (s *Server) makeDir() (err error) {
	switch {
	case s.cfg.Discard:
		return nil
	case s.dir == "":
		s.ownsDir = true
		s.dir, err = os.MkdirTemp("", "cuedrop-sandbox-")
	default:
		err = os.MkdirAll(s.dir, 0o700)
	}
	if err != nil {
		return fmt.Errorf("make the sandbox folder: %w", err)
	}
	return nil
}

// Listen serves in the background on addr, whose host must be loopback; port 0
// picks a free one. A server listens once.
func (s *Server) Listen(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen on %q: %w", addr, err)
	}
	if !loopback(host) {
		return fmt.Errorf("listen on %q: the sandbox serves this computer only; use 127.0.0.1", addr)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.listener != nil {
		return errors.New("listen: the sandbox is closed or listens already")
	}
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %q: %w", addr, err)
	}
	if tcp, ok := ln.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		_ = ln.Close() // "localhost" may be anything in the hosts file
		return fmt.Errorf("listen on %q: %s is not loopback", addr, ln.Addr())
	}
	s.listener = ln
	s.http = &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.working.Go(func() {
		if err := s.http.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("sandbox stopped serving", "err", err)
		}
	})
	return nil
}

// URL is the origin clients are to use, "" before Listen.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return ""
	}
	return "http://" + s.listener.Addr().String()
}

// Handler serves without Listen, for a server of the caller's own. Addresses in
// replies then follow the request's Host.
func (s *Server) Handler() http.Handler { return s.handler }

// Close cuts every connection, waits for requests to end and removes the folder
// if New made it. A second Close does nothing. Who serves Handler on a server of
// their own closes that one first.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	srv := s.http
	s.mu.Unlock()

	close(s.stop)
	var errs []error
	if srv != nil {
		errs = append(errs, srv.Close())
	}
	s.working.Wait()
	if s.ownsDir {
		errs = append(errs, os.RemoveAll(s.dir))
	}
	return errors.Join(errs...)
}

// SetScenario changes what the sandbox plays, from the next request on. Tokens,
// posts and used-up rates stay; occurrences of faults are counted anew. It is
// for tests, so a scenario that New would refuse panics.
func (s *Server) SetScenario(sc Scenario) {
	ru, err := sc.prepared()
	if err != nil {
		panic(fmt.Sprintf("sandbox: scenario: %v", err))
	}
	s.play(ru)
}

// play puts rules in force.
func (s *Server) play(ru *rules) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.playLocked(ru)
}

func (s *Server) playLocked(ru *rules) {
	s.rules = ru
	s.playing.Store(ru)
}

// current returns the rules of the moment. They are not changed any more, except
// for the fault book, which has its own lock.
func (s *Server) current() *rules { return s.playing.Load() }

// enter counts a request as running, unless the server is closed. The caller
// must call working.Done.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.working.Add(1)
	return true
}

// guard is in front of every route. A Host that is not loopback means a web page
// pointed its own name at this computer (DNS rebinding); a path under /v2/
// without its last slash is 404 as at TikTok (spec 0.1), where net/http would
// redirect.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.enter() {
			http.Error(w, "the sandbox is closed", http.StatusServiceUnavailable)
			return
		}
		defer s.working.Done()
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !loopback(strings.Trim(host, "[]")) {
			http.Error(w, "the sandbox answers to 127.0.0.1 only", http.StatusMisdirectedRequest)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/v2/") && !strings.HasSuffix(r.URL.Path, "/") {
			s.violate("request to %s without the last slash", r.URL.Path)
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// origin is where the client reached us.
func origin(r *http.Request) string { return "http://" + r.Host }
