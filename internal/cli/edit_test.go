package cli

import (
	"testing"

	"cuedrop/internal/cuedrop"
)

func TestClipTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"": 0, "0": 0, "12": 12_000, "12.5": 12_500, "0:12.5": 12_500, "1:02:03": 3_723_000, "90": 90_000, "61:00.040": 3_660_040, ".5": 500,
	} {
		if got, ok := clipTime(text); !ok || got != want {
			t.Errorf("%q: %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"-1", "+1", "1e3", "1:60", "1.5:00", "1:2:3:4", "x", ":", "1:", "NaN", "0x10", "1_0", "99999999", "1.2.3", " 1"} {
		if got, ok := clipTime(text); ok {
			t.Errorf("%q: %d", text, got)
		}
	}
}

func TestEditFlags(t *testing.T) {
	t.Parallel()
	got, err := editFlags{fit: "crop", cropX: -0.5, trimStart: "0:01.5", trimEnd: "4", keyframe: true, loudness: true}.edit()
	want := cuedrop.Edit{Fit: cuedrop.FitCrop, CropX: -0.5, TrimStartMs: 1500, TrimEndMs: 4000, TrimAtKeyframe: true, Loudness: true}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for name, f := range map[string]editFlags{
		"fit": {fit: "stretch"}, "crop outside": {fit: "crop", cropX: 1.5}, "crop of nothing": {fit: "keep", cropY: 1},
		"time": {fit: "keep", trimStart: "soon"}, "backwards": {fit: "keep", trimStart: "5", trimEnd: "4"},
		"nothing left": {fit: "keep", trimEnd: "0"}, "keyframe of no start": {fit: "keep", trimEnd: "4", keyframe: true},
	} {
		if _, err := f.edit(); err == nil {
			t.Errorf("%s: let through", name)
		}
	}
}
