package tiktok

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func (b *bench) uploadURL() cuedrop.Secret {
	return cuedrop.Secret(b.server.URL + "/upload?upload_id=1&upload_token=a%2Fb+c")
}

func TestUploadChunkOnTheWire(t *testing.T) {
	t.Parallel()
	b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Range", "bytes 0-20/30")
		w.WriteHeader(http.StatusPartialContent)
	})
	// The reader holds more than the chunk: exactly the chunk is taken.
	body := bytes.NewReader([]byte(strings.Repeat("x", 25)))
	got, err := b.UploadChunk(t.Context(), b.uploadURL(), "video/quicktime", body, 10, 19, 30)
	if err != nil || got.Complete || got.Received != 20 || body.Len() != 15 {
		t.Errorf("%+v, %v, %d bytes left", got, err, body.Len())
	}
	r := b.last(t)
	if r.Method != "PUT" || r.Path != "/upload" || r.Query != "upload_id=1&upload_token=a%2Fb+c" || r.Length != 10 || len(r.Encoding) != 0 || r.Body != strings.Repeat("x", 10) ||
		r.Header.Get("Content-Type") != "video/quicktime" || r.Header.Get("Content-Range") != "bytes 10-19/30" {
		t.Errorf("request %+v", r)
	}
	for _, name := range []string{"Authorization", "Cookie", "Expect"} {
		if v := r.Header.Get(name); v != "" {
			t.Errorf("%s: %s went along", name, v)
		}
	}
}

func TestUploadStatuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status   int
		first    int64
		last     int64 // of 30 bytes
		header   string
		complete bool
		received int64
		kind     fault.Kind
		reason   string
	}{
		{206, 0, 9, "", false, -1, "", ""},
		{206, 0, 9, "bytes 0-10/30", false, 10, "", ""},
		{206, 0, 9, "bytes 0-9/30", false, 10, "", ""},
		{206, 20, 29, "", false, -1, "", ""},
		{201, 20, 29, "bytes 0-30/30", true, 30, "", ""},
		{201, 20, 29, "bytes 0-29/30", true, 30, "", ""},
		{200, 20, 29, "", true, -1, "", ""},
		{200, 0, 9, "", false, -1, "", ""},
		{201, 0, 9, "", false, -1, "", ""}, // some say 201 to each chunk
		{201, 0, 29, "", true, -1, "", ""},
		{400, 0, 9, "", false, -1, fault.Rejected, "tiktok.upload_rejected"},
		{403, 0, 9, "", false, -1, fault.NotFound, "tiktok.upload_expired"},
		{404, 0, 9, "", false, -1, fault.NotFound, "tiktok.upload_unknown"},
		{408, 0, 9, "", false, -1, fault.Unavailable, "tiktok.upload_unavailable"},
		{413, 0, 9, "", false, -1, fault.Rejected, "tiktok.upload_rejected"},
		{416, 10, 19, "bytes 0-20/30", false, 20, fault.Conflict, "tiktok.range_mismatch"},
		{416, 10, 19, "bytes 0-0/30", false, 0, fault.Conflict, "tiktok.range_mismatch"},
		{416, 10, 19, "bytes */30", false, -1, fault.Conflict, "tiktok.range_mismatch"},
		{416, 10, 19, "", false, -1, fault.Conflict, "tiktok.range_mismatch"},
		{429, 0, 9, "", false, -1, fault.RateLimited, "tiktok.rate_limit_exceeded"},
		{500, 20, 29, "", false, -1, fault.Unavailable, "tiktok.upload_unavailable"},
		{502, 20, 29, "", false, -1, fault.Unavailable, "tiktok.upload_unavailable"},
		{307, 20, 29, "", false, -1, fault.Unavailable, "network.portal"},
		{204, 20, 29, "", false, -1, fault.Unavailable, "network.portal"},
		{511, 20, 29, "", false, -1, fault.Unavailable, "network.portal"},
	}
	for _, tt := range tests {
		b := setup(t, func(w http.ResponseWriter, _ *http.Request) {
			if tt.header != "" {
				w.Header().Set("Content-Range", tt.header)
			}
			if tt.status == 307 {
				w.Header().Set("Location", "/elsewhere")
			}
			w.WriteHeader(tt.status)
		})
		got, err := b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", strings.NewReader(strings.Repeat("x", 30)), tt.first, tt.last, 30)
		if got.Complete != tt.complete || got.Received != tt.received || fault.KindOf(err) != tt.kind || (err != nil && fault.ReasonOf(err) != tt.reason) {
			t.Errorf("%d for %d-%d %q: %+v, %v, want %v %d %s", tt.status, tt.first, tt.last, tt.header, got, err, tt.complete, tt.received, tt.reason)
		}
		if b.count() != 1 {
			t.Errorf("%d: %d requests, want 1", tt.status, b.count())
		}
	}
	b := setup(t, saying(200, "<html>welcome"))
	_, err := b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", strings.NewReader("x"), 0, 0, 1)
	wantFault(t, "a page", err, fault.Unavailable, "network.portal")
}

