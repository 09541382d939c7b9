package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// TestPlainIsFFprobes compares the facts of clips that are read in this process with
// those that ffprobe gives, and the checks with each other, over everything that there
// is: clips that tests make, and clips of others.
func TestPlainIsFFprobes(t *testing.T) {
	t.Parallel()
	var paths []string
	for _, name := range slices.Sorted(maps.Keys(recipes)) {
		if name != "minute.mp4" && name != "eleven.mp4" { // only long
			paths = append(paths, clip(t, name))
		}
	}
	others, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "media", "*", "*"))
	for _, path := range others {
		abs, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, abs)
	}
	whole := 0
	for _, path := range paths {
		name := filepath.Base(path)
		f := look(path)
		if f.boxes == nil || len(earlyRefusals(f)) > 0 {
			continue
		}
		got := readPlain(path)
		t.Logf("%s: whole %v, shows %v, %s", name, got.whole, got.shows, got.odd)
		asked := askFFprobe(t, path)
		if got.shows && asked.frame != frameDecodes {
			t.Errorf("%s: shows a picture, which ffprobe does not decode", name)
		}
		if !got.whole {
			continue
		}
		whole++
		f.addProbe(got.probed)
		f.frame = frameDecodes
		sameFacts(t, name, f, asked)
	}
	if whole < 12 {
		t.Errorf("only %d clips were understood", whole)
	}
}

// askFFprobe returns the facts as they are without the reader of this process.
func askFFprobe(t *testing.T, path string) facts {
	t.Helper()
	e := engine(t)
	b, err := e.binaries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f, err := e.inspectFurther(t.Context(), b, path, look(path), true, false)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sameFacts fails unless two ways to look at a clip come to the same facts.
func sameFacts(t *testing.T, name string, got, want facts) {
	t.Helper()
	if got.video == nil || want.video == nil || *got.video != *want.video {
		t.Errorf("%s: picture\n got %+v\nwant %+v", name, got.video, want.video)
	}
	if !reflect.DeepEqual(got.audio, want.audio) {
		t.Errorf("%s: sound\n got %+v\nwant %+v", name, got.audio, want.audio)
	}
	got.video, got.audio, got.boxes, want.video, want.audio, want.boxes = nil, nil, nil, nil, nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
	}
}

// TestGarbageUnderAPlainIndex puts something else where the pictures should be. Whatever
// is taken for a picture without decoding it, ffprobe decodes; the rest it judges.
func TestGarbageUnderAPlainIndex(t *testing.T) {
	t.Parallel()
	good := read(t, clip(t, "conforming.mp4"))
	m, f, ok := openMovie(clip(t, "conforming.mp4"))
	if !ok {
		t.Fatal("not plain")
	}
	_ = f.Close()
	first := m.video.keys()[0]
	mdat := bytes.Index(good, []byte("mdat")) + 4
	random := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, len(good))
	for i := range noise {
		noise[i] = byte(random.IntN(256))
	}
	dir := t.TempDir()
	for name, change := range map[string]func(data []byte){
		"zeros": func(data []byte) { clear(data[mdat:]) },
		"ones":  func(data []byte) { copy(data[mdat:], bytes.Repeat([]byte{0xff}, len(data)-mdat)) },
		"noise": func(data []byte) { copy(data[mdat:], noise[mdat:]) },
		"text": func(data []byte) {
			copy(data[mdat:], bytes.Repeat([]byte("not a video "), len(data)/12+1)[:len(data)-mdat])
		},
		"noise after 2000":  func(data []byte) { copy(data[first.offset+2000:], noise[first.offset+2000:]) },
		"a longer unit":     func(data []byte) { data[first.offset+2]++ },
		"no key":            func(data []byte) { data[first.offset+4] = 0x41 },
		"zeros in the unit": func(data []byte) { clear(data[first.offset+first.length-200 : first.offset+first.length-100]) },
		"later pictures":    func(data []byte) { copy(data[first.offset+first.length:], noise[first.offset+first.length:]) },
	} {
		data := slices.Clone(good)
		change(data)
		path := write(t, filepath.Join(dir, "x.mp4"), data)
		got, want := check(t, path), judge(askFFprobe(t, path))
		seen := readPlain(path)
		t.Logf("%s: shows %v, %s %v", name, seen.shows, got.Verdict, codes(got))
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s %v, with ffprobe %s %v", name, got.Verdict, codes(got), want.Verdict, codes(want))
		}
		if seen.shows != (name == "later pictures" || name == "noise after 2000" && seen.shows) {
			t.Errorf("%s: taken for a picture: %v", name, seen.shows)
		}
	}
}

