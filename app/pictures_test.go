package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/library"
)

func TestPicturesOfAClipByID(t *testing.T) {
	t.Parallel()
	_, m := previewOf(t, 0)
	m.Check.Info.DurationMs = 4000
	l := library.New(library.Config{Store: oneClip{m}, Tool: fakeTool{}, Dir: t.TempDir(), Clock: clock.System{}})
	// The clip of previewOf has the time that it was written, not one that was stored.
	facts, err := fakeTool{}.Digest(t.Context(), m.Path)
	if err != nil {
		t.Fatal(err)
	}
	m.Size, m.ModTime, m.SHA256 = facts.Size, facts.ModTime, facts.SHA256
	l.Store = oneClip{m}
	p := newPreview(func() *library.Library { return l }, nil, slog.New(slog.DiscardHandler))
	get := func(method, path string) (int, string, string) {
		rec := httptest.NewRecorder()
		p.ServeHTTP(rec, httptest.NewRequest(method, "/media/"+string(m.ID)+path, nil))
		return rec.Code, rec.Header().Get("Content-Type"), rec.Body.String()
	}
	if code, _, _ := get(http.MethodGet, "/proxy"); code != http.StatusNotFound {
		t.Errorf("a proxy that was not made: %d, want 404", code)
	}
	if err := l.MakeProxy(t.Context(), m.ID); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/strip": "200 image/jpeg strip", "/frame/0": "200 image/jpeg 0s", "/frame/1500": "200 image/jpeg 1.5s",
		"/frame/4000": "200 image/jpeg 4s", "/proxy": "200 video/mp4 proxy",
	} {
		code, kind, body := get(http.MethodGet, path)
		if got := fmt.Sprint(code, " ", kind, " ", body); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		if code, _, body := get(http.MethodHead, path); code != http.StatusOK || body != "" {
			t.Errorf("HEAD %s: %d %q", path, code, body)
		}
		if code, _, _ := get(http.MethodPost, path); code != http.StatusNotFound {
			t.Errorf("POST %s: %d, want 404", path, code)
		}
	}
	for _, path := range []string{
		"/frame", "/frame/", "/frame/-1", "/frame/4001", "/frame/1.5", "/frame/1e3", "/frame/+1", "/frame/01", "/frame/99999999999999999999",
		"/frame/../thumb", "/frame/1/2", "/strip/1", "/proxy/x", "/frame/%2e%2e",
	} {
		if code, _, _ := get(http.MethodGet, path); code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, code)
		}
	}
	p.asked.Store(maxPictures)
	if code, _, _ := get(http.MethodGet, "/frame/7"); code != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d, want 503", code)
	}
	if code, _, _ := get(http.MethodGet, "/preview"); code == http.StatusServiceUnavailable {
		t.Error("a preview waits for pictures")
	}
	p.asked.Store(0)
	if code, _, _ := get(http.MethodGet, "/frame/7"); code != http.StatusOK || p.asked.Load() != 0 {
		t.Errorf("%d with %d asked for after the rush", code, p.asked.Load())
	}
}

func TestLookAndProxyOfAClip(t *testing.T) {
	t.Parallel()
	b := setup(t)
	post, err := b.store.Post(t.Context(), cuedrop.PostID(b.draft()))
	if err != nil {
		t.Fatal(err)
	}
	l := &Library{b.App}
	look, err := l.Look(string(post.MediaID))
	want := ClipLook{StripFrames: 10, BestMs: 1234, KeyframesMs: []int64{0, 2000}, KeyframesKnown: true}
	if diff := cmp.Diff(want, look); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := l.MakeProxy(string(post.MediaID)); err != nil {
		t.Error(err)
	}
	if _, err := l.Look("../../etc"); err == nil {
		t.Error("an unknown clip has a look")
	}
	if err := l.MakeProxy(""); err == nil {
		t.Error("no clip has a proxy")
	}
}
