package media

import (
	"errors"
	"testing"
	"time"
)

// TestAWrongOutputIsThrownAway: what ffmpeg calls a success is judged again, and each thing
// that is promised of an output is enough to refuse it.
func TestAWrongOutputIsThrownAway(t *testing.T) {
	t.Parallel()
	const length = 10 * time.Second
	for _, tt := range []struct {
		name   string
		change func(*facts)
		plan   func(*plan)
		last   frameState
		right  bool
	}{
		{name: "as planned", last: frameDecodes, right: true},
		{name: "the sound an AAC frame late", change: func(f *facts) { f.audio.start += 23 * time.Millisecond }, last: frameDecodes, right: true},
		{name: "the sound 41 ms late", change: func(f *facts) { f.audio.start += 41 * time.Millisecond }, last: frameDecodes},
		{name: "the sound 41 ms early", change: func(f *facts) { f.video.start += 41 * time.Millisecond }, last: frameDecodes},
		{name: "the sound late as in the original", change: func(f *facts) { f.audio.start += 100 * time.Millisecond }, plan: func(p *plan) { p.lag = 100 * time.Millisecond }, last: frameDecodes, right: true},
		{name: "a tenth shorter", change: func(f *facts) { f.duration -= length / 10 }, last: frameDecodes},
		{name: "a tenth longer", change: func(f *facts) { f.duration += length / 10 }, last: frameDecodes},
		{name: "a fifth of a second shorter", change: func(f *facts) { f.duration -= 200 * time.Millisecond }, last: frameDecodes, right: true},
		{name: "the picture ends halfway", change: func(f *facts) { f.video.duration = length / 2 }, plan: func(p *plan) { p.pictureEnd = length }, last: frameDecodes},
		{name: "no frame near the end", last: frameFails},
		{name: "the size of another shape", change: func(f *facts) { f.video.codedWidth, f.video.width = 200, 200 }, last: frameDecodes},
		{name: "a codec that TikTok does not take", change: func(f *facts) { f.video.codec = "prores" }, last: frameDecodes},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, p := phone(), plan{duration: length}
			if tt.change != nil {
				tt.change(&f)
			}
			if tt.plan != nil {
				tt.plan(&p)
			}
			err := wrong(f, p, tt.last)
			if tt.right && err != nil {
				t.Errorf("refused: %v", err)
			}
			if !tt.right && !errors.Is(err, errWrongOutput) {
				t.Errorf("kept: %v", err)
			}
		})
	}
}
