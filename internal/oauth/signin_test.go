package oauth

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/fault"
)

// flow is a sign-in in progress and the browser's view of it.
type flow struct {
	t        *testing.T
	redirect string
	state    string
	verifier string
	done     chan struct{}
	cb       Callback
	err      error
	client   *http.Client
}

func start(ctx context.Context, t *testing.T, cfg Config) *flow {
	t.Helper()
	f := &flow{t: t, done: make(chan struct{})}
	f.client = &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ready := make(chan struct{})
	page := "https://www.tiktok.com/authorize"
	if cfg.AuthorizeURL == nil {
		cfg.AuthorizeURL = func(redirectURI, state, verifier string) (string, error) {
			f.redirect, f.state, f.verifier = redirectURI, state, verifier
			return page, nil
		}
	} else {
		inner := cfg.AuthorizeURL
		cfg.AuthorizeURL = func(redirectURI, state, verifier string) (string, error) {
			f.redirect, f.state, f.verifier = redirectURI, state, verifier
			return inner(redirectURI, state, verifier)
		}
	}
	announce := cfg.Announce
	cfg.Announce = func(u string) {
		if announce != nil {
			announce(u)
		}
		close(ready)
	}
	go func() {
		defer close(f.done)
		f.cb, f.err = SignIn(ctx, cfg)
	}()
	select {
	case <-ready:
	case <-f.done:
		t.Fatalf("the sign-in ended at once: %v", f.err)
	}
	return f
}

func (f *flow) callback(query string) string { return f.redirect + "?" + query }

func (f *flow) good() string {
	return f.callback("code=abc%2A0%216410&scopes=user.info.basic%2Cvideo.publish&state=" + f.state)
}

// get answers with the status, the header and the body of one request.
func (f *flow) get(rawURL string, change ...func(*http.Request)) (int, http.Header, string) {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), http.MethodGet, rawURL, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, c := range change {
		c(req)
	}
	resp, err := f.client.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(body)
}

