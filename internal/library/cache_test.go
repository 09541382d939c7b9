package library_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/library"
)

// hoard is a cache with files of ten bytes each, and something of the user's beside it.
type hoard struct {
	*library.Cache
	t     *testing.T
	dir   string
	limit int64
}

func newHoard(t *testing.T, limit int64) *hoard {
	t.Helper()
	h := &hoard{t: t, dir: t.TempDir(), limit: limit}
	h.Cache = library.NewCache(h.dir, clock.NewFixed(noon), func() int64 { return h.limit })
	h.put("renditions", "clip_1.mp4", 48*time.Hour)
	return h
}

// put lays a file that was last used so long ago and returns its path.
func (h *hoard) put(folder, name string, ago time.Duration) string {
	h.t.Helper()
	path, err := h.Path(folder, name)
	if err == nil {
		err = os.WriteFile(path, []byte("0123456789"), 0o600)
	}
	if err == nil {
		err = os.Chtimes(path, noon.Add(-ago), noon.Add(-ago))
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return path
}

func (h *hoard) want(left ...string) {
	h.t.Helper()
	all, err := filepath.Glob(filepath.Join(h.dir, "*", "*"))
	var got []string
	for _, path := range all {
		if !strings.Contains(path, "renditions") {
			got = append(got, filepath.Base(path))
		}
	}
	slices.Sort(got)
	if err != nil || !slices.Equal(got, left) {
		h.t.Errorf("left %v, want %v", got, left)
	}
	if _, err := os.Stat(filepath.Join(h.dir, "renditions", "clip_1.mp4")); err != nil {
		h.t.Errorf("outside of the cache: %v", err)
	}
}

func TestTheLeastRecentlyUsedGoesFirst(t *testing.T) {
	t.Parallel()
	h := newHoard(t, 40)
	h.put(library.ThumbsDir, "clip_a.jpg", 3*time.Hour)
	old := h.put(library.ProxiesDir, "clip_b.mp4", 5*time.Hour)
	h.put(library.PicturesDir, "clip_c-strip.jpg", 4*time.Hour)
	h.put(library.ThumbsDir, "clip_d.jpg", time.Hour)
	if n, err := h.Trim(); n != 0 || err != nil {
		t.Errorf("within the limit: %d, %v", n, err)
	}
	if !h.Touch(old) { // used again: the oldest is another one now
		t.Error("what is there is not there")
	}
	if err := h.Added(h.put(library.ThumbsDir, "clip_e.jpg", time.Minute)); err != nil {
		t.Error(err)
	}
	h.want("clip_b.mp4", "clip_d.jpg", "clip_e.jpg") // 90 % of 40 bytes
	h.limit = 1
	if n, err := h.Trim(); n != 1 || err != nil {
		t.Errorf("far over the limit: %d, %v", n, err)
	}
	h.want("clip_b.mp4", "clip_e.jpg") // may be on the screen
	if h.Touch(filepath.Join(h.dir, "thumbs", "clip_d.jpg")) {
		t.Error("what is gone is there")
	}
}

func TestTheCacheKeepsNothingHalfMadeAndNothingOfLostClips(t *testing.T) {
	t.Parallel()
	h := newHoard(t, 1000)
	if n, err := library.NewCache(t.TempDir(), clock.NewFixed(noon), nil).Sweep(nil); n != 0 || err != nil {
		t.Errorf("without folders: %d, %v", n, err)
	}
	for _, name := range []string{"clip_a.jpg", "clip_b.jpg", "clip_b-strip.jpg", ".cuedrop-12.part", "notes.txt"} {
		h.put(library.PicturesDir, name, 0)
	}
	h.put(library.ProxiesDir, ".cuedrop-13.part", 0)
	h.put(library.ThumbsDir, "clip_b.jpg", 0)
	n, err := h.Sweep(func(id cuedrop.MediaID) bool { return id == "clip_a" })
	if n != 5 || err != nil {
		t.Errorf("swept %d, %v, want 5", n, err)
	}
	h.want("clip_a.jpg", "notes.txt")
}
