package egress

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cuedrop/internal/fault"
)

const large = 16 << 20 // bytes; more than two sockets' buffers take on loopback

// resetNow ends a connection with a RST instead of a FIN.
func resetNow(conn net.Conn) {
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// wantEnd fails unless the request ended with reason and one ledger line of outcome.
func wantEnd(t *testing.T, b *bench, err error, reason, outcome string) {
	t.Helper()
	if fault.ReasonOf(err) != reason || !fault.Is(err, fault.Unavailable) || fault.MessageOf(err) == fault.InternalMessage {
		t.Errorf("%v, want %s", err, reason)
	}
	if l := b.ledger(); len(l) != 1 || l[0].Outcome != outcome {
		t.Errorf("ledger %+v, want one %s", l, outcome)
	}
}

func TestALostAnswerIsToldFromALostRequest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		body    int
		serve   func(net.Conn, *bufio.Reader)
		reason  string
		outcome string
	}{
		{"reset in the middle of the body", large, func(conn net.Conn, r *bufio.Reader) {
			_, _ = io.CopyN(io.Discard, r, 1<<20)
			resetNow(conn)
		}, "network.broken", OutcomeBroken},
		{"reset after the request was read", 10, func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			resetNow(conn)
		}, "network.lost", OutcomeBroken},
		{"reset after a large request was read", large, func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			resetNow(conn)
		}, "network.lost", OutcomeBroken},
		{"a request of several buffers, then reset", 9000, func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			resetNow(conn)
		}, "network.lost", OutcomeBroken},
		{"closed after the request was read", 10, func(_ net.Conn, r *bufio.Reader) { _ = readRequest(r) }, "network.lost", OutcomeBroken},
		{"half a header", 10, func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-")
		}, "network.lost", OutcomeBroken},
		{"a header, then a cut body", 10, func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
		}, "network.lost", OutcomeBroken},
		{"no HTTP at all", 10, func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			_, _ = io.WriteString(conn, "220 mail.example ESMTP\r\n")
		}, "network.lost", OutcomeBroken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, serveRaw(t, tt.serve))
			_, _, err := b.do(t.Context(), http.MethodPost, "/", strings.Repeat("x", tt.body))
			wantEnd(t, b, err, tt.reason, tt.outcome)
		})
	}
}

func TestResetWhileTheAnswerIsRead(t *testing.T) {
	t.Parallel()
	headed := make(chan struct{})
	b := setup(t, serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
		_ = readRequest(r)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
		<-headed
		resetNow(conn)
	}))
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, b.origin, strings.NewReader("x"))
	resp, err := b.RoundTrip(req)
	close(headed)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	wantEnd(t, b, err, "network.lost", OutcomeBroken)
}

// TestResetBeforeAnyByteIsRead resets the connection before net/http gets to write to
// it: even a request that fits into one buffer is broken then, not lost.
func TestResetBeforeAnyByteIsRead(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 3000, large} {
		for range 10 {
			dialled, gone := make(chan struct{}), make(chan struct{})
			b := setup(t, serveRaw(t, func(conn net.Conn, _ *bufio.Reader) {
				<-dialled
				resetNow(conn)
				close(gone)
			}))
			dial := b.base.DialContext
			b.base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := dial(ctx, network, address)
				close(dialled)
				<-gone
				return conn, err
			}
			_, _, err := b.do(t.Context(), http.MethodPost, "/", strings.Repeat("x", size))
			wantEnd(t, b, err, "network.broken", OutcomeBroken)
		}
	}
}

func TestTimeoutBeforeAndAfterTheLastByte(t *testing.T) {
	t.Parallel()
	t.Run("after", func(t *testing.T) {
		t.Parallel()
		read := make(chan struct{})
		b := setup(t, serveRaw(t, func(_ net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			close(read)
			_, _ = r.ReadByte() // until the client hangs up
		}))
		ctx, expire := context.WithCancelCause(t.Context())
		go func() { <-read; expire(context.DeadlineExceeded) }()
		_, _, err := b.do(ctx, http.MethodPost, "/", "x")
		wantEnd(t, b, err, "network.lost", OutcomeTimeout)
	})
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		read := make(chan struct{})
		b := setup(t, serveRaw(t, func(_ net.Conn, r *bufio.Reader) {
			_, _ = http.ReadRequest(r) // the header only
			close(read)
			<-t.Context().Done()
		}))
		ctx, expire := context.WithCancelCause(t.Context())
		go func() { <-read; expire(context.DeadlineExceeded) }()
		_, _, err := b.do(ctx, http.MethodPost, "/", strings.Repeat("x", large))
		wantEnd(t, b, err, "network.timeout", OutcomeTimeout)
	})
}

// TestFarewellToAPeerThatIsGoneSaysNothing runs over TLS, which writes to the
// connection once more when it is closed.
func TestFarewellToAPeerThatIsGoneSaysNothing(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(nil)
	server.StartTLS()
	certificates := server.TLS.Certificates
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate()) // for example.com
	server.Close()
	for _, tt := range []struct {
		name   string
		body   int
		read   bool
		reason string
	}{
		{"read", 3000, true, "network.lost"},
		{"read in pieces", 300_000, true, "network.lost"},
		{"not read", large, false, "network.broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			origin := serveRaw(t, func(conn net.Conn, _ *bufio.Reader) {
				secured := tls.Server(conn, &tls.Config{Certificates: certificates})
				if secured.Handshake() == nil && tt.read {
					_ = readRequest(bufio.NewReader(secured))
				}
				resetNow(conn)
			})
			b := setup(t, strings.Replace(origin, "http:", "https:", 1))
			b.base.TLSClientConfig.RootCAs, b.base.TLSClientConfig.ServerName = pool, "example.com"
			_, _, err := b.do(t.Context(), http.MethodPost, "/", strings.Repeat("x", tt.body))
			wantEnd(t, b, err, tt.reason, OutcomeBroken)
		})
	}
}
