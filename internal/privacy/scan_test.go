package privacy

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFinder finds texts and parts of long ones, as they are and as JSON writes them, and
// not what stays elsewhere.
func TestFinder(t *testing.T) {
	t.Parallel()
	long := "a caption that is much longer than one piece, with “quotes”, <signs> & a\nnew line at the end of it"
	f := newFinder([]string{long, "short", "handle.of.ana", "shared by both of them", "/clips/one.mp4"}, []string{"it is shared by both of them, this"})
	for name, c := range map[string]struct {
		text string
		want int64
	}{
		"nothing":     {"nothing of it", 0},
		"too short":   {"short", 0},
		"handle":      {"xxhandle.of.anaxx", 13},
		"all":         {long, int64(len(long))},
		"a part":      {"……" + long[:30], 24},
		"as JSON":     {`{"Caption":"` + strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "\n", `\n`).Replace(long) + `"}`, int64(len(long) + 16)},
		"kept too":    {"shared by both of them", 0},
		"path":        {"/clips/one.mp4", 14},
		"half a path": {"/clips/one.", 0},
	} {
		if got := f.count([]byte(c.text), len(c.text)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	// What is kept for a resumed search is as good.
	again := newFinder(f.pieces(), nil)
	if got := again.count([]byte(long), len(long)); got != int64(len(long)) {
		t.Errorf("again: %d", got)
	}
}

// TestNothingHidesBetweenTwoReads: a text is found wherever it lies in a file, but not in
// the middle of a video, of which the ends are read.
func TestNothingHidesBetweenTwoReads(t *testing.T) {
	t.Parallel()
	s := New(Config{Dir: t.TempDir(), Eraser: inspecting{}})
	const text = "a text that is looked for"
	f := newFinder([]string{text}, nil)
	noise := make([]byte, 3*scanRead)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(noise)
	for at := scanRead - 40; at < scanRead+40; at++ {
		buf := make([]byte, scanRead+f.longest)
		data := bytes.Clone(noise)
		copy(data[at:], text)
		read, found, err := f.scanReader(bytes.NewReader(data), buf)
		if err != nil || found != int64(len(text)) || read != int64(len(data)) {
			t.Fatalf("at %d: found %d in %d, %v", at, found, read, err)
		}
	}
	put := func(name string, at int) {
		t.Helper()
		data := bytes.Clone(noise)
		copy(data[at:], text)
		path := filepath.Join(s.Dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, c := range []struct {
		name string
		at   int
		want int64
	}{
		{"cuedrop.db", 3 << 19, 25}, {"renditions/a.mp4", 100, 25}, {"renditions/a.mp4", len(noise) - 100, 25}, {"renditions/a.mp4", 3 << 19, 0},
		{"unknown.bin", 3 << 19, 25},
	} {
		put(c.name, c.at)
		seen, err := s.scan(context.Background(), f)
		if err != nil || seen.found != c.want || (len(seen.where) > 0) != (c.want > 0) {
			t.Errorf("%d: %+v, %v", i, seen, err)
		}
		if err := os.Remove(filepath.Join(s.Dir, c.name)); err != nil {
			t.Fatal(err)
		}
	}
}

// inspecting has the named files open, which must not be opened a second time.
type inspecting struct {
	eraser
	open map[string]string
}

func (i inspecting) Inspect(name string) (io.ReaderAt, func(), error) {
	if text, ok := i.open[name]; ok {
		return strings.NewReader(text), func() {}, nil
	}
	return nil, func() {}, nil
}

// TestTheOpenDatabaseIsReadThroughItsStore: opened and closed by the search, it would lose
// its locks.
func TestTheOpenDatabaseIsReadThroughItsStore(t *testing.T) {
	t.Parallel()
	const text = "a text that is looked for"
	s := New(Config{Dir: t.TempDir(), Eraser: inspecting{open: map[string]string{"cuedrop.db": "in it: " + text}}})
	if err := os.WriteFile(filepath.Join(s.Dir, "cuedrop.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if seen, err := s.scan(t.Context(), newFinder([]string{text}, nil)); err != nil || seen.found != int64(len(text)) {
		t.Errorf("%+v, %v", seen, err)
	}
}
