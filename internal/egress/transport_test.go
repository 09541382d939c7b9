package egress

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"cuedrop/internal/fault"
)

// bench is a transport on a loopback origin, with its ledger.
type bench struct {
	*Transport
	mu      sync.Mutex
	entries []Entry
	origin  string
}

func setup(t *testing.T, origin string) *bench {
	t.Helper()
	u, err := ParseLoopback(origin)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{origin: origin}
	b.Transport = New(Config{Loopback: u, Record: func(e Entry) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.entries = append(b.entries, e)
	}})
	t.Cleanup(b.CloseIdleConnections)
	return b
}

func (b *bench) ledger() []Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Entry(nil), b.entries...)
}

func (b *bench) do(ctx context.Context, method, path, body string) (status int, answer string, err error) {
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, b.origin+path, r)
	if err != nil {
		return 0, "", err
	}
	resp, err := b.Client().Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}

func TestLedgerHoldsEachRequestWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, strings.Repeat("y", 5000))
	}))
	defer server.Close()
	b := setup(t, server.URL)
	ctx := WithPurpose(t.Context(), PurposeUpload)
	for range 2 { // the second on the kept connection
		if status, _, err := b.do(ctx, http.MethodPut, "/upload?upload_token=canary", strings.Repeat("x", 10_000)); status != 201 || err != nil {
			t.Fatal(status, err)
		}
	}
	entries := b.ledger()
	if len(entries) != 2 {
		t.Fatalf("ledger %+v, want two", entries)
	}
	for _, e := range entries {
		if e.Purpose != "upload" || e.Method != "PUT" || "http://"+e.Host != server.URL || e.Path != "/upload" ||
			e.Status != 201 || e.Outcome != OutcomeOK || e.At.IsZero() {
			t.Errorf("entry %+v", e)
		}
		if e.BytesOut < 10_000 || e.BytesOut > 11_000 || e.BytesIn < 5000 || e.BytesIn > 6000 {
			t.Errorf("entry counts %d out and %d in, want a little over 10000 and 5000", e.BytesOut, e.BytesIn)
		}
	}
}

func TestPurposeFallsBackToTheRequestsShape(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/v2/oauth/token/": "token", "/v2/post/publish/inbox/video/init/": "init",
		"/v2/video/list/": "video_list", "/v2/video/query/": "video_query", "/v2/x/": "",
	} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://h"+path, nil)
		if got := purposeOf(req); got != want {
			t.Errorf("purpose of POST %s = %q, want %q", path, got, want)
		}
	}
	put, _ := http.NewRequestWithContext(t.Context(), http.MethodPut, "https://h/x", nil)
	if got := purposeOf(put); got != PurposeUpload {
		t.Errorf("purpose of a PUT without a token = %q", got)
	}
	put.Header.Set("Authorization", "Bearer x")
	if got := purposeOf(put); got != "" {
		t.Errorf("purpose of a PUT with a token = %q", got)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		http.SetCookie(w, &http.Cookie{Name: "c", Value: "1"})
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	b := setup(t, server.URL)
	if status, _, err := b.do(t.Context(), http.MethodPost, "/", "x"); status != 307 || err != nil || hits.Load() != 1 {
		t.Errorf("status %d, %v, %d requests, want the 307 itself", status, err, hits.Load())
	}
	if c := b.Client(); c.Jar != nil || c.Timeout != 0 {
		t.Error("the client has a cookie jar or an overall timeout")
	}
	if b.base.Proxy != nil || b.base.TLSClientConfig.InsecureSkipVerify || b.base.TLSClientConfig.MinVersion != tls.VersionTLS12 {
		t.Error("the transport has a proxy or weak TLS")
	}
}

func TestAnswersAreLimited(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write(make([]byte, 8<<20))
	_ = z.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/exact":
			_, _ = w.Write(make([]byte, answerBytesMax))
		case "/large":
			_, _ = w.Write(make([]byte, answerBytesMax+1))
		case "/header":
			w.Header().Set("X-Large", strings.Repeat("x", 100_000))
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zipped.Bytes())
		}
	}))
	defer server.Close()
	b := setup(t, server.URL)
	if _, body, err := b.do(t.Context(), http.MethodGet, "/exact", ""); err != nil || len(body) != answerBytesMax {
		t.Errorf("1 MiB: %d bytes, %v", len(body), err)
	}
	if _, body, err := b.do(t.Context(), http.MethodGet, "/large", ""); fault.ReasonOf(err) != "network.too_large" || len(body) > answerBytesMax {
		t.Errorf("more than 1 MiB: %d bytes, %v", len(body), err)
	}
	if _, body, err := b.do(t.Context(), http.MethodGet, "/bomb", ""); err != nil || body != zipped.String() {
		t.Errorf("gzip: %d bytes, %v, want it left packed", len(body), err)
	}
	if _, _, err := b.do(t.Context(), http.MethodGet, "/header", ""); fault.ReasonOf(err) != "network.lost" {
		t.Errorf("large header: %v", err)
	}
	var outcomes []string
	for _, e := range b.ledger() {
		outcomes = append(outcomes, e.Outcome)
	}
	if got := strings.Join(outcomes, " "); got != "ok too_large ok broken" {
		t.Errorf("outcomes %s", got)
	}
}

// serveRaw accepts connections and hands each to serve until the test ends.
func serveRaw(t *testing.T, serve func(net.Conn, *bufio.Reader)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn, bufio.NewReader(conn))
			}()
		}
	}()
	return "http://" + ln.Addr().String()
}

func readRequest(r *bufio.Reader) error {
	req, err := http.ReadRequest(r)
	if err == nil {
		_, err = io.Copy(io.Discard, req.Body)
	}
	return err
}

const okAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

func TestNoRequestIsReplayedOnAStaleConnection(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPost, http.MethodPut} {
		var seen atomic.Int32
		// Each connection answers one request, reads the next whole and hangs up.
		origin := serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
			for i := 0; readRequest(r) == nil; i++ {
				seen.Add(1)
				if i > 0 {
					return
				}
				_, _ = io.WriteString(conn, okAnswer)
			}
		})
		b := setup(t, origin)
		if _, _, err := b.do(t.Context(), method, "/init", "one"); err != nil {
			t.Fatal(err)
		}
		_, _, err := b.do(t.Context(), method, "/init", "two")
		if fault.ReasonOf(err) != "network.lost" || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v, want network.lost", method, err)
		}
		if n := seen.Load(); n != 2 {
			t.Errorf("%s: the server saw %d requests, want 2: one each", method, n)
		}
	}
}

func TestAConnectionClosedWhileIdleCostsNoSecondRequest(t *testing.T) {
	t.Parallel()
	var seen atomic.Int32
	closed := make(chan struct{}, 10)
	origin := serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
		if readRequest(r) == nil {
			seen.Add(1)
			_, _ = io.WriteString(conn, okAnswer)
			_ = conn.Close()
			closed <- struct{}{}
		}
	})
	b := setup(t, origin)
	for i := range 5 {
		before := seen.Load()
		_, _, err := b.do(t.Context(), http.MethodPost, "/init", "body")
		if n := seen.Load() - before; n > 1 || (err == nil && n != 1) {
			t.Errorf("request %d: the server saw %d, error %v", i, n, err)
		}
		if err == nil {
			<-closed
		}
	}
}

func TestAnAnswerBeforeTheBodyIsReadIsNotLost(t *testing.T) {
	t.Parallel()
	origin := serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
		_, _ = http.ReadRequest(r) // the header only
		_, _ = io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	})
	for range 20 {
		b := setup(t, origin)
		status, _, err := b.do(WithPurpose(t.Context(), "upload"), http.MethodPut, "/upload", strings.Repeat("x", 8<<20))
		if status != 403 || err != nil {
			t.Fatalf("status %d, %v, want the 403", status, err)
		}
	}
}

func TestFailuresAreNamed(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + ln.Addr().String()
	_ = ln.Close()
	reset := serveRaw(t, func(_ net.Conn, r *bufio.Reader) { _ = readRequest(r) })
	cut := serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
		_ = readRequest(r)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
	})
	for _, tt := range []struct{ origin, reason, outcome string }{
		{nobody, "network.offline", OutcomeOffline},
		{reset, "network.lost", OutcomeBroken},
		{cut, "network.lost", OutcomeBroken},
		{strings.Replace(reset, "http:", "https:", 1), "network.broken", OutcomeBroken},
	} {
		b := setup(t, tt.origin)
		_, _, err := b.do(t.Context(), http.MethodPost, "/", "x")
		if fault.ReasonOf(err) != tt.reason || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v, want %s", tt.origin, err, tt.reason)
		}
		if l := b.ledger(); len(l) != 1 || l[0].Outcome != tt.outcome {
			t.Errorf("ledger %+v, want %s", l, tt.outcome)
		}
	}
}

func TestCancelIsToldFromTimeout(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 1)
	origin := serveRaw(t, func(_ net.Conn, r *bufio.Reader) {
		_ = readRequest(r)
		reached <- struct{}{}
		_, _ = r.ReadByte() // until the client hangs up
	})
	b := setup(t, origin)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-reached; cancel() }()
	_, _, err := b.do(ctx, http.MethodPost, "/", "x")
	if !fault.Is(err, fault.Canceled) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want Canceled", err)
	}
	if l := b.ledger(); len(l) != 1 || l[0].Outcome != OutcomeCanceled {
		t.Errorf("ledger %+v", l)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	address, _ := url.Parse(server.URL)
	toServer := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address.Host)
	}
	do := func(tr *Transport) error {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://open.tiktokapis.com/", strings.NewReader("x"))
		resp, err := tr.Client().Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		tr.CloseIdleConnections()
		return err
	}
	var last Entry
	strict := New(Config{Record: func(e Entry) { last = e }})
	strict.base.DialContext = strict.dialWith(toServer)
	if err := do(strict); fault.ReasonOf(err) != "network.tls" || last.Outcome != OutcomeTLS || hits.Load() != 0 {
		t.Errorf("unknown issuer: %v, %+v, %d requests", err, last, hits.Load())
	}
	wrongName := New(Config{})
	wrongName.base.DialContext = wrongName.dialWith(toServer)
	wrongName.base.TLSClientConfig.RootCAs = x509.NewCertPool()
	wrongName.base.TLSClientConfig.RootCAs.AddCert(server.Certificate()) // for example.com
	if err := do(wrongName); fault.ReasonOf(err) != "network.tls" || hits.Load() != 0 {
		t.Errorf("another name: %v, %d requests", err, hits.Load())
	}
	right := New(Config{Record: func(e Entry) { last = e }})
	right.base.DialContext = right.dialWith(toServer)
	right.base.TLSClientConfig.RootCAs = wrongName.base.TLSClientConfig.RootCAs
	right.base.TLSClientConfig.ServerName = "example.com"
	if err := do(right); err != nil || hits.Load() != 1 || last.BytesOut < 500 {
		t.Errorf("the right certificate: %v, %d requests, %+v", err, hits.Load(), last)
	}
	if err := right.checkAddress(address.Host); fault.ReasonOf(err) != "network.private_address" {
		t.Errorf("TikTok's name on this machine: %v", err)
	}
}
