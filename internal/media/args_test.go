package media

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func fullTools() Tools {
	return Tools{H264Encoder: "libx264", Zscale: true, Bwdif: true, BoxBlur: true, statsPeriod: true}
}

// phone is an ordinary clip from a phone that conforms.
func phone() facts {
	return facts{
		file: fileFacts{size: 5_000_000, content: contentMP4, probed: true}, container: "mp4", duration: 10 * time.Second,
		streams: 2, boxes: &boxes{HasMoov: true, HasMedia: true}, frame: frameDecodes,
		video: &videoFacts{
			codec: "h264", profile: "High", codedWidth: 1080, codedHeight: 1920, width: 1080, height: 1920,
			fps: 30, baseRate: "30/1", duration: 10 * time.Second,
			pixels: pixelFacts{format: "yuv420p", bits: 8, subsampled: true, space: "bt709", transfer: "bt709", primaries: "bt709", rangeN: "tv"},
		},
		audio: &audioFacts{codec: "aac", profile: "LC", channels: 2, rate: 48000, duration: 10 * time.Second},
	}
}

func TestRenderArgsGolden(t *testing.T) {
	t.Parallel()
	wide := func(f *facts) {
		f.video.codedWidth, f.video.codedHeight, f.video.width, f.video.height = 1920, 1080, 1920, 1080
	}
	for _, tt := range []struct {
		name   string
		route  cuedrop.Route
		fit    cuedrop.Fit
		edit   cuedrop.Edit // instead of fit
		change func(*facts)
		tools  func(*Tools)
		plan   func(plan, facts) plan
	}{
		{name: "remux", route: cuedrop.RouteRemux},
		{name: "audio", route: cuedrop.RouteAudio},
		{name: "silent", route: cuedrop.RouteAudio, change: func(f *facts) { f.audio = nil }},
		{name: "full", route: cuedrop.RouteFull},
		{name: "full-without-sound", route: cuedrop.RouteFull, change: func(f *facts) { f.audio = nil }},
		{name: "slow", route: cuedrop.RouteFull, change: func(f *facts) { f.video.fps, f.video.baseRate = 12, "12/1" }},
		{name: "fast", route: cuedrop.RouteFull, change: func(f *facts) { f.video.fps, f.video.baseRate = 120, "120/1" }},
		{name: "standard-definition", route: cuedrop.RouteFull, change: func(f *facts) {
			f.video.codedWidth, f.video.codedHeight, f.video.width, f.video.height = 720, 576, 1024, 576
			f.video.pixels = pixelFacts{format: "yuv420p", bits: 8, subsampled: true, space: "bt470bg"}
			f.video.interlaced, f.video.fps, f.video.baseRate = true, 25, "25/1"
		}},
		{name: "full-range", route: cuedrop.RouteFull, change: func(f *facts) { f.video.pixels.rangeN, f.video.pixels.fullRange = "pc", true }},
		{name: "hdr", route: cuedrop.RouteFull, change: func(f *facts) {
			f.video.pixels = pixelFacts{format: "yuv420p10le", bits: 10, subsampled: true, hdr: true, transfer: "arib-std-b67", primaries: "bt2020", space: "bt2020nc"}
		}},
		{name: "hdr-without-zscale", route: cuedrop.RouteFull, change: func(f *facts) {
			f.video.pixels = pixelFacts{format: "yuv420p10le", bits: 10, subsampled: true, hdr: true, transfer: "smpte2084"}
		}, tools: func(t *Tools) { t.Zscale = false }},
		{name: "pad", route: cuedrop.RouteCopy, fit: cuedrop.FitPad, change: wide},
		{name: "crop", route: cuedrop.RouteCopy, fit: cuedrop.FitCrop, change: wide},
		{name: "crop-moved", route: cuedrop.RouteCopy, edit: cuedrop.Edit{Fit: cuedrop.FitCrop, CropX: -0.5}, change: wide},
		{name: "trim", route: cuedrop.RouteCopy, edit: cuedrop.Edit{TrimStartMs: 1234, TrimEndMs: 5000}},
		{name: "remake-30fps", route: cuedrop.RouteCopy, edit: cuedrop.Edit{Remake: cuedrop.RemakeRate}},
		{name: "remake-picture", route: cuedrop.RouteCopy, edit: cuedrop.Edit{Remake: cuedrop.RemakePicture}},
		{name: "trim-transport-stream", route: cuedrop.RouteRemux, edit: cuedrop.Edit{TrimStartMs: 1234}, change: func(f *facts) { f.container = "mpegts" }},
		{name: "trim-copied", route: cuedrop.RouteCopy, plan: func(p plan, f facts) plan {
			return p.copying(cut{start: 2 * time.Second, length: 3 * time.Second, picture: 2900 * time.Millisecond}, f)
		}},
		{name: "loudness", route: cuedrop.RouteRemux, plan: func(p plan, f facts) plan {
			return p.correcting(loudness{level: -31.2, peak: -4.5, spread: 3, threshold: -41.3, offset: 0.1}, f)
		}},
		{name: "blur", route: cuedrop.RouteCopy, fit: cuedrop.FitBlur, change: wide},
		{name: "blur-lgpl", route: cuedrop.RouteCopy, fit: cuedrop.FitBlur, change: wide, tools: func(t *Tools) { t.BoxBlur = false }},
		{name: "very-wide", route: cuedrop.RouteFull, change: func(f *facts) {
			f.video.codedWidth, f.video.codedHeight, f.video.width, f.video.height = 3000, 200, 3000, 200
		}},
		{name: "old-ffmpeg", route: cuedrop.RouteFull, tools: func(t *Tools) { t.statsPeriod = false }},
		{name: "nvenc", route: cuedrop.RouteFull, tools: func(t *Tools) { t.H264Encoder = "h264_nvenc" }},
		{name: "vaapi", route: cuedrop.RouteFull, tools: func(t *Tools) { t.H264Encoder = "h264_vaapi" }},
		{name: "mediafoundation", route: cuedrop.RouteFull, tools: func(t *Tools) { t.H264Encoder = "h264_mf" }},
	} {
		f, tools := phone(), fullTools()
		if tt.change != nil {
			tt.change(&f)
		}
		if tt.tools != nil {
			tt.tools(&tools)
		}
		if tt.fit != "" {
			tt.edit.Fit = tt.fit
		}
		p := newPlan(f, tt.route, tt.edit)
		if tt.plan != nil {
			p = tt.plan(p, f)
		}
		args, err := renderArgs(p, tools, "/in/clip.mov", "/out/x.part")
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := strings.Join(args, "\n") + "\n"
		golden := filepath.Join("testdata", "args", tt.name+".golden")
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o750); err != nil {
				t.Fatal(err)
			}
			write(t, golden, []byte(got))
		}
		if want := string(read(t, golden)); got != want {
			t.Errorf("%s: arguments changed; look at them, then run with -update.\ngot:\n%s\nwant:\n%s", tt.name, got, want)
		}
	}
}

