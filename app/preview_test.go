package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

func TestSliceIsBoundedAndInsideTheFile(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	for header, c := range map[string]struct {
		size, first, last int64
		ok                bool
	}{
		"":                            {100, 0, 99, true},
		"bytes=0-":                    {10 * mib, 0, 4*mib - 1, true},
		"bytes=0-1":                   {100, 0, 1, true},
		"bytes=99-":                   {100, 99, 99, true},
		"bytes=50-5000":               {100, 50, 99, true},
		"bytes=-10":                   {100, 90, 99, true},
		"bytes=-1000":                 {100, 0, 99, true},
		"bytes=5000000000-":           {6_000_000_000, 5_000_000_000, 5_000_000_000 + 4*mib - 1, true},
		"bytes=100-":                  {100, 0, 0, false},
		"bytes=9-3":                   {100, 0, 0, false},
		"bytes=-0":                    {100, 0, 0, false},
		"bytes=-":                     {100, 0, 0, false},
		"bytes=0-1,3-4":               {100, 0, 0, false},
		"bytes=a-b":                   {100, 0, 0, false},
		"bytes=--1":                   {100, 0, 0, false},
		"items=0-1":                   {100, 0, 0, false},
		"bytes=0-9223372036854775808": {100, 0, 0, false},
	} {
		first, last, ok := slice(header, c.size)
		if ok != c.ok || ok && (first != c.first || last != c.last) {
			t.Errorf("%q of %d: got %d-%d %v, want %d-%d %v", header, c.size, first, last, ok, c.first, c.last, c.ok)
		}
	}
	if _, _, ok := slice("", 0); ok {
		t.Error("an empty file has a slice")
	}
}

// oneClip is a library with one clip.
type oneClip struct{ media cuedrop.Media }

func (o oneClip) SaveMedia(context.Context, ...cuedrop.Media) error { return nil }
func (o oneClip) MediaAt(context.Context, string) ([]cuedrop.Media, error) {
	return nil, nil
}
func (o oneClip) MediaOf(context.Context, string) ([]cuedrop.Media, error) {
	return nil, nil
}
func (o oneClip) RemoveMedia(context.Context, cuedrop.MediaID, time.Time) (bool, error) {
	return false, nil
}

func (o oneClip) AllMedia(context.Context) ([]cuedrop.Media, error) {
	return []cuedrop.Media{o.media}, nil
}
func (o oneClip) Media(_ context.Context, id cuedrop.MediaID) (cuedrop.Media, error) {
	if id != o.media.ID {
		return cuedrop.Media{}, fault.New(fault.NotFound, "media.not_found", "There is no such clip.")
	}
	return o.media, nil
}

// previewOf serves a clip of size bytes.
func previewOf(t *testing.T, size int64) (*preview, cuedrop.Media) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, []byte("start"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	m := cuedrop.Media{ID: cuedrop.NewMediaID(), Path: path, Check: cuedrop.Check{Info: cuedrop.MediaInfo{Container: "mp4"}}}
	l := library.New(library.Config{Store: oneClip{m}, Dir: t.TempDir(), Clock: clock.System{}})
	return newPreview(func() *library.Library { return l }, nil, slog.New(slog.DiscardHandler)), m
}

func TestPreviewAnswersInSlicesAndNeverFromACache(t *testing.T) {
	t.Parallel()
	p, m := previewOf(t, 5_000_000_000)
	for _, header := range []string{"", "bytes=0-", "bytes=4999999990-"} {
		req := httptest.NewRequest(http.MethodGet, "/media/"+string(m.ID)+"/preview", nil)
		if header != "" {
			req.Header.Set("Range", header)
		}
		req.Header.Set("If-Modified-Since", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		req.Header.Set("If-None-Match", "*")
		rec := httptest.NewRecorder()
		p.ServeHTTP(rec, req)
		if rec.Code != http.StatusPartialContent || rec.Body.Len() > maxSlice || rec.Body.Len() == 0 {
			t.Errorf("%q: %d with %d bytes", header, rec.Code, rec.Body.Len())
		}
		if h := rec.Header(); h.Get("Cache-Control") != "no-store" || h.Get("ETag") != "" || h.Get("Last-Modified") != "" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: headers %v", header, h)
		}
	}
}

func TestPreviewServesClipsByIDAndNothingElse(t *testing.T) {
	t.Parallel()
	p, m := previewOf(t, 100)
	for _, path := range []string{
		"/media/" + string(m.ID), "/media/" + string(m.ID) + "/", "/media/" + string(m.ID) + "/path", "/media/clip_unknown/preview",
		"/media/../../etc/passwd", "/media/..%2f..%2fetc%2fpasswd/preview", "/media//preview", "/etc/passwd", "/", "/media/%00/preview",
		`/media/..\..\windows\win.ini/preview`, "/media/" + string(m.ID) + "/preview/x", m.Path,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://wails.localhost"+path, nil)
		if err != nil {
			continue // not even a request
		}
		rec := httptest.NewRecorder()
		p.ServeHTTP(rec, req)
		if rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, rec.Code)
		}
	}
	rec := httptest.NewRecorder()
	p.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/media/"+string(m.ID)+"/preview", nil))
	if rec.Code != http.StatusNotFound {
		t.Errorf("POST: %d, want 404", rec.Code)
	}
}

func TestPreviewListenerWantsItsTokenAndItsHost(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the listener exists on Linux only")
	}
	p, m := previewOf(t, 100)
	if err := p.listen(); err != nil {
		t.Fatal(err)
	}
	defer p.close()
	get := func(url, host string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if host != "" {
			req.Host = host
		}
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(body)
	}
	right := p.base() + "/media/" + string(m.ID) + "/preview"
	if code, body := get(right, ""); code != http.StatusOK || !strings.HasPrefix(body, "start") {
		t.Errorf("the right address: %d %q", code, body)
	}
	if code, _ := get(strings.Replace(right, p.token, strings.Repeat("0", len(p.token)), 1), ""); code != http.StatusNotFound {
		t.Errorf("a wrong token: %d, want 404", code)
	}
	if code, _ := get(p.origin()+"/media/"+string(m.ID)+"/preview", ""); code != http.StatusNotFound {
		t.Errorf("no token: %d, want 404", code)
	}
	if code, _ := get(right, "evil.example"); code != http.StatusNotFound {
		t.Errorf("another host's name: %d, want 404", code)
	}
}
