package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
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
	asIs := cuedrop.Edit{}
	for _, tt := range []struct {
		clip          string
		route         cuedrop.Route
		code          string
		width, height int // of the result
		fps           float64
		edit          cuedrop.Edit
	}{
		{"conforming.mp4", cuedrop.RouteCopy, "", 360, 640, 30, asIs},
		{"indexlast.mp4", cuedrop.RouteRemux, "index_last", 360, 640, 30, asIs},
		{"gps.mp4", cuedrop.RouteRemux, "location_metadata", 360, 640, 30, asIs},
		{"apple.mov", cuedrop.RouteRemux, "device_metadata", 360, 640, 30, asIs},
		{"fragments.mp4", cuedrop.RouteRemux, "fragmented", 360, 640, 30, asIs},
		{"same.mkv", cuedrop.RouteRemux, "container", 360, 640, 30, asIs},
		{"same.ts", cuedrop.RouteRemux, "container", 360, 640, 30, asIs},
		{"same.mov", cuedrop.RouteRemux, "container", 360, 640, 30, asIs},
		{"twosounds.mp4", cuedrop.RouteRemux, "extra_audio", 360, 640, 30, asIs},
		{"silent.mp4", cuedrop.RouteAudio, "audio_missing", 360, 640, 30, asIs},
		{"surround.mp4", cuedrop.RouteAudio, "audio_channels", 360, 640, 30, asIs},
		{"soundlate.mp4", cuedrop.RouteAudio, "sound_late", 360, 640, 30, asIs},
		{"picturelate.mp4", cuedrop.RouteFull, "picture_late", 360, 640, 30, asIs},
		{"old.mov", cuedrop.RouteFull, "frame_rate_low", 640, 480, 30, asIs},
		{"vfr.mp4", cuedrop.RouteFull, "frame_rate_variable", 360, 640, 30, asIs},
		{"fast.mp4", cuedrop.RouteFull, "frame_rate_high", 360, 640, 60, asIs},
		{"rotated.mp4", cuedrop.RouteFull, "rotated", 640, 360, 30, asIs},
		{"anamorphic.mp4", cuedrop.RouteFull, "pixels_not_square", 854, 480, 30, asIs},
		{"tenbit.mp4", cuedrop.RouteFull, "bit_depth", 360, 640, 30, asIs},
		{"hlg.mp4", cuedrop.RouteFull, "hdr", 360, 640, 30, asIs},
		{"untaggedpq.mp4", cuedrop.RouteFull, "hdr", 360, 640, 30, asIs},
		{"interlaced.mp4", cuedrop.RouteFull, "interlaced", 360, 640, 25, asIs},
		{"odd.mp4", cuedrop.RouteFull, "odd_size", 402, 642, 30, asIs},
		{"hidden.mp4", cuedrop.RouteFull, "hidden_frames", 360, 640, 30, asIs},
		{"hevc.mp4", cuedrop.RouteFull, "video_codec", 360, 640, 30, asIs},
		{"av1.mp4", cuedrop.RouteFull, "video_codec", 360, 640, 30, asIs},
		{"pqwide.mp4", cuedrop.RouteFull, "hdr", 1080, 1920, 24, cuedrop.Edit{Fit: cuedrop.FitCrop, CropX: 0.7}},
		{"rotated180.mp4", cuedrop.RouteFull, "rotated", 360, 640, 30, asIs},
		{"rotated270.mp4", cuedrop.RouteFull, "rotated", 640, 360, 30, asIs},
		{"narrow.mp4", cuedrop.RouteFull, "pixels_not_square", 720, 720, 30, asIs},
		{"turnednarrow.mp4", cuedrop.RouteFull, "pixels_not_square", 720, 720, 30, asIs},
		{"fivesounds.mp4", cuedrop.RouteRemux, "extra_audio", 360, 640, 30, asIs},
		{"eight.mp4", cuedrop.RouteAudio, "audio_channels", 360, 640, 30, asIs},
		{"opus.mp4", cuedrop.RouteAudio, "audio_codec", 360, 640, 30, asIs},
		{"mp3.mp4", cuedrop.RouteAudio, "audio_codec", 360, 640, 30, asIs},
		{"pcm.mov", cuedrop.RouteAudio, "audio_codec", 360, 640, 30, asIs},
		{"alpha.mov", cuedrop.RouteFull, "alpha", 360, 640, 30, asIs},
		{"offset.ts", cuedrop.RouteRemux, "container", 360, 640, 30, asIs},
		{"late.mkv", cuedrop.RouteRemux, "container", 360, 640, 30, asIs},
		{"soundlonger.mp4", cuedrop.RouteCopy, "", 360, 640, 30, asIs},
		{"soundshorter.mp4", cuedrop.RouteCopy, "", 360, 640, 30, asIs},
		{"negative.mp4", cuedrop.RouteCopy, "", 360, 640, 30, asIs},
		{"still.mp4", cuedrop.RouteFull, "frame_rate_low", 360, 640, 30, asIs},
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
			r, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{Check: &c, Edit: tt.edit})
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
			mustDecode(t, out)
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