func TestEveryInputIsGuarded(t *testing.T) {
	t.Parallel()
	render, err := renderArgs(newPlan(phone(), cuedrop.RouteFull, cuedrop.Edit{}), fullTools(), "/in/a.mp4", "/out/x.part")
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"packets": packetsArgs("/in/a.mp4", ""), "frame": probeFrameArgs("/in/a.mp4"), "loudness": loudnessArgs("/in/a.mp4", cut{start: 1}),
		"probe": probeArgs("/in/a.mp4"), "first frame": firstFrameArgs("/in/a.mp4"), "last frame": lastFrameArgs("/in/a.mp4", 3),
		"demux": demuxArgs("/in/a.mp4"), "thumbnail": thumbnailArgs("/in/a.mp4", still{at: time.Second}, 270, ""), "render": render,
	} {
		line := strings.Join(args, " ")
		before, _, found := strings.Cut(line, "-i file:/in/a.mp4")
		if !found {
			t.Errorf("%s: input is not a file URL: %s", name, line)
		}
		for _, guard := range []string{"-protocol_whitelist file", "-format_whitelist mov,mp4", "-max_pixels 35389440"} {
			if !strings.Contains(before, guard) {
				t.Errorf("%s: %s does not stand before -i: %s", name, guard, line)
			}
		}
	}
}

func TestURLFor(t *testing.T) {
	t.Parallel()
	long := `C:\` + strings.Repeat("x", 250)
	for _, tt := range [][3]string{
		{"linux", "/a/-x:b#?%d.mp4", "file:/a/-x:b#?%d.mp4"},
		{"windows", `C:\clips\a.mp4`, `file:C:\clips\a.mp4`},
		{"windows", long, `file:\\?\` + long},
		{"windows", `\\nas\` + long[3:], `file:\\?\UNC\nas\` + long[3:]},
	} {
		if got := urlFor(tt[0], tt[1]); got != tt[2] {
			t.Errorf("urlFor(%s, %s) = %s", tt[0], tt[1], got)
		}
	}
}

func TestFitKeep(t *testing.T) {
	t.Parallel()
	for _, tt := range [][4]int{
		{1080, 1920, 1080, 1920}, {2160, 3840, 1080, 1920}, {3840, 2160, 1920, 1080}, {1280, 720, 1280, 720},
		{1920, 1920, 1080, 1080}, {160, 120, 480, 360}, {499, 479, 500, 480}, {853, 480, 854, 480},
		{1080, 2400, 864, 1920}, {3000, 300, 3600, 360}, {3000, 200, 4096, 274}, {4200, 400, 3780, 360}, {1, 1, 360, 360},
	} {
		w, h := fitKeep(tt[0], tt[1])
		if w != tt[2] || h != tt[3] {
			t.Errorf("fitKeep(%d, %d) = %d, %d, want %d, %d", tt[0], tt[1], w, h, tt[2], tt[3])
		}
	}
}
