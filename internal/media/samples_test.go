package media

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestSamples checks clips that others made with cameras, phones and software of thirty
// years. Each comes out as TikTok takes it, every frame of it, or is refused with a
// reason. The long ones are cut to a second and a half on the way.
func TestSamples(t *testing.T) {
	t.Parallel()
	const (
		phones = "deb-forensics-samples-files/"
		abema  = "go-abema-go-mp4/"
		h2non  = "go-h2non-filetype/"
		probe  = "go-vansante-go-ffprobe/"
		wails  = "go-wailsapp-mimetype/"
		vide   = "npm-vide/"
	)
	for _, tt := range []struct {
		file  string
		route cuedrop.Route // "" is refused
		code  string
		whole bool
	}{
		{phones + "VID_20191220_170832.mp4", cuedrop.RouteFull, "location_metadata", true},
		{phones + "movie-hello.mp4", cuedrop.RouteCopy, "not_upright", true},
		{phones + "movie-hello.mpeg", cuedrop.RouteFull, "video_codec", false},
		{abema + "sample.mp4", cuedrop.RouteFull, "full_range", true},
		{abema + "sample_fragmented.mp4", cuedrop.RouteFull, "fragmented", true},
		{abema + "sample_init.enca.mp4", "", "encrypted", false},
		{abema + "sample_init.encv.mp4", "", "encrypted", false},
		{abema + "sample_qt.mp4", "", "truncated", false},
		{h2non + "sample.mkv", cuedrop.RouteFull, "audio_codec", false},
		{h2non + "sample.mov", cuedrop.RouteFull, "video_codec", false},
		{h2non + "sample.mp4", cuedrop.RouteFull, "audio_rate", true},
		{h2non + "sample.webm", cuedrop.RouteFull, "chroma", true},
		{probe + "test.avi", "", "file_empty", false},
		{probe + "test.mov", cuedrop.RouteFull, "rotated", true},
		{probe + "test.mp4", cuedrop.RouteAudio, "data_track", true},
		{wails + "3g2.3g2", cuedrop.RouteFull, "frame_rate_low", false},
		{wails + "3gp.3gp", cuedrop.RouteFull, "pixels_not_square", true},
		{wails + "asf.asf", cuedrop.RouteFull, "container", true},
		{wails + "audio.mp4", "", "audio_only", false},
		{wails + "avi.avi", cuedrop.RouteFull, "container", false},
		{wails + "avifsequence.avif", cuedrop.RouteFull, "odd_size", true},
		{wails + "flv.flv", cuedrop.RouteFull, "container", true},
		{wails + "heic.single.heic", "", "picture", false},
		{wails + "mkv.mkv", cuedrop.RouteFull, "audio_channels", false},
		{wails + "mov.mov", cuedrop.RouteFull, "picture_too_small", false},
		{wails + "mp4.1.mp4", cuedrop.RouteRemux, "index_last", true},
		{wails + "mp4.mp4", cuedrop.RouteFull, "picture_too_small", false},
		{wails + "mpeg.mpeg", "", "too_short", false},
		{wails + "mqv.mqv", cuedrop.RouteFull, "frame_rate_low", true},
		{wails + "ogg.ogv", cuedrop.RouteFull, "container", true},
		{wails + "webm.webm", cuedrop.RouteFull, "video_codec", false},
		{vide + "ocean.mp4", cuedrop.RouteRemux, "index_last", true},
		{vide + "ocean.ogv", cuedrop.RouteFull, "container", false},
		{vide + "ocean.webm", cuedrop.RouteFull, "container", false},
	} {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			in := sample(t, tt.file)
			c := check(t, in)
			if c.Route != tt.route || !slices.Contains(codes(c), tt.code) {
				t.Fatalf("%s by %q: %v", c.Verdict, c.Route, codes(c))
			}
			for _, f := range c.Findings {
				wellFormed(t, f)
			}
			dir := t.TempDir()
			out := filepath.Join(dir, "out.mp4")
			var edit cuedrop.Edit
			want := c.Info.DurationMs
			if !tt.whole {
				edit, want = cuedrop.Edit{TrimStartMs: 700, TrimEndMs: 2200}, 1500
			}
			r, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{Check: &c, Edit: edit})
			if tt.route == "" {
				if !fault.Is(err, fault.Invalid) || fault.MessageOf(err) == fault.InternalMessage {
					t.Errorf("prepare: %v", err)
				}
				onlyFiles(t, dir)
				return
			}
			if err != nil || r.Route != tt.route {
				t.Fatalf("%q, %v", r.Route, err)
			}
			mustMatch(t, r, out)
			mustDecode(t, out)
			v := mustConform(t, out).Streams[0]
			w, h := c.Info.Width, c.Info.Height
			if r.Route == cuedrop.RouteFull {
				w, h = fitKeep(w, h)
			}
			if v.Width != w || v.Height != h {
				t.Errorf("%d x %d, want %d x %d", v.Width, v.Height, w, h)
			}
			if d := (ms(r.DurationMs) - ms(want)).Abs(); d > 300*time.Millisecond {
				t.Errorf("%d ms, want %d", r.DurationMs, want)
			}
			if r.StartMs != edit.TrimStartMs {
				t.Errorf("from %d ms, want %d", r.StartMs, edit.TrimStartMs)
			}
		})
	}
}