func (f *flow) finish() {
	f.t.Helper()
	u, _ := url.Parse(f.redirect)
	status, _, body := f.get("http://" + u.Host + donePath)
	if status != http.StatusOK || !strings.Contains(body, "<h1>") {
		f.t.Errorf("the result page: %d %s", status, body)
	}
	<-f.done
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	opened := make(chan string, 1)
	var announced string
	f := start(t.Context(), t, Config{
		Announce: func(u string) { announced = u },
		Open:     func(_ context.Context, u string) error { opened <- u; return errors.New("no browser") },
		Language: "es-MX",
	})
	if u := <-opened; u != "https://www.tiktok.com/authorize" || announced != u {
		t.Errorf("opened %q, announced %q", u, announced)
	}
	u, err := url.Parse(f.redirect)
	if err != nil || u.Hostname() != "127.0.0.1" || u.Port() == "" || u.Path != "/callback/" || u.RawQuery != "" {
		t.Errorf("redirect URI %s", f.redirect)
	}
	if len(f.state) != 43 || len(f.verifier) < 43 || f.state == f.verifier {
		t.Errorf("state %q, verifier %q", f.state, f.verifier)
	}
	status, h, body := f.get(f.good(), header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Mode", "navigate"), header("Sec-Fetch-Dest", "document"))
	if status != http.StatusSeeOther || h.Get("Location") != "/done" || body != "" {
		t.Errorf("callback: %d %v %q, want a redirect without the code", status, h, body)
	}
	if status, _, body := f.get(f.good()); status != http.StatusGone || !strings.Contains(body, `lang="es"`) {
		t.Errorf("second callback: %d %s, want 410 in Spanish", status, body)
	}
	f.finish()
	want := []string{"user.info.basic", "video.publish"}
	if f.err != nil || f.cb.Code != "abc*0!6410" || f.cb.RedirectURI != f.redirect || f.cb.Verifier != f.verifier || !slices.Equal(f.cb.Scopes, want) {
		t.Errorf("%+v, %v", f.cb, f.err)
	}
	if conn, err := net.Dial("tcp", u.Host); err == nil {
		_ = conn.Close()
		t.Error("the listener is still open")
	}
}

func TestCodeIsDecodedOnce(t *testing.T) {
	t.Parallel()
	f := start(t.Context(), t, Config{})
	f.get(f.callback("code=a%252Ab&state=" + f.state))
	f.finish()
	if f.err != nil || f.cb.Code != "a%2Ab" {
		t.Errorf("code %q, %v, want a%%2Ab", f.cb.Code, f.err)
	}
}

func TestStrangersAreTurnedAway(t *testing.T) {
	t.Parallel()
	f := start(t.Context(), t, Config{})
	u, _ := url.Parse(f.redirect)
	origin := "http://" + u.Host
	method := func(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	tests := []struct {
		name   string
		url    string
		change func(*http.Request)
		want   int
	}{
		{"rebinding", f.good(), host("evil.com:" + u.Port()), 421},
		{"localhost", f.good(), host("localhost:" + u.Port()), 421},
		{"no port", f.good(), host("127.0.0.1"), 421},
		{"POST", f.good(), method("POST"), 405},
		{"HEAD", f.good(), method("HEAD"), 405},
		{"OPTIONS", f.good(), method("OPTIONS"), 405},
		{"origin", f.good(), header("Origin", "https://evil.com"), 403},
		{"origin null", f.good(), header("Origin", "null"), 403},
		{"same-origin", f.good(), header("Sec-Fetch-Site", "same-origin"), 403},
		{"same-site", f.good(), header("Sec-Fetch-Site", "same-site"), 403},
		{"image", f.good(), header("Sec-Fetch-Dest", "image"), 403},
		{"script", f.good(), header("Sec-Fetch-Mode", "no-cors"), 403},
		{"path without slash", origin + "/callback?code=c&state=" + f.state, nil, 404},
		{"longer path", origin + "/callback/x?code=c&state=" + f.state, nil, 404},
		{"escaped path", origin + "/callback%2F?code=c&state=" + f.state, nil, 404},
		{"double slash", origin + "//callback/?code=c&state=" + f.state, nil, 404},
		{"root", origin + "/", nil, 404},
		{"icon", origin + "/favicon.ico", nil, 404},
		{"result too early", origin + "/done", nil, 404},
		{"no state", f.callback("code=c"), nil, 400},
		{"wrong state", f.callback("code=c&state=" + f.state + "x"), nil, 400},
		{"two states", f.callback("code=c&state=" + f.state + "&state=x"), nil, 400},
		{"broken query", f.callback("code=c&state=" + f.state + "&a=%zz"), nil, 400},
		{"error without state", f.callback("error=access_denied"), nil, 400},
	}
	for _, tt := range tests {
		change := tt.change
		if change == nil {
			change = func(*http.Request) {}
		}
		if status, h, _ := f.get(tt.url, change); status != tt.want || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %d, want %d", tt.name, status, tt.want)
		}
	}
	select {
	case <-f.done:
		t.Fatalf("a stranger ended the sign-in: %+v, %v", f.cb, f.err)
	default:
	}
	f.get(f.good())
	f.finish()
	if f.err != nil {
		t.Errorf("the user's own answer: %v", f.err)
	}
}

func TestFloodGetsNoPages(t *testing.T) {
	t.Parallel()
	f := start(t.Context(), t, Config{})
	for i := range junkMax + 5 {
		status, _, body := f.get(f.callback("code=c&state=wrong"))
		if status != 400 || (body == "") != (i >= junkMax) {
			t.Errorf("junk %d: %d with %d bytes", i, status, len(body))
		}
	}
	f.get(f.good())
	f.finish()
	if f.err != nil {
		t.Errorf("after the flood: %v", f.err)
	}
}

func TestSandboxOnThisMachineMayRedirect(t *testing.T) {
	t.Parallel()
	f := start(t.Context(), t, Config{AuthorizeURL: func(string, string, string) (string, error) {
		return "http://127.0.0.1:1/v2/auth/authorize/", nil
	}})
	if status, _, _ := f.get(f.good(), header("Sec-Fetch-Site", "same-site")); status != 403 {
		t.Errorf("same-site without a navigation: %d", status)
	}
	status, _, _ := f.get(f.good(), header("Sec-Fetch-Site", "same-site"), header("Sec-Fetch-Mode", "navigate"), header("Sec-Fetch-Dest", "document"))
	if status != http.StatusSeeOther {
		t.Errorf("the sandbox's redirect: %d", status)
	}
	f.finish()
}

func TestSignInEndsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	f := start(ctx, t, Config{})
	cancel()
	<-f.done
	if !fault.Is(f.err, fault.Canceled) || fault.ReasonOf(f.err) != "oauth.canceled" {
		t.Errorf("cancel: %v", f.err)
	}
	f = start(t.Context(), t, Config{Timeout: 30 * time.Millisecond})
	<-f.done
	if !fault.Is(f.err, fault.Canceled) || fault.ReasonOf(f.err) != "oauth.timeout" {
		t.Errorf("timeout: %v", f.err)
	}
	own := fault.New(fault.Invalid, "tiktok.no_credentials", "No app.")
	if _, err := SignIn(t.Context(), Config{AuthorizeURL: func(string, string, string) (string, error) { return "", own }}); !errors.Is(err, own) {
		t.Errorf("no URL: %v", err)
	}
}

