package tiktok

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// raw is a server that keeps the bytes of one request as they came, and says what it
// is told to.
func raw(t *testing.T, answer string) (origin string, got <-chan string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	requests := make(chan string, 1)
	go func() {
		defer close(requests)
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		r := bufio.NewReader(conn)
		var head strings.Builder
		for {
			line, err := r.ReadString('\n')
			head.WriteString(line)
			if err != nil || line == "\r\n" {
				break
			}
		}
		body := make([]byte, 10)
		_, _ = io.ReadFull(r, body)
		_, _ = io.WriteString(conn, answer)
		requests <- head.String() + string(body)
	}()
	return "http://" + ln.Addr().String(), requests
}

// TestUploadHeadersAreAllThatGoes reads the request off the socket: what is not listed
// in 3.4 must not be there.
func TestUploadHeadersAreAllThatGoes(t *testing.T) {
	t.Parallel()
	origin, got := raw(t, "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-19/30\r\nContent-Length: 0\r\n\r\n")
	u, _ := url.Parse(origin)
	c := New(Config{HTTP: &http.Client{Transport: &http.Transport{}}, Loopback: u, Now: testClock})
	result, err := c.UploadChunk(t.Context(), cuedrop.Secret(origin+"/upload?upload_id=1&upload_token=a%2Fb"), "video/mp4", strings.NewReader("0123456789 and more"), 10, 19, 30)
	if err != nil || result.Received != 20 {
		t.Errorf("%+v, %v", result, err)
	}
	request, body, _ := strings.Cut(<-got, "\r\n\r\n")
	line, head, _ := strings.Cut(request, "\r\n")
	if line != "PUT /upload?upload_id=1&upload_token=a%2Fb HTTP/1.1" || body != "0123456789" {
		t.Errorf("request %q, body %q", line, body)
	}
	header, err := textproto.NewReader(bufio.NewReader(strings.NewReader(head + "\r\n\r\n"))).ReadMIMEHeader()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Host": u.Host, "Content-Length": "10", "Content-Range": "bytes 10-19/30", "Content-Type": "video/mp4",
		"User-Agent": "Cuedrop", "Accept-Encoding": "gzip",
	}
	for name, values := range header {
		if !slices.Equal(values, []string{want[name]}) {
			t.Errorf("%s: %q went along, want %q", name, values, want[name])
		}
	}
	if len(header) != len(want) {
		t.Errorf("headers %v, want %v", header, want)
	}
}

func TestUploadsDoNotFollowRedirects(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 304, 307, 308} {
		for _, location := range []string{"/upload/elsewhere", "https://evil.com/", ""} {
			b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
				if location != "" {
					w.Header().Set("Location", location)
				}
				w.WriteHeader(status)
			})
			_, err := b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", strings.NewReader("x"), 0, 0, 1)
			wantFault(t, fmt.Sprint(status, location), err, fault.Unavailable, "network.portal")
			if b.count() != 1 || b.last(t).Path != "/upload" {
				t.Errorf("%d: %d requests, the last to %s", status, b.count(), b.last(t).Path)
			}
		}
	}
}

// TestUploadSuccessInAnyMixture sends three chunks and answers with every mixture of
// what TikTok is said to answer (3.4). Our own offset counts: only the last chunk
// completes, and only by 200 or 201.
func TestUploadSuccessInAnyMixture(t *testing.T) {
	t.Parallel()
	said := []int{200, 201, 206}
	for _, one := range said {
		for _, two := range said {
			for _, three := range said {
				statuses := []int{one, two, three}
				n := 0
				b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(statuses[n])
					n++
				})
				for i := range int64(3) {
					got, err := b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", strings.NewReader("0123456789"), 10*i, 10*i+9, 30)
					complete := i == 2 && three != 206
					if err != nil || got.Complete != complete || got.Received != -1 {
						t.Errorf("%v, chunk %d: %+v, %v, want complete %v", statuses, i, got, err, complete)
					}
				}
				b.server.Close()
			}
		}
	}
}

func TestUploadRefusalsSayWhatTheTableSays(t *testing.T) {
	t.Parallel()
	row := func(code string) Meaning { return meanings[wordKey{SourceUpload, code}] }
	for status, want := range map[int]Meaning{
		400: row("400"), 401: row("400"), 405: row("400"), 411: row("400"), 413: row("400"), 415: row("400"),
		403: row("403"), 404: row("404"), 408: row("5xx"), 416: row("416"), 429: refused("rate_limit_exceeded"),
		500: row("5xx"), 502: row("5xx"), 503: row("5xx"), 504: row("5xx"), 599: row("5xx"),
	} {
		for _, body := range []string{"", page, `{"error":{"code":"ok"}}`, "text"} {
			b := setup(t, saying(status, body))
			_, err := b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", strings.NewReader("x"), 0, 0, 1)
			if fault.KindOf(err) != want.Kind || fault.ReasonOf(err) != want.Reason() || fault.MessageOf(err) != want.Message() {
				t.Errorf("%d with %q: %v, want %+v", status, body, err, want)
			}
			b.server.Close()
		}
	}
	for _, status := range []int{202, 203, 204, 205, 226, 300, 511} {
		err := (&hand{testNow}).client().uploadFault(answer{status: status, header: http.Header{}})
		wantFault(t, fmt.Sprint(status), err, fault.Unavailable, "network.portal")
	}
}

func TestUploadConnectionsThatBreak(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]string{
		"before the headers": "",
		"within them":        "HTTP/1.1 201 Created\r\nContent-",
		"within the body":    "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nx",
	} {
		origin, _ := raw(t, before)
		u, _ := url.Parse(origin)
		c := New(Config{HTTP: &http.Client{Transport: &http.Transport{}}, Loopback: u, Now: testClock})
		got, err := c.UploadChunk(t.Context(), cuedrop.Secret(origin+"/upload?upload_token=canary"), "video/mp4", strings.NewReader("0123456789"), 20, 29, 30)
		wantFault(t, name, err, fault.Unavailable, "network.unreachable")
		if got.Complete || got.Received != -1 || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
