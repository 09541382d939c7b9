package egress

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/fault"
)

// piped returns a transport whose one connection is served by serve, inside the
// caller's synctest bubble.
func piped(t *testing.T, entries *[]Entry, serve func(net.Conn, *bufio.Reader)) *Transport {
	t.Helper()
	u, err := ParseLoopback("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	tr := New(Config{Loopback: u, Now: time.Now, Record: func(e Entry) { *entries = append(*entries, e) }})
	tr.base.DialContext = tr.dialWith(func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			serve(server, bufio.NewReader(server))
		}()
		return client, nil
	})
	return tr
}

func send(t *testing.T, tr *Transport, purpose string, body io.Reader, length int64) error {
	t.Helper()
	defer tr.CloseIdleConnections()
	req, err := http.NewRequestWithContext(WithPurpose(t.Context(), purpose), http.MethodPut, "http://127.0.0.1:1/", body)
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = length
	resp, err := tr.Client().Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.ReadAll(resp.Body)
	return err
}

func TestStandstillEndsACall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, purpose string
		serve         func(net.Conn, *bufio.Reader)
		reason        string
		outcome       string
		after         time.Duration
	}{
		{"the peer stops reading", "upload", func(_ net.Conn, r *bufio.Reader) {
			_, _ = io.CopyN(io.Discard, r, 1000)
			time.Sleep(time.Hour)
		}, "network.stalled", OutcomeStalled, stallTicks * tick},
		{"no answer to a call", "init", func(_ net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			time.Sleep(time.Hour)
		}, "network.lost", OutcomeTimeout, headerTicks * tick},
		{"no answer to an upload", "upload", func(_ net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			time.Sleep(time.Hour)
		}, "network.lost", OutcomeTimeout, (headerTicks + 100) * tick},
		{"a header letter by letter", "status", func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			for _, c := range "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", 1000) {
				if _, err := io.WriteString(conn, string(c)); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		}, "network.lost", OutcomeTimeout, headerTicks * tick},
		{"a body letter by letter", "status", func(conn net.Conn, r *bufio.Reader) {
			_ = readRequest(r)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
			for {
				if _, err := io.WriteString(conn, "x"); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		}, "network.lost", OutcomeTimeout, bodyTicks * tick},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var entries []Entry
				start := time.Now()
				err := send(t, piped(t, &entries, tt.serve), tt.purpose, strings.NewReader(strings.Repeat("x", 100_000)), 100_000)
				if fault.ReasonOf(err) != tt.reason || !fault.Is(err, fault.Unavailable) {
					t.Errorf("%v, want %s", err, tt.reason)
				}
				if d := time.Since(start); d < tt.after || d > tt.after+3*tick {
					t.Errorf("ended after %v, want %v", d, tt.after)
				}
				if len(entries) != 1 || entries[0].Outcome != tt.outcome || entries[0].Elapsed < tt.after {
					t.Errorf("ledger %+v", entries)
				}
				time.Sleep(2 * time.Hour) // lets the server go
			})
		})
	}
}

func TestSlowButSteadyUploadIsLeftAlone(t *testing.T) {
	t.Parallel()
	const size = 600_000
	slowly := func(r io.Reader) {
		for range size / 1000 {
			if _, err := io.CopyN(io.Discard, r, 1000); err != nil {
				return
			}
			time.Sleep(time.Second)
		}
	}
	t.Run("the peer reads 1 kB/s", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var entries []Entry
			tr := piped(t, &entries, func(conn net.Conn, r *bufio.Reader) {
				req, err := http.ReadRequest(r)
				if err != nil {
					return
				}
				slowly(req.Body)
				_, _ = io.WriteString(conn, okAnswer)
			})
			if err := send(t, tr, "upload", strings.NewReader(strings.Repeat("x", size)), size); err != nil {
				t.Error(err)
			}
			if len(entries) != 1 || entries[0].Elapsed < 500*time.Second {
				t.Errorf("ledger %+v", entries)
			}
		})
	})
	t.Run("the disk gives 1 kB/s", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var entries []Entry
			tr := piped(t, &entries, func(conn net.Conn, r *bufio.Reader) {
				if readRequest(r) == nil {
					_, _ = io.WriteString(conn, okAnswer)
				}
			})
			if err := send(t, tr, "upload", &slowDisk{left: size / 1000, piece: 1000, every: time.Second}, size); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("the user allows 8 kB/s", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var entries []Entry
			tr := piped(t, &entries, func(conn net.Conn, r *bufio.Reader) {
				if readRequest(r) == nil {
					_, _ = io.WriteString(conn, okAnswer)
				}
			})
			// The publisher's reader blocks until the next tenth of a second's bytes are due.
			if err := send(t, tr, "upload", &slowDisk{left: size / 800, piece: 800, every: 100 * time.Millisecond}, size); err != nil {
				t.Error(err)
			}
			if len(entries) != 1 || entries[0].Elapsed < stallTicks*tick {
				t.Errorf("ledger %+v, want an upload longer than the longest standstill", entries)
			}
		})
	})
	t.Run("a reader that blocks for just under a minute", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var entries []Entry
			tr := piped(t, &entries, func(conn net.Conn, r *bufio.Reader) {
				if readRequest(r) == nil {
					_, _ = io.WriteString(conn, okAnswer)
				}
			})
			if err := send(t, tr, "upload", &slowDisk{left: 5, piece: 8, every: (stallTicks - 2) * tick}, 40); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("the tail waits in the peer's buffer", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var entries []Entry
			tr := piped(t, &entries, func(conn net.Conn, r *bufio.Reader) {
				if readRequest(r) == nil {
					time.Sleep(128 * time.Second) // reads it from there at 1 kB/s
					_, _ = io.WriteString(conn, okAnswer)
				}
			})
			if err := send(t, tr, "upload", strings.NewReader(strings.Repeat("x", size)), size); err != nil {
				t.Error(err)
			}
		})
	})
}

// slowDisk gives left pieces of piece bytes, one every so often.
type slowDisk struct {
	left, piece int
	every       time.Duration
}

func (d *slowDisk) Read(p []byte) (int, error) {
	if d.left == 0 {
		return 0, io.EOF
	}
	d.left--
	time.Sleep(d.every)
	return copy(p, strings.Repeat("x", d.piece)), nil
}