func TestReceivedReadsBothWays(t *testing.T) {
	t.Parallel()
	const mb = 10 << 20
	tests := []struct {
		header             string
		first, last, total int64
		want               int64
	}{
		{"bytes 0-10485760/70000000", 0, mb - 1, 70_000_000, mb},              // count
		{"bytes 0-10485759/70000000", 0, mb - 1, 70_000_000, mb},              // index
		{"bytes 0-70000000/70000000", 5 * mb, 69_999_999, 70_000_000, 7e7},    // all, as a count
		{"bytes 0-69999999/70000000", 5 * mb, 69_999_999, 70_000_000, 7e7},    // all, as an index
		{"bytes 0-20971520/70000000", 0, mb - 1, 70_000_000, 2 * mb},          // ahead of us, as a count
		{"bytes 0-20971519/70000000", 0, mb - 1, 70_000_000, 2 * mb},          // ahead of us, as an index
		{"bytes 0-10485760/70000000", 3 * mb, 4*mb - 1, 70_000_000, mb},       // behind us
		{"bytes 0-52428800/70000000", 5 * mb, 69_999_999, 70_000_000, 5 * mb}, // where the last chunk starts
		{"bytes 0-52428799/70000000", 5 * mb, 69_999_999, 70_000_000, 5 * mb},
		{"bytes 0-31457280/70000000", 5 * mb, 69_999_999, 70_000_000, -1}, // the last chunk does not tell the plan
		{"bytes 0-12345678/70000000", 0, mb - 1, 70_000_000, -1},          // inside a chunk: off by one either way
		{"bytes 0-10485760/70000001", 0, mb - 1, 70_000_000, -1},
		{"bytes 0-70000001/70000000", 0, mb - 1, 70_000_000, -1},
		{"bytes 5-10485760/70000000", 0, mb - 1, 70_000_000, -1},
		{"bytes 0--1/70000000", 0, mb - 1, 70_000_000, -1},
		{"bytes */70000000", 0, mb - 1, 70_000_000, -1},
		{"bytes 0-10485760", 0, mb - 1, 70_000_000, -1},
		{"nonsense", 0, mb - 1, 70_000_000, -1},
		{"", 0, mb - 1, 70_000_000, -1},
	}
	for _, tt := range tests {
		if got := received(tt.header, tt.first, tt.last, tt.total); got != tt.want {
			t.Errorf("%q after %d-%d: %d, want %d", tt.header, tt.first, tt.last, got, tt.want)
		}
	}
}

func TestUploadRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(201, ""))
	good := b.uploadURL()
	for _, tt := range []struct {
		url                cuedrop.Secret
		contentType        string
		first, last, total int64
		reason             string
	}{
		{good, "text/plain", 0, 0, 1, "media.content_type"},
		{good, "video/mp4", 0, 1, 1, "tiktok.chunk_range"},
		{good, "video/mp4", 1, 0, 2, "tiktok.chunk_range"},
		{good, "video/mp4", -1, 0, 2, "tiktok.chunk_range"},
		{"https://open-upload.tiktokapis.com/", "video/mp4", 0, 0, 1, "tiktok.upload_url_refused"},
		{"::", "video/mp4", 0, 0, 1, "tiktok.upload_url_refused"},
	} {
		_, err := b.UploadChunk(t.Context(), tt.url, tt.contentType, strings.NewReader("xx"), tt.first, tt.last, tt.total)
		if fault.ReasonOf(err) != tt.reason {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	if b.count() != 0 {
		t.Errorf("%d requests were sent", b.count())
	}
}

func TestUploadHosts(t *testing.T) {
	t.Parallel()
	tests := map[string][2]bool{ // allowed at TikTok, on loopback
		"https://open-upload.tiktokapis.com/video/?a=b":    {true, false},
		"https://open-upload-va.tiktokapis.com:443/upload": {true, false},
		"https://upload.us.tiktokapis.com/":                {true, false},
		"http://open-upload.tiktokapis.com/":               {false, false},
		"https://open-upload.tiktokapis.com:8443/":         {false, false},
		"https://open-upload.tiktokapis.com./":             {false, false},
		"https://u@open-upload.tiktokapis.com/":            {false, false},
		"https://tiktokapis.com/":                          {false, false},
		"https://xtiktokapis.com/":                         {false, false},
		"https://open-upload.tiktokapis.com.evil.com/":     {false, false},
		"https://evil.com/.tiktokapis.com":                 {false, false},
		"https://evil.com#.tiktokapis.com":                 {false, false},
		"https://evil.com\\.tiktokapis.com/":               {false, false},
		"https://1.2.3.4/":                                 {false, false},
		"ftp://127.0.0.1/":                                 {false, false},
		"http://127.0.0.1:9/upload":                        {false, true},
		"https://127.0.0.1:9/upload":                       {false, true},
		"http://localhost:9/upload":                        {false, true},
		"http://[::1]:9/upload":                            {false, true},
		"http://u@127.0.0.1:9/upload":                      {false, false},
		"http://10.0.0.1:9/upload":                         {false, false},
		"http://127.0.0.1.evil.com:9/upload":               {false, false},
		"//127.0.0.1:9/upload":                             {false, false},
		"":                                                 {false, false},
	}
	tiktok := New(Config{HTTP: http.DefaultClient})
	loopback := New(Config{HTTP: http.DefaultClient, Loopback: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}})
	for raw, want := range tests {
		_, err := tiktok.parseUploadURL(cuedrop.Secret(raw))
		_, boxed := loopback.parseUploadURL(cuedrop.Secret(raw))
		if (err == nil) != want[0] || (boxed == nil) != want[1] {
			t.Errorf("%s: %v and %v, want %v", raw, err, boxed, want)
		}
	}
}

func TestUploadTellsTheDiskFromTheNetwork(t *testing.T) {
	t.Parallel()
	b := setup(t, saying(201, ""))
	_, err := b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", strings.NewReader("short"), 0, 99, 100)
	wantFault(t, "file became shorter", err, fault.Conflict, "media.shrunk")
	broken := errors.New("input/output error")
	_, err = b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", io.MultiReader(strings.NewReader("abc"), failing{broken}), 0, 99, 100)
	wantFault(t, "drive unplugged", err, fault.Internal, "media.unreadable")
	if !errors.Is(err, broken) {
		t.Errorf("%v lost its cause", err)
	}
	own := fault.New(fault.Conflict, "media.changed", "The clip changed.")
	_, err = b.UploadChunk(t.Context(), b.uploadURL(), "video/mp4", failing{own}, 0, 99, 100)
	wantFault(t, "the reader's own fault", err, fault.Conflict, "media.changed")
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// A server that answers before it has read must neither be believed nor leave the
// transport reading from a body that the caller has back.
func TestEarlyAnswersReturnTheBody(t *testing.T) {
	t.Parallel()
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
				r := bufio.NewReader(conn)
				if _, err := http.ReadRequest(r); err == nil {
					_, _ = io.WriteString(conn, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
					_, _ = io.Copy(io.Discard, r)
				}
			}()
		}
	}()
	c := New(Config{HTTP: &http.Client{Transport: &http.Transport{}}, Loopback: &url.URL{Scheme: "http", Host: ln.Addr().String()}, Now: testClock})
	body := &guarded{Reader: strings.NewReader("start")}
	_, err = c.UploadChunk(t.Context(), cuedrop.Secret("http://"+ln.Addr().String()+"/"), "video/mp4", body, 0, 1<<20-1, 1<<20)
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("success before the bytes: %v, want Unavailable", err)
	}
	body.Reader = nil // ours again: the race detector objects if the transport still reads
}

// guarded gives its bytes one at a time, for ever.
type guarded struct{ *strings.Reader }

func (g *guarded) Read(p []byte) (int, error) {
	if n, err := g.Reader.Read(p[:1]); err == nil {
		return n, nil
	}
	g.Reset("again")
	return g.Reader.Read(p[:1])
}