// FuzzPlain holds the reader of this process to its contract on any bytes: it ends, it
// does not panic, and what it takes for whole has a picture, a size and a length. The
// index that would be written of it holds no more than the file does.
func FuzzPlain(f *testing.F) {
	for _, name := range []string{"sample.mp4", "sample_fragmented.mp4"} {
		if data, err := os.ReadFile("../../../shared/media/go-abema-go-mp4/" + name); err == nil {
			f.Add(data)
		}
	}
	if small, err := tinyClip(f.TempDir()); err == nil {
		f.Add(small)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, size := bytes.NewReader(data), int64(len(data))
		if m, ok := readMovie(r, size); ok {
			m.video.keys()
			if l, ok := m.arrange(); ok && (l.length > size || len(l.head) < 100) {
				t.Errorf("%d bytes of %d, under %d", l.length, size, len(l.head))
			}
		}
		got := plainOf(r, size)
		if !got.whole {
			return
		}
		facts := facts{file: fileFacts{size: size, content: contentMP4}}
		facts.boxes, _ = readBoxes(r, size)
		facts.addProbe(got.probed)
		if v := facts.video; v == nil || v.width <= 0 || v.height <= 0 || facts.duration < 0 || v.fps <= 0 {
			t.Errorf("%+v", facts)
		}
		judge(facts)
	})
}

// tinyClip makes a clip of a few kilobytes for the fuzzer to change.
func tinyClip(dir string) ([]byte, error) {
	e := New(Options{})
	b, err := e.binaries(context.Background())
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "tiny.mp4")
	_, err = e.short(context.Background(), probeTimeout, command{path: b.ffmpeg, args: []string{
		"-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=32x32:r=10:d=1", "-f", "lavfi", "-i", "sine=d=1:r=48000",
		"-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "16k", "-movflags", "+faststart", path}})
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	return bytes.Clone(data), err
}

// TestPlainOfDamagedIndexes changes single bytes of an index. What the reader of this
// process still takes for whole, ffprobe sees the same way.
func TestPlainOfDamagedIndexes(t *testing.T) {
	t.Parallel()
	good := read(t, clip(t, "conforming.mp4"))
	at := bytes.Index(good, []byte("moov")) - 4
	size := int(binary.BigEndian.Uint32(good[at:]))
	random := rand.New(rand.NewPCG(1, 2))
	dir, whole := t.TempDir(), 0
	for i := 0; i < 2000 && whole < 25; i++ {
		data := slices.Clone(good)
		place := at + 8 + random.IntN(size-8)
		data[place] = byte(random.IntN(256))
		path := write(t, filepath.Join(dir, "x.mp4"), data)
		f := look(path)
		got := readPlain(path)
		if !got.whole || len(earlyRefusals(f)) > 0 || data[place] == good[place] {
			continue
		}
		whole++
		f.addProbe(got.probed)
		f.frame = frameDecodes
		sameFacts(t, fmt.Sprintf("byte %d of the index from %#x to %#x", place-at, good[place], data[place]), f, askFFprobe(t, path))
	}
	if whole < 25 {
		t.Errorf("only %d", whole)
	}
}
