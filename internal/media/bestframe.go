package media

import (
	"context"
	"math"
	"time"
)

const (
	bestOf    = 16  // pictures that are compared
	bestWidth = 160 // pixels across: enough to tell sharp from blurred
	// What counts as black and as blown, of 255. Video's own black is 16.
	darkBelow   = 26
	brightAbove = 245
)

// BestFrame suggests a cover: the time of a frame that is sharp, neither black nor
// blown out, and rather in the middle. The time is that of a real frame, rounded down
// to the microsecond, so that Frame at that time shows it. It returns Invalid for a file
// that is no video, Unsupported without a usable ffmpeg, and Canceled when ctx ends.
func (e *Engine) BestFrame(ctx context.Context, in string) (time.Duration, error) {
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return 0, err
	}
	defer release()
	abs, _, err := e.openPicture(in)
	if err != nil {
		return 0, err
	}
	b, err := e.binaries(ctx)
	if err != nil {
		return 0, err
	}
	s, err := e.newSurvey(ctx, b, abs, bestWidth)
	if err != nil {
		return 0, inCaller(ctx, err)
	}
	s.reach = s.duration / fewKeyframes // any sharp frame does: keyframes are enough
	shots, err := e.shots(ctx, b, s, bestOf)
	if err != nil {
		return 0, err
	}
	best := shots[bestShot(shots)]
	if best.exact {
		return best.at, nil
	}
	return e.frameBefore(ctx, abs, s.timeline, best.at)
}

// bestShot returns the place of the best cover among pictures in order of time.
func bestShot(shots []shot) int {
	looks := make([]looks, len(shots))
	sharpest := 1e-9
	for i, s := range shots {
		looks[i] = newLooks(s.rgb)
		sharpest = max(sharpest, looks[i].detail)
	}
	best, most := len(shots)/2, -1.0
	for i, l := range looks {
		// From -1 at the start to 1 at the end.
		place := (2*float64(i)+1)/float64(len(shots)) - 1
		if score := l.score(sharpest) * (1 - 0.25*place*place); score > most {
			best, most = i, score
		}
	}
	return best
}

// looks are what makes a picture a good or a bad cover.
type looks struct {
	detail   float64 // mean difference between neighbors, of 255
	contrast float64 // standard deviation of the brightness, of 255
	dark     float64 // share of the pixels
	bright   float64
}

func newLooks(p picture) looks {
	n := p.width * p.height
	luma := make([]float64, n)
	var sum, squares float64
	var l looks
	for i := range n {
		y := 0.299*float64(p.pixels[3*i]) + 0.587*float64(p.pixels[3*i+1]) + 0.114*float64(p.pixels[3*i+2])
		luma[i] = y
		sum, squares = sum+y, squares+y*y
		switch {
		case y < darkBelow:
			l.dark++
		case y > brightAbove:
			l.bright++
		}
	}
	mean := sum / float64(n)
	l.contrast = math.Sqrt(max(0, squares/float64(n)-mean*mean))
	l.dark, l.bright = l.dark/float64(n), l.bright/float64(n)
	// How far a pixel is from the middle of its neighbors: fine detail has much of it,
	// blur and flat color have none.
	var edges float64
	for y := 1; y < p.height-1; y++ {
		for x := 1; x < p.width-1; x++ {
			i := y*p.width + x
			edges += math.Abs(4*luma[i] - luma[i-1] - luma[i+1] - luma[i-p.width] - luma[i+p.width])
		}
	}
	if inner := (p.width - 2) * (p.height - 2); inner > 0 {
		l.detail = edges / float64(4*inner)
	}
	return l
}

// score is 0 for a black, blown or empty picture and at most 1, in comparison with the
// sharpest of its clip.
func (l looks) score(sharpest float64) float64 {
	exposed := (1 - l.dark) * (1 - l.bright)
	return exposed * exposed * (0.6*math.Sqrt(l.detail/sharpest) + 0.4*min(1, l.contrast/60))
}
