package library_test

import (
	"os"
	"testing"
	"time"
)

// TestAKnownClipIsNotReadAgain: what size, time and the file system's own mark tell is
// enough, as long as the rules are the same.
func TestAKnownClipIsNotReadAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tool.rules = "rules 1"
	old := func(path string) string {
		t.Helper()
		if err := os.Chtimes(path, noon.Add(-time.Hour), noon.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	add := func(path string, checks, digests int, why string) (id string) {
		t.Helper()
		b.tool.checks, b.tool.digests = 0, 0
		m, err := b.Add(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		b.tool.mu.Lock()
		defer b.tool.mu.Unlock()
		if b.tool.digests != digests || checks >= 0 && b.tool.checks != checks {
			t.Errorf("%s: %d checks, %d digests; want %d, %d", why, b.tool.checks, b.tool.digests, checks, digests)
		}
		if kept, err := b.Media(t.Context(), m.ID); err != nil || kept.SHA256 != m.SHA256 || kept.CheckedBy != b.tool.rules {
			t.Errorf("%s: kept %+v, %v", why, kept, err)
		}
		return string(m.ID)
	}
	path := old(b.clip("a.mp4", "movie"))
	first := add(path, 1, 1, "the first time")
	if again := add(path, 0, 0, "again"); again != first {
		t.Error("again: another clip")
	}
	b.tool.rules = "rules 2"
	if again := add(path, 1, 1, "new rules"); again != first {
		t.Error("new rules: another clip")
	}
	if again := add(path, 0, 0, "again by the new rules"); again != first {
		t.Error("again by the new rules: another clip")
	}
	// The check starts beside the digest, and ends when the content is known.
	if copied := add(old(b.clip("b.mp4", "movie")), -1, 1, "a copy"); copied == first {
		t.Error("a copy is the same clip")
	}
	if other := add(old(b.clip("a.mp4", "film!")), 0, 0, "the time set back"); other != first {
		t.Error("this test's files have no mark, so the time decides")
	}
	if other := add(b.clip("a.mp4", "film?"), 1, 1, "other content"); other == first {
		t.Error("other content is the same clip")
	}
	// Changed a moment ago: the time may not tell the next change.
	add(b.clip("c.mp4", "fresh"), 1, 1, "fresh")
	add(b.clip("c.mp4", "fresh"), -1, 1, "fresh, again")
	if all, err := b.All(t.Context()); err != nil || len(all) != 4 {
		t.Errorf("%d clips, %v, want 4", len(all), err)
	}
}
