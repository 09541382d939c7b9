package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/fault"
)

// decoded reads a JPEG.
func decoded(t testing.TB, path string) image.Image {
	t.Helper()
	picture, err := jpeg.Decode(bytes.NewReader(read(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// gray is the brightness in the middle of a rectangle.
func gray(picture image.Image, r image.Rectangle) int {
	return int(color.GrayModel.Convert(picture.At((r.Min.X+r.Max.X)/2, (r.Min.Y+r.Max.Y)/2)).(color.Gray).Y)
}

// unseen lists the samples that no picture can be made of.
var unseen = []string{
	"audio.mp4", "heic.single.heic", "sample_init.enca.mp4", "sample_init.encv.mp4", "sample_qt.mp4", "test.avi", "MANIFEST.md",
}

// TestPicturesOfSamples: each clip that others made and that decodes gives a strip, a
// frame, a thumbnail and its keyframes; each other a fault and no file.
func TestPicturesOfSamples(t *testing.T) {
	t.Parallel()
	root := filepath.Dir(filepath.Dir(sample(t, "npm-vide/ocean.mp4")))
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		t.Run(d.Name(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			strip, frame := filepath.Join(dir, "s.jpg"), filepath.Join(dir, "f.jpg")
			ctx, e := t.Context(), engine(t)
			errs := []error{e.Filmstrip(ctx, path, strip, 10, 54), e.Frame(ctx, path, frame, 700*time.Millisecond, 90)}
			errs = append(errs, e.Thumbnail(ctx, path, frame, 300*time.Millisecond, 90))
			keys, known, keyErr := e.Keyframes(ctx, path)
			if slices.Contains(unseen, d.Name()) {
				for _, err := range append(errs, keyErr) {
					if !fault.Is(err, fault.Invalid) {
						t.Errorf("got %v, want Invalid", err)
					}
				}
				onlyFiles(t, dir)
				return
			}
			for _, err := range append(errs, keyErr) {
				if err != nil {
					t.Fatal(err)
				}
			}
			if s := decoded(t, strip).Bounds(); s.Dx() != 540 || s.Dy() < 20 {
				t.Errorf("strip %v", s)
			}
			if f := decoded(t, frame).Bounds(); f.Dx() != 90 {
				t.Errorf("frame %v", f)
			}
			if !known || len(keys) == 0 || !slices.IsSorted(keys) {
				t.Errorf("keyframes %v %v", keys, known)
			}
			onlyFiles(t, dir, "s.jpg", "f.jpg")
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFilmstripGoesThroughTheClip takes strips of a clip that grows brighter, by each
// way, and wants each tile as bright as its time.
func TestFilmstripGoesThroughTheClip(t *testing.T) {
	t.Parallel()
	ctx, e := t.Context(), engine(t)
	b, err := e.binaries(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"bright.mp4", "onekey.mp4", "bright.ts"} {
		out := filepath.Join(t.TempDir(), "s.jpg")
		if err := e.Filmstrip(ctx, clip(t, name), out, 10, 32); err != nil {
			t.Fatal(err)
		}
		strip := decoded(t, out)
		if strip.Bounds().Dx() != 320 || strip.Bounds().Dy() != 52 {
			t.Errorf("%s: %v", name, strip.Bounds())
		}
		var tiles []int
		for i := range 10 {
			tiles = append(tiles, gray(strip, image.Rect(32*i, 0, 32*i+32, 52)))
		}
		brightens(t, name, tiles)
		s, err := e.newSurvey(ctx, b, clip(t, name), 32)
		if err != nil {
			t.Fatal(err)
		}
		for way, take := range map[string]func(context.Context, binaries, survey, int) ([]shot, error){"whole": e.wholePass, "seeks": e.seeks} {
			shots, err := take(ctx, b, s, 10)
			if err != nil {
				t.Fatal(err)
			}
			if way == "seeks" && name == "bright.ts" {
				continue // ffmpeg finds about half there: what the whole pass is for
			}
			var tiles []int
			for _, s := range shots {
				tiles = append(tiles, int(s.rgb.pixels[len(s.rgb.pixels)/2]))
			}
			brightens(t, name+" by "+way, tiles)
		}
	}
}

// brightens fails unless tile i of ten is as bright as recipe "brighter" is at the
// middle of its part, give or take one second and a half.
func brightens(t *testing.T, name string, tiles []int) {
	t.Helper()
	if len(tiles) != 10 {
		t.Errorf("%s: %d tiles", name, len(tiles))
		return
	}
	for i, got := range tiles {
		want := int((20 + 10*2*(float64(i)+0.5) - 16) * 255 / 219)
		if got < want-18 || got > want+18 {
			t.Errorf("%s: tiles %v: tile %d is %d, want about %d", name, tiles, i, got, want)
			return
		}
	}
}

func TestWayToAStripFollowsTheKeyframes(t *testing.T) {
	t.Parallel()
	every := func(step, length int) timeline {
		var tl timeline
		for s := 0; s < length; s += step {
			tl.keys = append(tl.keys, time.Duration(s)*time.Second)
		}
		return tl
	}
	for name, tt := range map[string]struct {
		length int
		tl     timeline
		known  bool
		keys   bool
		whole  bool
	}{
		"a keyframe every eight seconds": {60, every(8, 60), true, true, false},
		"one keyframe":                   {60, every(60, 60), true, false, true},
		"keyframes of the start alone":   {60, every(1, 6), true, false, true},
		"long, few keyframes":            {600, every(30, 600), true, true, false},
		"long, too few to do better":     {600, every(150, 600), true, true, true},
		"nothing known, short":           {15, timeline{}, false, false, true},
		"nothing known, long":            {16, timeline{}, false, false, false},
		"a short clip of keyframes":      {2, timeline{keys: []time.Duration{0, 1e8, 2e8, 5e8, 9e8, 12e8, 19e8}}, true, false, true},
	} {
		s := survey{duration: time.Duration(tt.length) * time.Second, timeline: tt.tl, known: tt.known}
		if got := s.keysNear(10); (got != nil) != tt.keys || !slices.IsSorted(got) {
			t.Errorf("%s: keyframes %v", name, got)
		}
		if s.reach = s.duration / fewKeyframes; name == "a keyframe every eight seconds" && s.keysNear(bestOf) == nil {
			t.Errorf("%s: not enough for a cover", name)
		}
		if got := s.decodesWhole(10); got != tt.whole {
			t.Errorf("%s: whole %v, want %v", name, got, tt.whole)
		}
	}
}

// TestPicturesStandUpright looks at the colors of the quarters of a turned clip.
func TestPicturesStandUpright(t *testing.T) {
	t.Parallel()
	ctx, e, dir := t.Context(), engine(t), t.TempDir()
	corners := func(p image.Image, width int) string {
		h := p.Bounds().Dy()
		out := fmt.Sprintf("%dx%d", width, h)
		for _, at := range []image.Point{{width / 4, h / 4}, {3 * width / 4, h / 4}, {width / 4, 3 * h / 4}, {3 * width / 4, 3 * h / 4}} {
			r, g, b, _ := p.At(at.X, at.Y).RGBA()
			name := ""
			for i, v := range []uint32{r, g, b} {
				if v > 0x8000 {
					name += "rgb"[i : i+1]
				}
			}
			out += " " + name
		}
		return out
	}
	for name, want := range map[string]string{"quarters.mp4": "80x40 r g b rgb", "lying.mp4": "80x160 g rgb r b"} {
		strip, frame := filepath.Join(dir, name+"s.jpg"), filepath.Join(dir, name+"f.jpg")
		if err := e.Filmstrip(ctx, clip(t, name), strip, 2, 80); err != nil {
			t.Fatal(err)
		}
		if err := e.Frame(ctx, clip(t, name), frame, 0, 80); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{strip, frame} {
			if got := corners(decoded(t, path), 80); got != want {
				t.Errorf("%s: %s, want %s", filepath.Base(path), got, want)
			}
		}
	}
}

// TestFrameIsTheOneAskedFor reads the number of the frame off its brightness.
func TestFrameIsTheOneAskedFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		clip  string
		at    time.Duration
		frame int
	}{
		{"counted.mp4", 0, 0},
		{"counted.mp4", 700 * time.Millisecond, 7},
		{"counted.mp4", 2300 * time.Millisecond, 23},
		{"counted.mkv", 2300 * time.Millisecond, 23},
		{"counted.mp4", 4900 * time.Millisecond, 49},
		{"counted.mp4", 4990 * time.Millisecond, 49}, // none begins after it: the last
		{"counted.mkv", 5 * time.Second, 49},
		{"counted.mp4", 12 * time.Second, 49},
		{"counted.mp4", time.Hour, 0},
	} {
		out := filepath.Join(t.TempDir(), "f.jpg")
		if err := engine(t).Frame(t.Context(), clip(t, tt.clip), out, tt.at, 64); err != nil {
			t.Fatal(err)
		}
		y := float64(gray(decoded(t, out), image.Rect(0, 0, 64, 64)))
		if got := int((y*219/255)/4 + 0.5); got < tt.frame-1 || got > tt.frame+1 {
			t.Errorf("%s at %s: frame %d, want %d", tt.clip, tt.at, got, tt.frame)
		}
	}
}

// TestBestFrameIsNeitherBlackNorBlown: the clip is black for three seconds and white in
// its last.
func TestBestFrameIsNeitherBlackNorBlown(t *testing.T) {
	t.Parallel()
	e := engine(t)
	at, err := e.BestFrame(t.Context(), clip(t, "blackstart.mp4"))
	if err != nil || at < 3*time.Second || at >= 5*time.Second {
		t.Errorf("%s, %v", at, err)
	}
	for _, name := range []string{"blackstart.mp4", "counted.mkv", "bright.ts", "vfr.mp4"} {
		at, err := e.BestFrame(t.Context(), clip(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if frames := timesOf(t, clip(t, name)).frames; !slices.ContainsFunc(frames, func(f time.Duration) bool { return (f - at).Abs() <= time.Millisecond }) {
			t.Errorf("%s: %s is no frame's time: %v", name, at, frames)
		}
	}
}

// timesOf are the times that ffprobe, called by the test itself, gives.
func timesOf(t *testing.T, path string) timeline {
	t.Helper()
	list := packetList{max: maxTimedFrames}
	b, err := engine(t).binaries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine(t).short(t.Context(), time.Minute, command{path: b.ffprobe, args: packetsArgs(path, ""), stdout: &list}); err != nil {
		t.Fatal(err)
	}
	return list.timeline()
}

// TestTimelineIsFFprobes compares what the boxes say with what ffprobe says, where the
// boxes say anything.
func TestTimelineIsFFprobes(t *testing.T) {
	t.Parallel()
	var paths []string
	for _, name := range []string{"conforming.mp4", "vfr.mp4", "hidden.mp4", "soundlate.mp4", "picturelate.mp4", "prores.mov", "hevc.mp4", "fragments.mp4", "same.mkv"} {
		paths = append(paths, clip(t, name))
	}
	for _, name := range []string{"deb-forensics-samples-files/movie-hello.mp4", "go-wailsapp-mimetype/3gp.3gp", "go-h2non-filetype/sample.mov", "go-vansante-go-ffprobe/test.mp4"} {
		path := filepath.Join("..", "..", "..", "shared", "media", filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			abs, _ := filepath.Abs(path)
			paths = append(paths, abs)
		}
	}
	for _, path := range paths {
		tl, ok := readTimeline(path)
		if want := !strings.Contains(path, "fragments") && !strings.HasSuffix(path, ".mkv"); ok != want {
			t.Errorf("%s: known %v", filepath.Base(path), ok)
			continue
		}
		if !ok {
			continue
		}
		same := func(what string, got, want []time.Duration) {
			near := func(a, b time.Duration) bool { return (a - b).Abs() <= time.Millisecond }
			if !slices.EqualFunc(got, want, near) {
				t.Errorf("%s: %s\n got %v\nwant %v", filepath.Base(path), what, got[:min(8, len(got))], want[:min(8, len(want))])
			}
		}
		want := timesOf(t, path)
		same("keyframes", tl.keys, want.keys)
		same("frames", tl.frames, want.frames)
		same("starts", tl.starts, want.starts)
	}
}

func TestKeyframesAreThinnedEvenly(t *testing.T) {
	t.Parallel()
	var all []time.Duration
	for i := range 5000 {
		all = append(all, time.Duration(i))
	}
	if got := thin(all, maxKeyframes); len(got) != maxKeyframes || got[0] != 0 || got[1999] != 4997 || !slices.IsSorted(got) {
		t.Errorf("%d from %v to %v", len(got), got[0], got[len(got)-1])
	}
}

// TestHostileTimelines: tables that lie about their sizes end in "unknown".
func TestHostileTimelines(t *testing.T) {
	t.Parallel()
	good := read(t, clip(t, "conforming.mp4"))
	dir := t.TempDir()
	for _, box := range []string{"stts", "ctts", "stss", "elst", "mdhd", "mvhd"} {
		at := bytes.Index(good, []byte(box))
		if at < 0 {
			continue
		}
		for i, junk := range [][]byte{bytes.Repeat([]byte{0xff}, 24), make([]byte, 24), {0x01, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff}} {
			data := slices.Clone(good)
			copy(data[at+4:], junk)
			path := write(t, filepath.Join(dir, fmt.Sprint(box, i, ".mp4")), data)
			tl, ok := readTimeline(path)
			if len(tl.frames) > maxTimedFrames || ok && !slices.IsSorted(tl.keys) {
				t.Errorf("%s %d: %d frames", box, i, len(tl.frames))
			}
		}
	}
}

func TestPPMIsReadInAnyPieces(t *testing.T) {
	t.Parallel()
	stream := []byte("P6\n2 1\n255\nabc\nefP6\n1 1\n255\n\n\n\nP6\n9 9\n255\ncut")
	for step := 1; step <= len(stream); step++ {
		p := &pictures{max: 5}
		for piece := range slices.Chunk(stream, step) {
			if _, err := p.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		if len(p.all) != 2 || string(p.all[0].pixels) != "abc\nef" || string(p.all[1].pixels) != "\n\n\n" {
			t.Fatalf("in pieces of %d: %+v", step, p.all)
		}
	}
	for _, junk := range []string{"P5\n1 1\n255\nx", "P6\n-1 1\n255\nx", "P6\n99999999 99999999\n255\nx", "\n\n\n\n", "P6\n0 0\n255\n"} {
		p := &pictures{max: 5}
		_, _ = p.Write([]byte(junk))
		if len(p.all) != 0 {
			t.Errorf("%q: %+v", junk, p.all)
		}
	}
}

func TestCanceledPicturesLeaveNothing(t *testing.T) {
	t.Parallel()
	dir, e := t.TempDir(), engine(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, out := clip(t, "slow.mp4"), filepath.Join(dir, "o")
	_, best := e.BestFrame(ctx, in)
	_, _, keys := e.Keyframes(ctx, in)
	for i, err := range []error{e.Filmstrip(ctx, in, out, 10, 108), e.Frame(ctx, in, out, 0, 90), e.Proxy(ctx, in, out, nil), best, keys} {
		if !fault.Is(err, fault.Canceled) {
			t.Errorf("%d: %v, want Canceled", i, err)
		}
	}
	// In the middle of the work.
	ctx, cancel = context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- e.Proxy(ctx, in, out, func(r cuedropProgress) { cancel() }) }()
	if err := <-done; !fault.Is(err, fault.Canceled) {
		t.Errorf("proxy: %v, want Canceled", err)
	}
	cancel()
	onlyFiles(t, dir)
}
