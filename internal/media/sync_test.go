package media

import (
	"context"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"cuedrop/internal/cuedrop"
)

// flash is a clip whose picture goes white and whose sound beeps at the same moments,
// 1.1 s and 2.4 s, each for a tenth of a second, between black and silence. A keyframe
// stands at every half second.
const (
	flash = `-f lavfi -i color=black:s=360x640:r=30:d=4,drawbox=c=white:t=fill:enable=between(t\,1.1\,1.19)+between(t\,2.4\,2.49)` +
		` -f lavfi -i aevalsrc=exprs=(between(t\,1.1\,1.2)+between(t\,2.4\,2.5))*sin(2*PI*1000*t):s=48000:d=4`
	flashes = x264 + " -g 15 -keyint_min 15 -sc_threshold 0 -c:a aac -ac 2 "
)

func init() {
	for name, recipe := range map[string]string{
		"flash.mp4":        flash + " " + flashes + start,
		"flash-b.mp4":      flash + " " + flashes + "-bf 2 " + start,
		"flash.ts":         "-i {flash-b.mp4} -c copy -output_ts_offset 10",
		"flash.mkv":        "-i {flash-b.mp4} -c copy",
		"flash-vfr.mp4":    flash + ` -vf select=not(eq(mod(n\,5)\,4)) -vsync vfr ` + flashes + start,
		"flash-12.mov":     flash + " -vf fps=12 -c:v mpeg4 -q:v 9 -c:a pcm_s16le",
		"flash-wide.mp4":   "-i {flash.mp4} -c copy -metadata:s:v rotate=90 " + start,
		"flash-late.mp4":   "-i {flash.mp4} -itsoffset 0.7 -i {flash.mp4} -map 0:v -map 1:a -c copy " + start,
		"flash-silent.mp4": "-i {flash.mp4} -c copy -an " + start,
		"flash.avi":        "-i {flash.mp4} -c:v mpeg4 -q:v 9 -g 12 -c:a mp3",
		"flash.mpeg":       "-i {flash.mp4} -c:v mpeg2video -q:v 9 -g 12 -c:a mp2",
	} {
		recipes[name] = recipe
	}
}

var (
	framesSeen = regexp.MustCompile(`pts_time:\s*(\S+).*mean:\[(\d+)`)
	soundsSeen = regexp.MustCompile(`silence_end: (\S+)`)
)

// onsets decodes the clip at path, every bit of it, and returns when its picture turns
// white and when its sound begins, in seconds.
func onsets(t *testing.T, path string) (white, beeps []float64) {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-nostdin", "-hide_banner", "-xerror", "-i", "file:"+path,
		"-vf", "scale=4:4,format=gray,showinfo", "-af", "silencedetect=noise=-30dB:d=0.05", "-f", "null", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("decode %s: %v: %s", path, err, out)
	}
	was := false
	for _, m := range framesSeen.FindAllStringSubmatch(string(out), -1) {
		at, _ := strconv.ParseFloat(m[1], 64)
		mean, _ := strconv.Atoi(m[2])
		if is := mean > 110; is != was {
			if was = is; is {
				white = append(white, at)
			}
		}
	}
	for _, m := range soundsSeen.FindAllStringSubmatch(string(out), -1) {
		at, _ := strconv.ParseFloat(m[1], 64)
		beeps = append(beeps, at)
	}
	return white, beeps
}

