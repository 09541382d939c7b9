package library_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

// TestWhatAKilledProgramLeftIsRemoved is A13: renditions that no post needs, and files
// half made; nothing else, wherever it lies.
func TestWhatAKilledProgramLeftIsRemoved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if n, err := b.Sweep(func(cuedrop.PostID) bool { return false }); n != 0 || err != nil {
		t.Errorf("without a folder: %d, %v", n, err)
	}
	dir := filepath.Join(b.dir, "renditions")
	outside := b.clip("post_done.mp4", "the user's own")
	for _, name := range []string{"post_done.mp4", "post_needed.mp4", "post_unknown.mp4", ".cuedrop-123.part", "notes.txt", "holiday.mp4", "post_done.mp4.bak"} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "post_folder.mp4"), 0o700); err != nil {
		t.Fatal(err)
	}
	want := []string{"holiday.mp4", "notes.txt", "post_done.mp4.bak", "post_folder.mp4", "post_needed.mp4"}
	if err := os.Symlink(outside, filepath.Join(dir, "post_link.mp4")); err == nil {
		want = append(want, "post_link.mp4")
	}
	slices.Sort(want)
	n, err := b.Sweep(func(id cuedrop.PostID) bool { return id == "post_needed" })
	if n != 3 || err != nil {
		t.Errorf("removed %d, %v, want 3", n, err)
	}
	var left []string
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if err != nil || !slices.Equal(left, want) {
		t.Errorf("left %v, %v, want %v", left, err, want)
	}
	if raw, err := os.ReadFile(outside); string(raw) != "the user's own" {
		t.Errorf("outside: %q, %v", raw, err)
	}
}

// TestAMovedClipIsFoundAgain is D1: the same bytes under another name are the clip, and
// nothing else is.
func TestAMovedClipIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.added("a.mp4", "movie")
	moved := filepath.Join(b.clips, "été 🎬.mp4")
	if err := os.Rename(m.Path, moved); err != nil {
		t.Fatal(err)
	}
	if b.Present(t.Context(), cuedrop.Post{MediaID: m.ID}) {
		t.Fatal("a moved clip is present")
	}
	_, err := b.Locate(t.Context(), m.ID, b.clip("other.mp4", "other"))
	wantFault(t, err, fault.Rejected, "media.other_content")
	_, err = b.Locate(t.Context(), m.ID, filepath.Join(b.clips, "gone.mp4"))
	wantFault(t, err, fault.Rejected, "media.unreadable")
	_, err = b.Locate(t.Context(), "clip_none", moved)
	wantFault(t, err, fault.NotFound, "media.not_found")
	if kept, err := b.Media(t.Context(), m.ID); err != nil || kept.Path != m.Path {
		t.Errorf("a refused place was kept: %+v, %v", kept, err)
	}
	got, err := b.Locate(t.Context(), m.ID, moved)
	if err != nil || got.Path != moved || got.Name != "été 🎬.mp4" || got.ID != m.ID || got.SHA256 != m.SHA256 || !got.AddedAt.Equal(m.AddedAt) {
		t.Errorf("%+v, %v", got, err)
	}
	if !b.Present(t.Context(), cuedrop.Post{MediaID: m.ID}) {
		t.Error("the clip is not present where it was found")
	}
}

// TestAMissingClipIsToldADayAndAnHourAhead is D1 over time, on the fake clock.
func TestAMissingClipIsToldADayAndAnHourAhead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Clock = clock.System{}
	m := b.added("a.mp4", "movie")
	synctest.Test(t, func(t *testing.T) {
		due := time.Now().Add(30 * time.Hour)
		p := cuedrop.Post{ID: "post_1", State: cuedrop.Scheduled, MediaID: m.ID, Schedule: cuedrop.Schedule{At: due}}
		draft := cuedrop.Post{ID: "post_2", State: cuedrop.Draft, MediaID: m.ID, Schedule: cuedrop.Schedule{At: due}}
		var mu sync.Mutex
		var told []string
		w := library.NewWatch(b.Library, func(context.Context) ([]cuedrop.Post, error) {
			mu.Lock()
			defer mu.Unlock()
			return []cuedrop.Post{p, draft}, nil
		}, func(id cuedrop.PostID, err error) {
			mu.Lock()
			defer mu.Unlock()
			if reason := fault.ReasonOf(err); err != nil {
				told = append(told, string(id)+" "+reason+" "+time.Until(due).Round(time.Hour).String())
			} else {
				told = append(told, string(id)+" ok")
			}
		})
		want := func(when string, lines ...string) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if !slices.Equal(told, lines) {
				t.Errorf("%s: told %q, want %q", when, told, lines)
			}
			told = nil
		}
		for range 2 {
			if err := w.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		put := func(content string) {
			t.Helper()
			if err := os.WriteFile(m.Path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		pass := func(d time.Duration) { <-time.After(d) }
		if err := os.Remove(m.Path); err != nil {
			t.Fatal(err)
		}
		pass(5 * time.Hour)
		want("30 hours before")
		pass(time.Hour + time.Minute)
		want("a day before", "post_1 media.source_missing 24h0m0s")
		pass(time.Hour)
		want("and no second time")
		put("movie") // with a new time: the bytes decide
		pass(time.Minute)
		want("it is back", "post_1 ok")
		put("other")
		pass(21 * time.Hour)
		want("changed, between the looks")
		pass(time.Hour + time.Minute)
		want("an hour before", "post_1 media.source_changed 1h0m0s")
		mu.Lock()
		p.State = cuedrop.Canceled
		mu.Unlock()
		pass(time.Minute)
		want("not waiting any more", "post_1 ok")
		w.Stop()
		w.Stop()
		pass(time.Hour)
		want("after the end")
	})
}

// TestNamesSurvive is D10: as they are, decomposed or not, and 255 bytes long.
func TestNamesSurvive(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, name := range []string{
		"cafe\u0301.mp4", "caf\u00e9.mp4", // NFD and NFC are two files
		"evil\u202e4pm.mp4", "\u200fעברית.mp4", "👩‍👩‍👧‍👦.mp4", "日本.mp4", " .mp4", strings.Repeat("ü", 125) + ".mp4",
	} {
		m := b.added(name, "movie "+name)
		got, err := b.Media(t.Context(), m.ID)
		if err != nil || got.Name != name || got.Path != filepath.Join(b.clips, name) {
			t.Errorf("%q came back as %q at %q, %v", name, got.Name, got.Path, err)
		}
		if err := b.Verify(t.Context(), got); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}
