package media

import (
	"testing"
	"time"
)

// TestKeyPicturesAreFFmpegs compares pictures that were cut out of clips with those that
// ffmpeg finds by itself: the same, also where the clip lies on its side.
func TestKeyPicturesAreFFmpegs(t *testing.T) {
	t.Parallel()
	e := engine(t)
	b, err := e.binaries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"counted.mp4", "bright.mp4", "lying.mp4", "rotated180.mp4", "rotated270.mp4", "vfr.mp4", "gps.mp4", "picturelate.mp4", "blackstart.mp4"} {
		s, err := e.newSurvey(t.Context(), b, clip(t, name), 32)
		if err != nil || !s.plain {
			t.Errorf("%s: plain %v, %v", name, s.plain, err)
			continue
		}
		var places []int
		for i := range s.timeline.keys {
			places = append(places, i)
		}
		n := len(places)
		got, err1 := e.keyPictures(t.Context(), b, s, places)
		want, err2 := e.pass(t.Context(), b, keyframeArgs(s, s.timeline.keys), n)
		if err1 != nil || err2 != nil || len(got) != n || len(want) != n {
			t.Errorf("%s: %d and %d of %d, %v, %v", name, len(got), len(want), n, err1, err2)
			continue
		}
		for i := range got {
			if got[i].width != want[i].width || got[i].height != want[i].height || apart(got[i], want[i]) > 2 {
				t.Errorf("%s: picture %d is another", name, i)
			}
		}
	}
	for _, name := range []string{"hevc.mp4", "hlg.mp4", "narrow.mp4", "fragments.mp4", "same.mkv"} {
		if s, err := e.newSurvey(t.Context(), b, clip(t, name), 32); err != nil || s.plain {
			t.Errorf("%s: plain %v, %v", name, s.plain, err)
		}
	}
	s, err := e.newSurvey(t.Context(), b, clip(t, "conforming.mp4"), 32)
	if err != nil || (s.duration-4*time.Second).Abs() > 50*time.Millisecond {
		t.Errorf("%s long, %v", s.duration, err)
	}
}

// apart is the mean difference of two pictures of one size.
func apart(a, b picture) int {
	sum := 0
	for i := range a.pixels {
		d := int(a.pixels[i]) - int(b.pixels[i])
		sum += max(d, -d)
	}
	return sum / len(a.pixels)
}
