package library_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

func TestAddKeepsWhatTheFileWas(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.added("été 🎬.mp4", "movie")
	if m.Name != "été 🎬.mp4" || !filepath.IsAbs(m.Path) || m.Size != 5 || len(m.SHA256) != 64 || !m.AddedAt.Equal(noon) {
		t.Errorf("clip %+v", m)
	}
	got, err := b.Media(t.Context(), m.ID)
	if err != nil || !got.ModTime.Equal(m.ModTime) {
		t.Errorf("%+v, %v", got, err)
	}
	if diff := cmp.Diff(m, got, cmp.Transformer("utc", time.Time.UTC)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if all, err := b.All(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	if again := b.added("copy.mp4", "movie"); again.ID == m.ID || again.SHA256 != m.SHA256 {
		t.Errorf("the same bytes again: %+v", again)
	}
}

// TestAClipThatIsOnlyTooLongIsKept: its post may cut it.
func TestAClipThatIsOnlyTooLongIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tool.check = cuedrop.Check{Verdict: cuedrop.VerdictRefused, Info: cuedrop.MediaInfo{DurationMs: 660_000}, Findings: []cuedrop.Finding{
		{Code: cuedrop.FindingTooLong, Severity: cuedrop.SeverityRefused, Message: "It lasts 11 minutes.", Fix: "Cut it."},
		{Code: "index_last", Severity: cuedrop.SeverityInfo, Message: "No."},
	}}
	m := b.added("a.mp4", "x")
	if got, err := b.Media(t.Context(), m.ID); err != nil || got.Check.Verdict != cuedrop.VerdictRefused || !got.Check.Trimmable() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAFileThatTikTokWouldRefuseIsNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tool.check = cuedrop.Check{Verdict: cuedrop.VerdictRefused, Findings: []cuedrop.Finding{
		{Code: "odd_fps", Severity: cuedrop.SeverityWarning, Message: "No."},
		{Code: "too_long", Severity: cuedrop.SeverityRefused, Message: "It lasts 11 minutes.", Fix: "Shorten it."},
		{Code: "encrypted", Severity: cuedrop.SeverityRefused, Message: "No."},
	}}
	_, err := b.Add(t.Context(), b.clip("a.mp4", "x"))
	wantFault(t, err, fault.Invalid, "media.too_long")
	if got := fault.MessageOf(err); got != "It lasts 11 minutes. Shorten it." {
		t.Errorf("message %q", got)
	}
	wantFault(t, library.Refusal(cuedrop.Check{}), fault.Invalid, "media.refused")
	b.tool.err = fault.New(fault.Unsupported, "media.no_ffmpeg", "Install ffmpeg.")
	_, err = b.Add(t.Context(), "a.mp4")
	wantFault(t, err, fault.Unsupported, "media.no_ffmpeg")
	b.tool.err, b.tool.check.Verdict = nil, cuedrop.VerdictOK
	_, err = b.Add(t.Context(), filepath.Join(b.clips, "gone.mp4"))
	wantFault(t, err, fault.Rejected, "media.unreadable")
	if all, err := b.All(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("kept %v, %v", all, err)
	}
}

// TestAFileIsTheSameWhenItsBytesAre: the time of a file may change without its
// content, and never decides alone that it has not... unless the size fits too.
func TestAFileIsTheSameWhenItsBytesAre(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.added("a.mp4", "movie")
	p := cuedrop.Post{MediaID: m.ID}
	b.tool.digests = 0
	if err := b.Verify(t.Context(), m); err != nil || b.tool.digests != 0 {
		t.Errorf("untouched: %v after %d digests", err, b.tool.digests)
	}
	if err := os.Chtimes(m.Path, noon, noon); err != nil {
		t.Fatal(err)
	}
	if err := b.Verify(t.Context(), m); err != nil || b.tool.digests != 1 {
		t.Errorf("touched: %v after %d digests", err, b.tool.digests)
	}
	b.clip("a.mp4", "other")
	wantFault(t, b.Verify(t.Context(), m), fault.Rejected, "media.source_changed")
	b.clip("a.mp4", "longer movie")
	wantFault(t, b.Verify(t.Context(), m), fault.Rejected, "media.source_changed")
	if b.Present(t.Context(), p) {
		t.Error("a changed clip is present")
	}
	if err := os.Remove(m.Path); err != nil {
		t.Fatal(err)
	}
	err := b.Verify(t.Context(), m)
	wantFault(t, err, fault.Rejected, "media.source_missing")
	if !strings.Contains(fault.MessageOf(err), "“a.mp4”") || strings.Contains(fault.MessageOf(err), b.clips) {
		t.Errorf("message %q", fault.MessageOf(err))
	}
	b.clip("a.mp4", "movie") // it is back, with a new time
	if !b.Present(t.Context(), p) {
		t.Error("a clip that came back is not present")
	}
	m.Path = filepath.Join(m.Path, "below a file")
	wantFault(t, b.Verify(t.Context(), m), fault.Rejected, "media.source_missing")
	if b.Present(t.Context(), cuedrop.Post{MediaID: "clip_none"}) {
		t.Error("an unknown clip is present")
	}
}

func TestTheOriginalGoesOutUnlessItHasToBeMadeAnew(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		route cuedrop.Route
		fit   cuedrop.Fit
		made  []cuedrop.Fit
	}{
		{"as it is", cuedrop.RouteCopy, "", nil},
		{"its own shape asked for", cuedrop.RouteCopy, cuedrop.FitKeep, nil},
		{"another shape", cuedrop.RouteCopy, cuedrop.FitBlur, []cuedrop.Fit{cuedrop.FitBlur}},
		{"another container", cuedrop.RouteRemux, "", []cuedrop.Fit{""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.tool.check.Route = tt.route
			m := b.added("a.mp4", "movie")
			p := cuedrop.Post{ID: "post_1", MediaID: m.ID, Settings: cuedrop.Settings{Edit: cuedrop.Edit{Fit: tt.fit}}}
			seen := 0
			r, err := b.Render(t.Context(), p, func(cuedrop.RenderProgress) { seen++ })
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.made, b.tool.prepared); diff != "" || seen != len(tt.made) {
				t.Errorf("made %v, told %d times", b.tool.prepared, seen)
			}
			want := cuedrop.Rendition{Path: m.Path, Route: cuedrop.RouteCopy, Size: 5, SHA256: m.SHA256, DurationMs: 60_000}
			if tt.made != nil {
				want = cuedrop.Rendition{Path: filepath.Join(b.dir, "renditions", "post_1.mp4"), Route: tt.route, Size: 5}
			}
			if r != want {
				t.Errorf("rendition %+v, want %+v", r, want)
			}
			for range 2 { // twice is no error
				if err := b.Discard("post_1"); err != nil {
					t.Error(err)
				}
			}
			if _, err := os.Stat(m.Path); err != nil {
				t.Errorf("the user's file: %v", err)
			}
			if _, err := os.Stat(filepath.Join(b.dir, "renditions", "post_1.mp4")); err == nil {
				t.Error("the rendition is still there")
			}
		})
	}
}

