package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestPrepareGeneratedClips sends every kind of clip through its route and looks at
// the result with ffprobe.
func TestPrepareGeneratedClips(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		clip          string
		route         cuedrop.Route
		code          string
		width, height int // of the result
		fps           float64
	}{
		{"conforming.mp4", cuedrop.RouteCopy, "", 360, 640, 30},
		{"indexlast.mp4", cuedrop.RouteRemux, "index_last", 360, 640, 30},
		{"gps.mp4", cuedrop.RouteRemux, "location_metadata", 360, 640, 30},
		{"apple.mov", cuedrop.RouteRemux, "device_metadata", 360, 640, 30},
		{"fragments.mp4", cuedrop.RouteRemux, "fragmented", 360, 640, 30},
		{"same.mkv", cuedrop.RouteRemux, "container", 360, 640, 30},
		{"same.ts", cuedrop.RouteRemux, "container", 360, 640, 30},
		{"same.mov", cuedrop.RouteRemux, "container", 360, 640, 30},
		{"twosounds.mp4", cuedrop.RouteRemux, "extra_audio", 360, 640, 30},
		{"silent.mp4", cuedrop.RouteAudio, "audio_missing", 360, 640, 30},
		{"surround.mp4", cuedrop.RouteAudio, "audio_channels", 360, 640, 30},
		{"soundlate.mp4", cuedrop.RouteAudio, "sound_late", 360, 640, 30},
		{"picturelate.mp4", cuedrop.RouteFull, "picture_late", 360, 640, 30},
		{"old.mov", cuedrop.RouteFull, "frame_rate_low", 640, 480, 30},
		{"vfr.mp4", cuedrop.RouteFull, "frame_rate_variable", 360, 640, 30},
		{"fast.mp4", cuedrop.RouteFull, "frame_rate_high", 360, 640, 60},
		{"rotated.mp4", cuedrop.RouteFull, "rotated", 640, 360, 30},
		{"anamorphic.mp4", cuedrop.RouteFull, "pixels_not_square", 854, 480, 30},
		{"tenbit.mp4", cuedrop.RouteFull, "bit_depth", 360, 640, 30},
		{"hlg.mp4", cuedrop.RouteFull, "hdr", 360, 640, 30},
		{"untaggedpq.mp4", cuedrop.RouteFull, "hdr", 360, 640, 30},
		{"interlaced.mp4", cuedrop.RouteFull, "interlaced", 360, 640, 25},
		{"odd.mp4", cuedrop.RouteFull, "odd_size", 402, 642, 30},
		{"hidden.mp4", cuedrop.RouteFull, "hidden_frames", 360, 640, 30},
		{"hevc.mp4", cuedrop.RouteFull, "video_codec", 360, 640, 30},
	} {
		t.Run(tt.clip, func(t *testing.T) {
			t.Parallel()
			in := clip(t, tt.clip)
			before := read(t, in)
			c := check(t, in)
			if c.Route != tt.route || (tt.code != "" && !slices.Contains(codes(c), tt.code)) {
				t.Fatalf("%s by %q: %v", c.Verdict, c.Route, codes(c))
			}
			dir := t.TempDir()
			out := filepath.Join(dir, "out.mp4")
			r, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{Check: &c})
			if err != nil {
				t.Fatal(err)
			}
			onlyFiles(t, dir, "out.mp4")
			mustMatch(t, r, out)
			if r.Route != tt.route {
				t.Errorf("route %q", r.Route)
			}
			if !bytes.Equal(before, read(t, in)) {
				t.Error("the original changed")
			}
			if tt.route == cuedrop.RouteCopy && !bytes.Equal(before, read(t, out)) {
				t.Error("the copy differs")
			}
			v := mustConform(t, out).Streams[0]
			if v.Width != tt.width || v.Height != tt.height {
				t.Errorf("%d x %d, want %d x %d", v.Width, v.Height, tt.width, tt.height)
			}
			if got := rate(v.AverageRate); got < tt.fps-0.2 || got > tt.fps+0.2 {
				t.Errorf("%v frames a second, want %v", got, tt.fps)
			}
			if d := r.DurationMs - c.Info.DurationMs; d < -300 || d > 300 {
				t.Errorf("%d ms, was %d ms", r.DurationMs, c.Info.DurationMs)
			}
		})
	}
}

func mustMatch(t testing.TB, r cuedrop.Rendition, path string) {
	t.Helper()
	data := read(t, path)
	sum := sha256.Sum256(data)
	if r.Path != path || r.Size != int64(len(data)) || r.SHA256 != hex.EncodeToString(sum[:]) || r.Sum64 != fmt.Sprintf("%016x", xxhash.Sum64(data)) {
		t.Errorf("rendition %+v does not describe the file", r)
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	for _, fit := range []cuedrop.Fit{cuedrop.FitPad, cuedrop.FitCrop, cuedrop.FitBlur} {
		t.Run(string(fit), func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "out.mp4")
			r, err := engine(t).Prepare(context.Background(), clip(t, "anamorphic.mp4"), out, PrepareOptions{Edit: cuedrop.Edit{Fit: fit}})
			if err != nil {
				t.Fatal(err)
			}
			if v := mustConform(t, out).Streams[0]; v.Width != 1080 || v.Height != 1920 || r.Route != cuedrop.RouteFull {
				t.Errorf("%d x %d by %q", v.Width, v.Height, r.Route)
			}
		})
	}
}

