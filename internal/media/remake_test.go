package media

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"testing"

	"cuedrop/internal/cuedrop"
)

// cinema is a clip that TikTok takes as it is, at 24 frames a second, with a keyframe every
// two seconds.
func cinema(t *testing.T) string {
	return madeWith(t, "cinema.mp4", "-f", "lavfi", "-i", "testsrc2=s=360x640:r=24:d=6", "-f", "lavfi", "-i", "sine=d=6:r=48000",
		"-c:v", "libx264", "-preset", "ultrafast", "-g", "48", "-sc_threshold", "0", "-pix_fmt", "yuv420p", "-c:a", "aac",
		"-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart")
}

// TestARemakeSendsOtherBytes: what could be sent as it is gets a picture of its own, at an
// even 30 frames a second or at its own rate, and stays as long as it was.
func TestARemakeSendsOtherBytes(t *testing.T) {
	t.Parallel()
	in := cinema(t)
	c := check(t, in)
	if c.Route != cuedrop.RouteCopy {
		t.Fatalf("by %q: %v", c.Route, codes(c))
	}
	for remake, want := range map[cuedrop.Remake]string{cuedrop.RemakeRate: "30/1", cuedrop.RemakePicture: "24/1"} {
		out := filepath.Join(t.TempDir(), "out.mp4")
		r, err := engine(t).Prepare(context.Background(), in, out, PrepareOptions{Check: &c, Edit: cuedrop.Edit{Remake: remake}})
		if err != nil {
			t.Fatal(err)
		}
		mustMatch(t, r, out)
		mustDecode(t, out)
		v := mustConform(t, out).Streams[0]
		if v.AverageRate != want || v.BaseRate != want {
			t.Errorf("%s: %s on average, %s", remake, v.AverageRate, v.BaseRate)
		}
		if r.Route != cuedrop.RouteFull || bytes.Equal(read(t, in), read(t, out)) {
			t.Errorf("%s: by %q", remake, r.Route)
		}
		if d := r.DurationMs - c.Info.DurationMs; d < -100 || d > 100 {
			t.Errorf("%s: %d ms, was %d ms", remake, r.DurationMs, c.Info.DurationMs)
		}
	}
}

// TestARemakeBeginsWhereTheCopyBegan: a cut at a keyframe shows from that keyframe on,
// however the picture is made.
func TestARemakeBeginsWhereTheCopyBegan(t *testing.T) {
	t.Parallel()
	in := cinema(t)
	c := check(t, in)
	for _, tt := range []struct {
		edit cuedrop.Edit
		want int64
	}{
		{cuedrop.Edit{TrimStartMs: 2700, TrimAtKeyframe: true}, 2000},
		{cuedrop.Edit{TrimStartMs: 2700, TrimAtKeyframe: true, Remake: cuedrop.RemakeRate}, 2000},
		{cuedrop.Edit{TrimStartMs: 2700, Remake: cuedrop.RemakeRate}, 2700},
	} {
		r, err := engine(t).Prepare(context.Background(), in, filepath.Join(t.TempDir(), "out.mp4"), PrepareOptions{Check: &c, Edit: tt.edit})
		if err != nil {
			t.Fatal(err)
		}
		if d := r.StartMs - tt.want; d < -50 || d > 50 {
			t.Errorf("%+v begins at %d ms", tt.edit, r.StartMs)
		}
		if d := r.DurationMs - (c.Info.DurationMs - tt.want); d < -150 || d > 150 {
			t.Errorf("%+v is %d ms long", tt.edit, r.DurationMs)
		}
	}
}

// TestTheDomainKnowsWhatGetsThirtyUnasked: it tells by the codes of findings when a conversion
// to 30 gives nothing new.
func TestTheDomainKnowsWhatGetsThirtyUnasked(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{"vfr.mp4": cuedrop.FindingVariable, "old.mov": cuedrop.FindingSlow} {
		if c := check(t, clip(t, name)); !slices.Contains(codes(c), code) {
			t.Errorf("%s: %v", name, codes(c))
		}
	}
}