func TestNothingIsMadeOfAFileThatIsGone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.added("a.mp4", "movie")
	if err := os.Remove(m.Path); err != nil {
		t.Fatal(err)
	}
	_, err := b.Render(t.Context(), cuedrop.Post{ID: "post_1", MediaID: m.ID}, nil)
	wantFault(t, err, fault.Rejected, "media.source_missing")
	_, err = b.Render(t.Context(), cuedrop.Post{ID: "post_1", MediaID: "clip_none"}, nil)
	wantFault(t, err, fault.NotFound, "media.not_found")
}

func TestAFolderThatCanNotBeMadeIsWaitedFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tool.check.Route = cuedrop.RouteFull
	for _, name := range []string{"renditions", "thumbs"} { // a file where the folder belongs
		if err := os.WriteFile(filepath.Join(b.dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := b.added("a.mp4", "movie")
	_, err := b.Render(t.Context(), cuedrop.Post{ID: "post_1", MediaID: m.ID}, nil)
	wantFault(t, err, fault.Unavailable, "media.rendition_dir")
	_, err = b.Thumbnail(t.Context(), m.ID)
	wantFault(t, err, fault.Unavailable, "media.cache_dir")
}

func TestAThumbnailIsMadeOnceHoweverManyAsk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.added("a.mp4", "movie"), b.added("b.mp4", "other")
	var wg sync.WaitGroup
	for i := range 20 {
		id := []cuedrop.MediaID{one.ID, two.ID}[i%2]
		wg.Go(func() {
			path, err := b.Thumbnail(t.Context(), id)
			if err != nil || path != filepath.Join(b.dir, "thumbs", string(id)+".jpg") {
				t.Errorf("%q, %v", path, err)
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff([]time.Duration{time.Second / 2, time.Second / 2}, b.tool.thumbs); diff != "" {
		t.Errorf("made at (-want +got):\n%s", diff)
	}
	_, err := b.Thumbnail(t.Context(), "clip_none")
	wantFault(t, err, fault.NotFound, "media.not_found")
}

// TestARenditionIsMadeOnce: what was made ahead of a post's time goes out at its time,
// unless the clip, the fit or the rendition itself is another one since.
func TestARenditionIsMadeOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tool.check.Route = cuedrop.RouteFull
	m := b.added("clip.mp4", "a clip")
	p := cuedrop.Post{ID: "post_1", MediaID: m.ID}
	render := func(p cuedrop.Post, prepared int) cuedrop.Rendition {
		t.Helper()
		r, err := b.Render(t.Context(), p, nil)
		if err != nil || len(b.tool.prepared) != prepared {
			t.Errorf("prepared %d times, want %d: %v", len(b.tool.prepared), prepared, err)
		}
		if !b.Ready(t.Context(), p) {
			t.Error("not ready after it was made")
		}
		return r
	}
	if b.Ready(t.Context(), p) {
		t.Error("ready before anything was made")
	}
	first := render(p, 1)
	if again := render(p, 1); again != first {
		t.Errorf("%+v, want %+v", again, first)
	}
	wide := p
	wide.Settings.Fit = cuedrop.FitPad
	render(wide, 2)
	if b.Ready(t.Context(), p) {
		t.Error("a rendition of another fit counts")
	}
	r := render(p, 3)
	if err := os.WriteFile(r.Path, []byte("b clip"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(r.Path, noon, noon); err != nil {
		t.Fatal(err)
	}
	render(p, 4) // its time is another one
	if err := b.Discard(p.ID); err != nil || b.Ready(t.Context(), p) {
		t.Errorf("ready after it was discarded: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(b.dir, "renditions", "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	b.tool.check.Route = cuedrop.RouteCopy
	whole := b.added("whole.mp4", "whole")
	if !b.Ready(t.Context(), cuedrop.Post{ID: "post_2", MediaID: whole.ID}) {
		t.Error("a clip that goes as it is is not ready")
	}
}