// TestTurnedAndMirroredPictures gives a picture of four blocks, red and green over blue and
// black, every turn that a file can ask for, and looks where the blocks are afterwards.
func TestTurnedAndMirroredPictures(t *testing.T) {
	t.Parallel()
	const one = 1 << 16
	for name, tt := range map[string]struct {
		matrix [4]int32 // a b c d of the display matrix
		want   string   // the blocks: above, then below
	}{
		"quarter right":         {[4]int32{0, one, -one, 0}, "br g"},
		"half":                  {[4]int32{-one, 0, 0, -one}, " bgr"},
		"quarter left":          {[4]int32{0, -one, one, 0}, "g rb"},
		"left for right":        {[4]int32{-one, 0, 0, one}, "gr b"},
		"upside down":           {[4]int32{one, 0, 0, -one}, "b rg"},
		"quarter right, turned": {[4]int32{0, one, one, 0}, "rbg "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := read(t, clip(t, "blocks.mp4"))
			at := bytes.Index(data, []byte("tkhd")) + 4 + 40
			for i, v := range []int32{tt.matrix[0], tt.matrix[1], 0, tt.matrix[2], tt.matrix[3], 0} {
				binary.BigEndian.PutUint32(data[at+4*i:], uint32(v))
			}
			dir := t.TempDir()
			in, out := write(t, filepath.Join(dir, "in.mp4"), data), filepath.Join(dir, "out.mp4")
			if c := check(t, in); c.Route != cuedrop.RouteFull || !slices.Contains(codes(c), "rotated") {
				t.Errorf("%q: %v", c.Route, codes(c))
			}
			if _, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{}); err != nil {
				t.Fatal(err)
			}
			mustConform(t, out)
			rgb, err := exec.Command("ffmpeg", "-v", "error", "-i", out, "-frames:v", "1", "-vf", "format=rgb24,scale=2:2:flags=area", "-f", "rawvideo", "-").Output()
			if err != nil || len(rgb) != 12 {
				t.Fatalf("%v, %d bytes", err, len(rgb))
			}
			got := ""
			for i := 0; i < len(rgb); i += 3 {
				switch {
				case rgb[i] > 128:
					got += "r"
				case rgb[i+1] > 128:
					got += "g"
				case rgb[i+2] > 128:
					got += "b"
				default:
					got += " "
				}
			}
			if got != tt.want {
				t.Errorf("blocks %q, want %q", got, tt.want)
			}
		})
	}
}

// TestTheCropFrameMoves cuts clips whose ends differ in colour and looks at what is left.
func TestTheCropFrameMoves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		clip string
		x, y float64
		red  bool // what most of the result is: red, or else blue
		both bool // half of each
	}{
		{"redblue.mp4", -1, 0, true, false},
		{"redblue.mp4", 1, 1, false, false},
		{"redblue.mp4", 0, 1, false, true},
		{"redoverblue.mp4", 0, -1, true, false},
		{"redoverblue.mp4", -1, 0.9, false, false},
	} {
		t.Run(fmt.Sprint(tt.clip, tt.x, tt.y), func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "out.mp4")
			_, err := engine(t).Prepare(context.Background(), clip(t, tt.clip), out, PrepareOptions{
				Edit: cuedrop.Edit{Fit: cuedrop.FitCrop, CropX: tt.x, CropY: tt.y},
			})
			if err != nil {
				t.Fatal(err)
			}
			if v := mustConform(t, out).Streams[0]; v.Width != 1080 || v.Height != 1920 {
				t.Errorf("%d x %d", v.Width, v.Height)
			}
			rgb, err := exec.Command("ffmpeg", "-v", "error", "-i", out, "-frames:v", "1", "-vf", "scale=1:1:flags=area", "-pix_fmt", "rgb24", "-f", "rawvideo", "-").Output()
			if err != nil || len(rgb) != 3 {
				t.Fatalf("%v, %d bytes", err, len(rgb))
			}
			red, blue := rgb[0] > 90, rgb[2] > 90
			if red != (tt.red || tt.both) || blue != (!tt.red || tt.both) {
				t.Errorf("colour %v", rgb)
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
		"garbage":        func(f *facts) { f.file.probed = false },
		"short":          func(f *facts) { f.duration = 9 * time.Second },
		"no sound":       func(f *facts) { f.audio = nil },
		"index last":     func(f *facts) { f.boxes.MoovLast = true },
		"location":       func(f *facts) { f.private.location = true },
		"too big":        func(f *facts) { f.file.size = cuedrop.MaxUpload + 1 },
		"wrong rate":     func(f *facts) { f.video.fps = 15 },
		"still tall":     func(f *facts) { f.video.height = 5000 },
		"sound late":     func(f *facts) { f.audio.start = 60 * time.Millisecond },
		"sound early":    func(f *facts) { f.video.start = 60 * time.Millisecond },
		"half a picture": func(f *facts) { f.video.duration = 5 * time.Second },
		"mirrored":       func(f *facts) { f.video.mirrored = true },
		"still 10bit":    func(f *facts) { f.video.pixels.bits = 10 },
	} {
		f := phone()
		change(&f)
		if wrong(f, p, frameDecodes) == nil {
			t.Errorf("%s: let through", name)
		}
	}
	// What was late before may be as late as it was, when it is copied.
	late := phone()
	late.audio.start = 200 * time.Millisecond
	if err := wrong(late, newPlan(late, cuedrop.RouteRemux, cuedrop.Edit{}), frameDecodes); err != nil {
		t.Errorf("as late as before: %v", err)
	}
	if wrong(phone(), newPlan(late, cuedrop.RouteRemux, cuedrop.Edit{}), frameDecodes) == nil {
		t.Error("not as late as before: let through")
	}
	if wrong(phone(), p, frameFails) == nil {
		t.Error("no frame near the end: let through")
	}
}