func TestBrowserThatDoesNotFetchTheResult(t *testing.T) {
	t.Parallel()
	f := start(t.Context(), t, Config{Open: func(context.Context, string) error { panic("launcher") }})
	f.get(f.good())
	<-f.done
	if f.err != nil || f.cb.Code != "abc*0!6410" {
		t.Errorf("%+v, %v", f.cb, f.err)
	}
}

// TestABrowserThatComesAfterTheEndIsToldSo: the listener takes no code any more, and stays
// for that page only.
func TestABrowserThatComesAfterTheEndIsToldSo(t *testing.T) {
	t.Parallel()
	stay, leave := context.WithCancel(t.Context())
	defer leave()
	ctx, cancel := context.WithCancel(t.Context())
	f := start(ctx, t, Config{Stay: stay, Language: "id"})
	cancel()
	<-f.done
	if fault.ReasonOf(f.err) != "oauth.canceled" || f.cb.Code != "" {
		t.Errorf("%+v, %v", f.cb, f.err)
	}
	if status, _, _ := f.get(f.callback("code=c&state=wrong")); status != http.StatusBadRequest {
		t.Errorf("a stranger: %d", status)
	}
	status, h, body := f.get(f.good())
	if status != http.StatusSeeOther || h.Get("Location") != donePath || body != "" {
		t.Errorf("callback: %d %v %q", status, h, body)
	}
	u, _ := url.Parse(f.redirect)
	if status, _, body := f.get("http://" + u.Host + donePath); status != http.StatusOK || body != string(pages()["id"][pageStopped]) {
		t.Errorf("%d %s", status, body)
	}
	closed := func(f *flow) bool {
		u, _ := url.Parse(f.redirect)
		conn, err := net.Dial("tcp", u.Host)
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	}
	for tick := time.NewTicker(5 * time.Millisecond); !closed(f); <-tick.C {
		if t.Context().Err() != nil {
			t.Fatal("the listener stays")
		}
	}
	// Nobody comes: it ends with the program, and with the time of the sign-in.
	for name, end := range map[string]func(){"program": leave, "time": func() {}} {
		ctx, cancel := context.WithCancel(t.Context())
		f := start(ctx, t, Config{Stay: stay, Timeout: 300 * time.Millisecond})
		cancel()
		<-f.done
		end()
		for tick := time.NewTicker(5 * time.Millisecond); !closed(f); <-tick.C {
			if t.Context().Err() != nil {
				t.Fatal("the listener stays beyond the end of the " + name)
			}
		}
	}
}
