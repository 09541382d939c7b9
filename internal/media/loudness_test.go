package media

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func init() {
	picture := "-f lavfi -i color=gray:s=360x640:r=30:d=5 "
	coded := " " + x264 + " -c:a aac -ac 2 -shortest " + start
	for name, recipe := range map[string]string{
		"quiet.mp4": picture + "-f lavfi -i anoisesrc=d=5:c=pink:a=0.02:r=48000:seed=1" + coded,
		"loud.mp4":  picture + "-f lavfi -i anoisesrc=d=5:c=pink:a=0.9:r=48000:seed=1" + coded,
		// Quiet with a click that no single gain leaves room for.
		"peaky.mp4":   picture + `-f lavfi -i aevalsrc=exprs=0.02*sin(2*PI*440*t)+0.9*between(t\,2\,2.002):s=48000:d=5` + coded,
		"even.mp4":    picture + "-f lavfi -i sine=d=5:r=48000:f=997 -af volume=7.1dB" + coded,
		"hush.mp4":    picture + "-f lavfi -i anoisesrc=d=5:a=0.0004:r=48000:seed=1" + coded,
		"nothing.mp4": picture + "-f lavfi -i anullsrc=r=48000:cl=stereo -t 5" + coded,
	} {
		recipes[name] = recipe
	}
}

// loud measures a clip with another filter than the one that corrects it.
func loud(t *testing.T, path string) float64 {
	t.Helper()
	out, err := exec.Command("ffmpeg", loudnessArgs(path, cut{})...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l, ok := parseLoudness(string(out))
	if !ok {
		t.Fatalf("no figures in %s", out)
	}
	return l.level
}

// TestLoudness measures what comes out: -14 LUFS within one, or the clip as it was where
// there is nothing to correct.
func TestLoudness(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		clip  string
		edit  cuedrop.Edit
		route cuedrop.Route
	}{
		{"quiet.mp4", cuedrop.Edit{}, cuedrop.RouteAudio},
		{"loud.mp4", cuedrop.Edit{}, cuedrop.RouteAudio},
		{"peaky.mp4", cuedrop.Edit{}, cuedrop.RouteAudio},
		{"quiet.mp4", cuedrop.Edit{TrimEndMs: 3900}, cuedrop.RouteAudio},
		{"quiet.mp4", cuedrop.Edit{TrimStartMs: 1234, TrimEndMs: 4800}, cuedrop.RouteFull},
		{"surround.mp4", cuedrop.Edit{}, cuedrop.RouteAudio},
		{"even.mp4", cuedrop.Edit{}, cuedrop.RouteCopy},
		{"hush.mp4", cuedrop.Edit{}, cuedrop.RouteCopy},
		{"nothing.mp4", cuedrop.Edit{}, cuedrop.RouteCopy},
		{"silent.mp4", cuedrop.Edit{}, cuedrop.RouteAudio}, // for the track alone
	} {
		t.Run(tt.clip, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "o.mp4")
			tt.edit.Loudness = true
			var last float64
			r, err := engine(t).Prepare(context.Background(), clip(t, tt.clip), out, PrepareOptions{
				Edit: tt.edit, Progress: func(p cuedrop.RenderProgress) {
					if p.Fraction < last {
						t.Errorf("progress goes back from %v to %v", last, p.Fraction)
					}
					last = p.Fraction
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			mustMatch(t, r, out)
			mustConform(t, out)
			if r.Route != tt.route || last != 1 {
				t.Errorf("by %q, progress ends at %v", r.Route, last)
			}
			if tt.route == cuedrop.RouteCopy || tt.clip == "silent.mp4" {
				return
			}
			if got := loud(t, out); got < loudnessTarget-1 || got > loudnessTarget+1 {
				t.Errorf("%.2f LUFS", got)
			}
		})
	}
}

func TestParseLoudness(t *testing.T) {
	t.Parallel()
	const good = `{"input_i" : "-31.20", "input_tp" : "-4.5", "input_lra" : "3.00", "input_thresh" : "-41.3", "output_i" : "-14", "target_offset" : "0.10"}`
	for _, tt := range []struct {
		text string
		want loudness
		ok   bool
	}{
		{"{x}\n[Parsed_loudnorm_1 @ 0x55]\n" + good + "\nsize=N/A", loudness{-31.2, -4.5, 3, -41.3, 0.1}, true},
		{`{"input_i":-20,"input_tp":-1,"input_lra":1,"input_thresh":-30,"target_offset":0,"new":[]}`, loudness{-20, -1, 1, -30, 0}, true},
		{`{"input_i" : "-inf", "input_tp" : "-inf", "input_lra" : "0.00", "input_thresh" : "-70.00", "target_offset" : "inf"}`, loudness{}, false},
		{`{"input_i" : "-20"}`, loudness{}, false},
		{`{"input_i" : "-20`, loudness{}, false},
		{"", loudness{}, false},
	} {
		if got, ok := parseLoudness(tt.text); got != tt.want || ok != tt.ok {
			t.Errorf("%q: %+v, %v", tt.text, got, ok)
		}
	}
}

// TestLoudnessOfBrokenSoundIsAFault shows that nothing goes out uncorrected in silence.
func TestLoudnessOfBrokenSoundIsAFault(t *testing.T) {
	t.Parallel()
	e := engine(t)
	j := &job{e: e, in: write(t, filepath.Join(t.TempDir(), "x.mp4"), []byte("no clip")), reporter: newReporter(nil)}
	if _, _, err := j.measure(context.Background(), plan{}); fault.ReasonOf(err) != "media.loudness" || fault.MessageOf(err) == fault.InternalMessage {
		t.Errorf("%v", err)
	}
}
