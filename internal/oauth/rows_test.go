package oauth

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/fault"
)

// TestAnyFreePortWillDo is I4: sign-ins do not wait for a port, and each has its own
// address on 127.0.0.1, state and verifier.
func TestAnyFreePortWillDo(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	var flows []*flow
	for range 5 {
		f := start(t.Context(), t, Config{})
		u, err := url.Parse(f.redirect)
		if err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Port() == "" || u.Path != "/callback/" || u.RawQuery != "" {
			t.Errorf("redirect %s, %v", f.redirect, err)
		}
		for _, own := range []string{f.redirect, f.state, f.verifier} {
			if seen[own] || len(own) < 20 {
				t.Errorf("%q is another one's, or too short", own)
			}
			seen[own] = true
		}
		flows = append(flows, f)
	}
	for i, f := range flows {
		other := flows[(i+1)%len(flows)]
		if status, _, _ := f.get(f.callback("code=c&state=" + other.state)); status != http.StatusBadRequest {
			t.Errorf("another sign-in's state: %d", status)
		}
		f.get(f.good())
		if f.finish(); f.err != nil {
			t.Error(f.err)
		}
	}
}

// TestNothingListensAfterAnEnd is I5: whichever way a sign-in ends.
func TestNothingListensAfterAnEnd(t *testing.T) {
	t.Parallel()
	canceled, cancel := context.WithCancel(t.Context())
	for name, c := range map[string]struct {
		ctx context.Context
		cfg Config
		end func(*flow)
	}{
		"canceled":  {canceled, Config{}, func(*flow) { cancel() }},
		"timed out": {t.Context(), Config{Timeout: 30 * time.Millisecond}, func(*flow) {}},
		"refused":   {t.Context(), Config{}, func(f *flow) { f.get(f.callback("error=access_denied&state=" + f.state)); f.finish() }},
		"answered":  {t.Context(), Config{}, func(f *flow) { f.get(f.good()); f.finish() }},
	} {
		f := start(c.ctx, t, c.cfg)
		c.end(f)
		<-f.done
		u, _ := url.Parse(f.redirect)
		if conn, err := net.Dial("tcp", u.Host); err == nil {
			_ = conn.Close()
			t.Errorf("%s: somebody listens at %s", name, u.Host)
		}
		if (f.err == nil) != (name == "answered") || f.err != nil && fault.MessageOf(f.err) == fault.InternalMessage {
			t.Errorf("%s: %v", name, f.err)
		}
	}
}

// TestThePortIsOursAlone is I8: nobody else can listen where the code will come to.
func TestThePortIsOursAlone(t *testing.T) {
	t.Parallel()
	f := start(t.Context(), t, Config{})
	u, _ := url.Parse(f.redirect)
	for _, network := range []string{"tcp4", "tcp"} {
		var lc net.ListenConfig
		ln, err := lc.Listen(t.Context(), network, u.Host)
		if err == nil {
			_ = ln.Close()
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("%s: %v", network, err)
		}
	}
	f.get(f.good())
	f.finish()
	if f.err != nil || f.cb.Verifier != f.verifier || len(f.cb.Verifier) < 43 {
		t.Errorf("%v, a verifier of %d characters", f.err, len(f.cb.Verifier))
	}
}
