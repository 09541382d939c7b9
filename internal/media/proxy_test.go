package media

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

type cuedropProgress = cuedrop.RenderProgress

// TestProxyPlaysAnywhere makes proxies of clips that web views refuse.
func TestProxyPlaysAnywhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		clip          string
		width, height int
		rate          float64
		sound         bool
	}{
		{"hevc.mp4", 360, 640, 30, true},
		{"prores.mov", 640, 360, 30, true},
		{"old.avi", 320, 240, 12, true},
		{"hlg.mp4", 360, 640, 30, false},
		{"rotated.mp4", 640, 360, 30, true},
		{"anamorphic.mp4", 854, 480, 30, true},
	} {
		t.Run(tt.clip, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			out := write(t, filepath.Join(dir, "100%d.mp4"), []byte("old"))
			if err := engine(t).Proxy(t.Context(), clip(t, tt.clip), out, nil); err != nil {
				t.Fatal(err)
			}
			onlyFiles(t, dir, "100%d.mp4")
			p := seen(t, out)
			v := p.Streams[0]
			if v.Codec != "h264" || v.PixelFormat != "yuv420p" || v.Profile != "Constrained Baseline" || v.Width != tt.width || v.Height != tt.height || rate(v.AverageRate) != tt.rate {
				t.Errorf("picture %+v", v)
			}
			if sound := len(p.Streams) == 2 && p.Streams[1].Codec == "aac"; sound != tt.sound {
				t.Errorf("streams %+v", p.Streams)
			}
			if before, after := seen(t, clip(t, tt.clip)), p; (parseSeconds(before.Format.Duration) - parseSeconds(after.Format.Duration)).Abs() > 200*time.Millisecond {
				t.Errorf("%s long, not %s", after.Format.Duration, before.Format.Duration)
			}
			data := read(t, out)
			if moov, mdat := bytes.Index(data, []byte("moov")), bytes.Index(data, []byte("mdat")); moov < 0 || moov > mdat {
				t.Error("index not first")
			}
		})
	}
}

func TestProxyRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := copied(t, clip(t, "old.avi"), filepath.Join(dir, "in.avi"))
	text := write(t, filepath.Join(dir, "text.mp4"), []byte("Dear diary"))
	e := New(Options{})
	e.free = func(string) int64 { return 1000 }
	for name, row := range map[string]struct {
		e       *Engine
		in, out string
		kind    fault.Kind
	}{
		"over the original": {engine(t), in, in, fault.Invalid},
		"no video":          {engine(t), text, filepath.Join(dir, "o.mp4"), fault.Invalid},
		"sound only":        {engine(t), clip(t, "soundonly.mp4"), filepath.Join(dir, "o.mp4"), fault.Invalid},
		"gone":              {engine(t), filepath.Join(dir, "gone"), filepath.Join(dir, "o.mp4"), fault.NotFound},
		"a full disk":       {e, in, filepath.Join(dir, "o.mp4"), fault.Unavailable},
		"no folder":         {engine(t), in, filepath.Join(dir, "none", "o.mp4"), fault.Invalid},
	} {
		if err := row.e.Proxy(t.Context(), row.in, row.out, nil); !fault.Is(err, row.kind) || fault.MessageOf(err) == fault.InternalMessage {
			t.Errorf("%s: %v", name, err)
		}
	}
	onlyFiles(t, dir, "in.avi", "text.mp4")
	if data, err := os.ReadFile(in); err != nil || !bytes.HasPrefix(data, []byte("RIFF")) {
		t.Error("the original changed")
	}
}
