package media

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestFactsAreKeptForTheVeryFile: another content under the same name, size and time is
// another file.
func TestFactsAreKeptForTheVeryFile(t *testing.T) {
	t.Parallel()
	e := engine(t)
	raw, err := os.ReadFile(clip(t, "conforming.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	path := write(t, filepath.Join(t.TempDir(), "clip.mp4"), raw)
	if _, err := e.Check(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	before, err := e.Identify(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := e.memory.recall(path, before)
	if !ok || f.video == nil || f.frame != frameDecodes {
		t.Fatalf("kept %t: %+v", ok, f)
	}
	// A hint that this is where the facts come from: ffprobe is not asked.
	again, err := e.inspectKnown(t.Context(), path, true)
	if err != nil || again.video != f.video {
		t.Errorf("looked again: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, bytes.Repeat([]byte{0}, len(raw)))
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	after, err := e.Identify(t.Context(), path)
	if err != nil || after.Size != before.Size || !after.ModTime.Equal(before.ModTime) {
		t.Fatalf("%+v, %v", after, err)
	}
	if after.FileID == before.FileID {
		t.Skip("this system does not tell a file that was rewritten and set back")
	}
	if _, ok := e.memory.recall(path, after); ok {
		t.Error("facts of another content")
	}
	if before.Rules != after.Rules || len(before.Rules) != 16 {
		t.Errorf("rules %q and %q", before.Rules, after.Rules)
	}
}

func TestOnlySoManyFactsAreKept(t *testing.T) {
	t.Parallel()
	var m memory
	id := Identity{FileID: "1"}
	for i := range rememberMost + 10 {
		m.keep(string(rune('a'+i)), id, facts{video: &videoFacts{}})
	}
	if _, ok := m.recall("a", id); ok || len(m.facts) != rememberMost || len(m.order) != rememberMost {
		t.Errorf("%d facts, %d names", len(m.facts), len(m.order))
	}
}

func TestVideosAreToldFromOtherFiles(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"conforming.mp4": true, "same.mkv": true, "same.ts": true, "picture.jpg": false} {
		if got := IsVideo(clip(t, name)); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if IsVideo(t.TempDir()) || IsVideo(filepath.Join(t.TempDir(), "none")) {
		t.Error("a folder or nothing is a video")
	}
}
