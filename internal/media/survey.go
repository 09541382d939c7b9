package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// survey says what to take pictures of, and how.
type survey struct {
	abs      string
	duration time.Duration
	timeline timeline
	known    bool // the timeline
	plain    bool // the picture can be cut out of the file
	filters  string
	// reach is how far from where it is wanted a keyframe does as well.
	reach time.Duration
}

// newSurvey looks at a clip. Pictures are width pixels across, upright, with square
// pixels, in standard range.
func (e *Engine) newSurvey(ctx context.Context, b binaries, abs string, width int) (s survey, err error) {
	s.abs = abs
	var f facts
	if m, file, ok := openMovie(abs); ok && m.video.isSDR() {
		_ = file.Close()
		if s.timeline, s.known = readTimeline(abs); s.known {
			s.plain, f.video, f.duration = true, &videoFacts{}, m.length()
		}
	}
	if !s.plain {
		group, inner := errgroup.WithContext(ctx)
		var p probed
		group.Go(func() (err error) { p, err = e.probe(inner, b, abs); return err })
		group.Go(func() (err error) { s.timeline, s.known, err = e.timelineOf(inner, abs); return err })
		if err := group.Wait(); err != nil && !errors.Is(err, errUnreadable) {
			return survey{}, inCaller(ctx, err)
		}
		f.addProbe(p)
	}
	if f.video == nil {
		return survey{}, noPicture()
	}
	s.duration = f.duration
	if n := len(s.timeline.keys); s.duration <= 0 && n > 0 {
		s.duration = s.timeline.keys[n-1]
	}
	s.duration = max(s.duration, time.Millisecond)
	s.filters = fmt.Sprintf("%s,setsar=1", pictureScale(width))
	if f.video.pixels.hdr {
		s.filters += e.toneFilters(ctx, f.video.pixels)
	}
	s.filters += ",format=rgb24"
	return s, ctx.Err()
}

// target is the middle of the i-th of n equal parts.
func (s survey) target(i, n int) time.Duration {
	return time.Duration((float64(i) + 0.5) / float64(n) * float64(s.duration))
}

// keysNear returns the keyframes nearest to n targets, one each and ascending, or nil
// where keyframes alone would leave parts of the clip out and something better is not
// too dear.
func (s survey) keysNear(n int) []time.Duration {
	keys := s.timeline.keys
	if !s.known {
		return nil
	}
	tooDear := min(s.seekCosts(n), s.duration) > dearestDecode
	if len(keys) < fewKeyframes && !tooDear {
		return nil
	}
	near := make([]time.Duration, n)
	for i := range near {
		t := s.target(i, n)
		j, _ := slices.BinarySearch(keys, t)
		j = min(j, len(keys)-1)
		if j > 0 && t-keys[j-1] <= (keys[j]-t).Abs() {
			j--
		}
		if (keys[j]-t).Abs() > max(s.reach, s.duration/time.Duration(n)) && !tooDear {
			return nil
		}
		near[i] = keys[j]
	}
	return near
}

// decodesWhole reports whether one pass over everything is cheaper than seeking n
// times.
func (s survey) decodesWhole(n int) bool {
	if !s.known {
		return s.duration <= shortClip
	}
	return s.duration <= s.seekCosts(n)
}

// seekCosts is how much of the clip n seeks decode: each from the keyframe before it on.
func (s survey) seekCosts(n int) time.Duration {
	sum := time.Duration(n) * seekCost
	for i := range n {
		t := s.target(i, n)
		if j, _ := slices.BinarySearch(s.timeline.keys, t+1); j > 0 {
			t -= s.timeline.keys[j-1]
		}
		sum += t
	}
	return sum
}

// toneFilters turn HDR into standard range, where this ffmpeg can. The picture is small
// already, so it costs little.
func (e *Engine) toneFilters(ctx context.Context, pixels pixelFacts) string {
	p := plan{hdr: true, pixels: pixels}
	if !p.toned() {
		return ""
	}
	if t, err := e.Tools(ctx); err != nil || !t.Zscale {
		return ""
	}
	primaries, matrix := pixels.primaries, pixels.space
	if primaries == "" {
		primaries = "bt2020"
	}
	if matrix == "" || matrix == "bt709" && pixels.primaries != "bt709" {
		matrix = "bt2020nc"
	}
	return fmt.Sprintf(",setparams=color_primaries=%s:color_trc=%s:colorspace=%s", primaries, pixels.transfer, matrix) +
		",zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
}
