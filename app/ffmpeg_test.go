package app

import (
	"testing"

	"cuedrop/internal/cuedrop"
)

// TestTheWindowCantNameAProgram: it switches things, and what runs is chosen in the
// system's dialog.
func TestTheWindowCantNameAProgram(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.media = cuedrop.MediaRules{FFmpeg: "/opt/ffmpeg", FFprobe: "/opt/ffprobe"}
	if err := (&Settings{b.App}).SetMedia(MediaSettings{Hardware: true, Threads: 2, ConvertOnBattery: false, Chosen: false}); err != nil {
		t.Fatal(err)
	}
	if want := (cuedrop.MediaRules{FFmpeg: "/opt/ffmpeg", FFprobe: "/opt/ffprobe", Hardware: true, Threads: 2, SpareBattery: true}); b.media != want {
		t.Errorf("%+v, want %+v", b.media, want)
	}
	last := b.heard()[len(b.heard())-1]
	if p, ok := last.Payload.(Preferences); !ok || p.Media != (MediaSettings{Hardware: true, Threads: 2, Chosen: true}) {
		t.Errorf("told %+v", last)
	}
}

func TestTheChosenFFmpeg(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if f, err := b.useFFmpeg(""); err != nil || f.Path != "/usr/bin/ffmpeg" || len(b.heard()) != 0 {
		t.Errorf("no choice: %+v, %v", f, err)
	}
	if f, err := b.useFFmpeg("/opt/ffmpeg"); err != nil || f.Path != "/opt/ffmpeg" || f.Encoders == nil || f.Lacks == nil || len(f.Install) != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	if len(b.heard()) != 1 {
		t.Errorf("told %+v", b.heard())
	}
	if _, err := b.useFFmpeg("/opt/broken"); err == nil || b.media.FFmpeg != "/opt/ffmpeg" {
		t.Errorf("broken: %v, %+v", err, b.media)
	}
	if f, err := (&System{b.App}).ClearFFmpeg(); err != nil || f.Path != "/usr/bin/ffmpeg" {
		t.Errorf("cleared: %+v, %v", f, err)
	}
}