// TestFitOfAnUprightClip shows that a clip that has the shape is not encoded for it.
func TestFitOfAnUprightClip(t *testing.T) {
	t.Parallel()
	r, err := engine(t).Prepare(context.Background(), clip(t, "conforming.mp4"), filepath.Join(t.TempDir(), "o.mp4"), PrepareOptions{Edit: cuedrop.Edit{Fit: cuedrop.FitBlur}})
	if err != nil || r.Route != cuedrop.RouteCopy {
		t.Errorf("%q, %v", r.Route, err)
	}
}

func TestOutputIsTheInput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := copied(t, clip(t, "indexlast.mp4"), filepath.Join(dir, "in.mp4"))
	before := read(t, in)
	outs := []string{in, filepath.Join(dir, ".", "in.mp4")}
	if link := filepath.Join(dir, "soft.mp4"); os.Symlink(in, link) == nil {
		outs = append(outs, link)
	}
	if link := filepath.Join(dir, "hard.mp4"); os.Link(in, link) == nil {
		outs = append(outs, link)
	}
	for _, out := range outs {
		_, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{})
		if fault.ReasonOf(err) != "media.same_file" {
			t.Errorf("%s: %v", out, err)
		}
	}
	_, err := engine(t).Prepare(context.Background(), in, dir, PrepareOptions{})
	if fault.ReasonOf(err) != "media.output_is_folder" {
		t.Errorf("folder: %v", err)
	}
	_, err = engine(t).Prepare(context.Background(), in, filepath.Join(dir, "no", "x.mp4"), PrepareOptions{})
	if fault.ReasonOf(err) != "media.output_folder_missing" {
		t.Errorf("missing folder: %v", err)
	}
	if !bytes.Equal(before, read(t, in)) {
		t.Error("the original changed")
	}
}

func TestSuccessReplacesTheTarget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out := write(t, filepath.Join(dir, "out.mp4"), []byte("old"))
	r, err := engine(t).Prepare(context.Background(), clip(t, "indexlast.mp4"), out, PrepareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	mustMatch(t, r, out)
	onlyFiles(t, dir, "out.mp4")
}

func TestProgressOfAConversion(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []cuedrop.RenderProgress
	_, err := engine(t).Prepare(context.Background(), clip(t, "anamorphic.mp4"), filepath.Join(t.TempDir(), "o.mp4"), PrepareOptions{
		Edit:     cuedrop.Edit{Fit: cuedrop.FitPad},
		Progress: func(p cuedrop.RenderProgress) { mu.Lock(); got = append(got, p); mu.Unlock() },
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) < 2 || got[len(got)-1].Fraction != 1 {
		t.Fatalf("reports: %+v", got)
	}
	for i := 1; i < len(got); i++ {
		if got[i].Fraction < got[i-1].Fraction || (i < len(got)-1 && got[i].Fraction > maxFraction) {
			t.Errorf("report %d: %+v after %+v", i, got[i], got[i-1])
		}
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	e := New(Options{})
	needFFmpeg(t)
	e.free = func(string) int64 { return 1000 }
	dir := t.TempDir()
	_, err := e.Prepare(context.Background(), clip(t, "conforming.mp4"), filepath.Join(dir, "o.mp4"), PrepareOptions{})
	if fault.ReasonOf(err) != "media.disk_full" || !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
	onlyFiles(t, dir)
}

// TestWrong lists what verify must not let through.
func TestWrong(t *testing.T) {
	t.Parallel()
	p := newPlan(phone(), cuedrop.RouteFull, cuedrop.Edit{Fit: ""})
	if err := wrong(phone(), p, frameDecodes); err != nil {
		t.Fatalf("a right one: %v", err)
	}
	for name, change := range map[string]func(*facts){
		"garbage":     func(f *facts) { f.file.probed = false },
		"short":       func(f *facts) { f.duration = 9 * time.Second },
		"no sound":    func(f *facts) { f.audio = nil },
		"index last":  func(f *facts) { f.boxes.MoovLast = true },
		"location":    func(f *facts) { f.private.location = true },
		"too big":     func(f *facts) { f.file.size = cuedrop.MaxUpload + 1 },
		"wrong rate":  func(f *facts) { f.video.fps = 15 },
		"still tall":  func(f *facts) { f.video.height = 5000 },
		"still 10bit": func(f *facts) { f.video.pixels.bits = 10 },
	} {
		f := phone()
		change(&f)
		if wrong(f, p, frameDecodes) == nil {
			t.Errorf("%s: let through", name)
		}
	}
	if wrong(phone(), p, frameFails) == nil {
		t.Error("no frame near the end: let through")
	}
}
