package media

import (
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// signalCodes are what Signals finds in the clip at path.
func signalCodes(t *testing.T, path string) ([]string, cuedrop.Signals) {
	t.Helper()
	s, err := engine(t).Signals(t.Context(), path, check(t, path))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, f := range s.Findings(cuedrop.Edit{}) {
		wellFormed(t, f)
		if f.Severity != cuedrop.SeverityWarning {
			t.Errorf("%s is %s", f.Code, f.Severity)
		}
		got = append(got, f.Code)
	}
	return got, s
}

// TestSignals makes the sound and the start of a clip odd in one way each. The clips
// are tiny: neither loudness nor black needs pixels.
func TestSignals(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"conforming.mp4":  {},
		"sig-silent.mp4":  {"audio_silent"},
		"sig-quiet.mp4":   {"audio_quiet"},
		"sig-loud.mp4":    {"audio_loud", "audio_clipped"},
		"sig-black.mp4":   {"black_start"},
		"sig-fade.mp4":    {}, // half a second of black is a fade
		"sig-frozen.mp4":  {"frozen_start"},
		"sig-picture.mp4": {}, // never moves, and is meant so
		"sig-speech.mp4":  {},
		"silent.mp4":      {}, // no sound track: audio_missing says that
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, s := signalCodes(t, clip(t, name))
			if !slices.Equal(got, want) {
				t.Errorf("%v, want %v: %+v", got, want, s)
			}
		})
	}
}

func TestSignalsOfOthersClips(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"npm-vide/ocean.mp4": {"audio_silent"},
		"deb-forensics-samples-files/VID_20191220_170832.mp4": {"audio_quiet"},
		"deb-forensics-samples-files/movie-hello.mp4":         {},
		"go-wailsapp-mimetype/mqv.mqv":                        {"audio_clipped"},
		"go-h2non-filetype/sample.mp4":                        {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, s := signalCodes(t, sample(t, name)); !slices.Equal(got, want) {
				t.Errorf("%v, want %v: %+v", got, want, s)
			}
		})
	}
}

// TestSignalsThatCannotBeMeasured say nothing.
func TestSignalsThatCannotBeMeasured(t *testing.T) {
	t.Parallel()
	for _, tail := range []string{"", "x", "[Parsed_volumedetect_1 @ 0x1] n_samples: 0\n", "[Parsed_volumedetect_1 @ 0x1] max_volume: nan dB\n",
		"  I: -99999 LUFS\n", "[Parsed_volumedetect_1 @ 0x1] n_samples: 5\n", "title: [blackdetect @ 0x1] black_start:0 black_end:9"} {
		if got := parseSound(tail); got.Silent || got.Loudness != 0 || got.Clipped != 0 {
			t.Errorf("sound of %q: %+v", tail, got)
		}
		if got := parseStart(tail, time.Second); got.BlackMs != 0 || got.FrozenMs != 0 {
			t.Errorf("start of %q: %+v", tail, got)
		}
	}
	late := "[blackdetect @ 0x1] black_start:1 black_end:3 black_duration:2\n[freezedetect @ 0x1] lavfi.freezedetect.freeze_start: 1\n"
	if got := parseStart(late, time.Minute); got.BlackMs != 0 || got.FrozenMs != 0 {
		t.Errorf("what begins later is no start: %+v", got)
	}
	path := write(t, t.TempDir()+"/a.mp4", []byte("no clip"))
	for _, c := range []cuedrop.Check{{Verdict: cuedrop.VerdictRefused}, {Verdict: cuedrop.VerdictOK, Info: cuedrop.MediaInfo{AudioCodec: "aac", DurationMs: 5000}}} {
		s, err := engine(t).Signals(t.Context(), path, c)
		if err != nil || len(s.Findings(cuedrop.Edit{})) > 0 {
			t.Errorf("%+v, %v", s, err)
		}
	}
}