// TestPictureAndSoundStayTogether prepares clips that flash and beep, by every route and
// with every kind of cut, and looks for both in the result: together within 40 ms, and
// where the cut says within a frame.
func TestPictureAndSoundStayTogether(t *testing.T) {
	t.Parallel()
	trim := func(start, end int64) cuedrop.Edit { return cuedrop.Edit{TrimStartMs: start, TrimEndMs: end} }
	atKey := func(start, end int64) cuedrop.Edit {
		return cuedrop.Edit{TrimStartMs: start, TrimEndMs: end, TrimAtKeyframe: true}
	}
	const frame = 1.0 / 30
	for _, tt := range []struct {
		clip    string
		edit    cuedrop.Edit
		route   cuedrop.Route
		startMs int64     // where the result begins in the original
		length  int64     // of the result in milliseconds
		white   []float64 // in the result
		late    float64   // how much later the beep comes in the original
	}{
		{"flash.mp4", cuedrop.Edit{}, cuedrop.RouteCopy, 0, 4000, []float64{1.1, 2.4}, 0},
		{"flash.ts", cuedrop.Edit{}, cuedrop.RouteRemux, 0, 4000, []float64{1.1, 2.4}, 0},
		{"flash.mkv", cuedrop.Edit{}, cuedrop.RouteRemux, 0, 4000, []float64{1.1, 2.4}, 0},
		{"flash-vfr.mp4", cuedrop.Edit{}, cuedrop.RouteFull, 0, 4000, []float64{1.1, 2.4}, 0},
		{"flash-12.mov", cuedrop.Edit{}, cuedrop.RouteFull, 0, 4000, []float64{1.083, 2.417}, 0},
		{"flash-wide.mp4", cuedrop.Edit{}, cuedrop.RouteFull, 0, 4000, []float64{1.1, 2.4}, 0},
		{"flash-late.mp4", cuedrop.Edit{}, cuedrop.RouteAudio, 0, 4700, []float64{1.1, 2.4}, 0.7},
		{"flash.avi", cuedrop.Edit{}, cuedrop.RouteFull, 0, 4000, []float64{1.1, 2.4}, 0},
		{"flash.mpeg", cuedrop.Edit{}, cuedrop.RouteFull, 0, 4000, []float64{1.1, 2.4}, 0},

		// The end alone, or a start on a keyframe: copied, and exact.
		{"flash.mp4", trim(0, 2700), cuedrop.RouteRemux, 0, 2700, []float64{1.1, 2.4}, 0},
		{"flash-b.mp4", trim(0, 2700), cuedrop.RouteRemux, 0, 2700, []float64{1.1, 2.4}, 0},
		{"flash.mp4", trim(1000, 3100), cuedrop.RouteRemux, 1000, 2100, []float64{0.1, 1.4}, 0},
		{"flash-b.mp4", trim(1000, 0), cuedrop.RouteRemux, 1000, 3000, []float64{0.1, 1.4}, 0},
		{"flash-silent.mp4", trim(1000, 3000), cuedrop.RouteAudio, 1000, 2000, []float64{0.1, 1.4}, 0},
		// A start between keyframes: exact by making the picture anew, or earlier by copying.
		{"flash.mp4", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.33, 1.63}, 0},
		{"flash-b.mp4", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.33, 1.63}, 0},
		{"flash.mp4", atKey(770, 3300), cuedrop.RouteRemux, 500, 2800, []float64{0.6, 1.9}, 0},
		{"flash-b.mp4", atKey(770, 3300), cuedrop.RouteRemux, 500, 2800, []float64{0.6, 1.9}, 0},
		{"flash.ts", atKey(770, 3300), cuedrop.RouteRemux, 521, 2800, []float64{0.6, 1.9}, 0},
		{"flash.mkv", atKey(770, 3300), cuedrop.RouteRemux, 521, 2800, []float64{0.6, 1.9}, 0},
		{"flash-late.mp4", atKey(770, 3300), cuedrop.RouteAudio, 500, 2800, []float64{0.6, 1.9}, 0.7},
		// Clips whose picture is made anew in any case. In some containers the sound begins
		// 21 ms before the picture, and the clip's time with it.
		{"flash-vfr.mp4", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.33, 1.63}, 0},
		{"flash-12.mov", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.313, 1.647}, 0},
		{"flash-wide.mp4", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.33, 1.63}, 0},
		{"flash.ts", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.351, 1.651}, 0},
		{"flash.mkv", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.351, 1.651}, 0},
		{"flash.avi", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.351, 1.651}, 0},
		{"flash.mpeg", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.33, 1.63}, 0},
		{"flash-late.mp4", trim(770, 3300), cuedrop.RouteFull, 770, 2530, []float64{0.33, 1.63}, 0.7},
	} {
		name := tt.clip + " " + strconv.FormatInt(tt.edit.TrimStartMs, 10) + "-" + strconv.FormatInt(tt.edit.TrimEndMs, 10)
		if tt.edit.TrimAtKeyframe {
			name += " at keyframe"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "out.mp4")
			r, err := engine(t).Prepare(context.Background(), clip(t, tt.clip), out, PrepareOptions{Edit: tt.edit})
			if err != nil {
				t.Fatal(err)
			}
			mustMatch(t, r, out)
			if r.Route != tt.route || r.StartMs != tt.startMs {
				t.Errorf("by %q from %d ms, want %q from %d ms", r.Route, r.StartMs, tt.route, tt.startMs)
			}
			if d := r.DurationMs - tt.length; d < -60 || d > 60 {
				t.Errorf("%d ms long, want %d", r.DurationMs, tt.length)
			}
			if tt.route != cuedrop.RouteCopy {
				mustConform(t, out)
			}
			white, beeps := onsets(t, out)
			if len(white) != len(tt.white) {
				t.Fatalf("white at %v, want %v", white, tt.white)
			}
			for i, want := range tt.white {
				if d := white[i] - want; d < -frame-0.002 || d > frame+0.002 {
					t.Errorf("white at %v, want %v", white, tt.white)
				}
			}
			if tt.clip == "flash-silent.mp4" {
				return
			}
			for i, at := range beeps {
				if i >= len(white) { // the sound's end counts as one
					break
				}
				if d := at - white[i] - tt.late; d < -0.04 || d > 0.04 {
					t.Errorf("beep %.3f s after the flash at %.3f s, want %.3f", at-white[i], white[i], tt.late)
				}
			}
			if len(beeps) < len(white) {
				t.Errorf("beeps at %v", beeps)
			}
		})
	}
}
