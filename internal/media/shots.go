package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"cuedrop/internal/fault"
)

const (
	// surveyTimeout is for one pass that decodes a whole clip.
	surveyTimeout = 90 * time.Second
	// shortClip decodes whole in about the time that ten seeks take (media.md 3.5).
	shortClip = 15 * time.Second
	// fewKeyframes is how many make a survey of keyframes alone worth it (media.md 3.5).
	fewKeyframes = 5
	// seekCost is what starting ffmpeg costs, in length of clip decoded (media.md 4).
	seekCost = time.Second
	// dearestDecode is how much clip is decoded for one survey; longer clips that have
	// hardly a keyframe are shown by those few.
	dearestDecode = 2 * time.Minute
	// seeksAtOnce is what pays on two cores (media.md 3.5).
	seeksAtOnce = 2
)

// shot is one small picture of a clip. at is the time of the very frame when exact, and
// else a time at which it shows.
type shot struct {
	at    time.Duration
	exact bool
	rgb   picture
}

// shots takes n pictures spread evenly over the clip, in order, by the fastest way that
// works: keyframes in one pass, else all frames in one pass, else seeks. What a way
// wrote counts, never its exit code: many clips give nothing by one of them, with no
// error (media.md 3.5). It returns at least one shot; where fewer frames decode, some
// stand twice.
func (e *Engine) shots(ctx context.Context, b binaries, s survey, n int) ([]shot, error) {
	if near := s.keysNear(n); near != nil {
		distinct := slices.Compact(slices.Clone(near))
		if s.plain {
			got, err := e.keyPictures(ctx, b, s, placesOf(distinct, s.timeline.keys))
			if err != nil {
				return nil, err
			}
			if len(got) == len(distinct) {
				return byTime(near, distinct, got), nil
			}
		}
		got, err := e.pass(ctx, b, keyframeArgs(s, distinct), len(distinct))
		if err != nil {
			return nil, err
		}
		if len(got) == len(distinct) {
			return byTime(near, distinct, got), nil
		}
	}
	whole := s.decodesWhole(n)
	var best []shot
	for _, way := range []bool{whole, !whole} {
		var got []shot
		var err error
		if way {
			got, err = e.wholePass(ctx, b, s, n)
		} else {
			got, err = e.seeks(ctx, b, s, n)
		}
		if err != nil {
			return nil, err
		}
		if len(got) > len(best) {
			best = got
		}
		if len(best) >= n-n/5 || len(best) > 0 && !way { // a tile or two at the end may have no frame
			break
		}
	}
	if len(best) == 0 { // odd time stamps: the first frame, without asking for a time
		got, err := e.pass(ctx, b, shotArgs(s, nil, 0), 1)
		if err != nil {
			return nil, err
		}
		if len(got) == 0 {
			return nil, noPicture()
		}
		best = []shot{{rgb: got[0]}}
	}
	return spread(best, s, n), nil
}

// placesOf returns where each of some times is among all, both ascending.
func placesOf(some, all []time.Duration) []int {
	places := make([]int, len(some))
	for i, at := range some {
		places[i], _ = slices.BinarySearch(all, at)
	}
	return places
}

// byTime puts the pictures of distinct times back where they are wanted.
func byTime(wanted, distinct []time.Duration, got []picture) []shot {
	out := make([]shot, len(wanted))
	for i, at := range wanted {
		j, _ := slices.BinarySearch(distinct, at)
		out[i] = shot{at: at, exact: true, rgb: got[j]}
	}
	return out
}

// spread makes n shots of those there are: each place gets the nearest.
func spread(got []shot, s survey, n int) []shot {
	if len(got) == n {
		return got
	}
	out := make([]shot, n)
	for i := range out {
		t := s.target(i, n)
		out[i] = slices.MinFunc(got, func(a, b shot) int { return int((a.at - t).Abs() - (b.at - t).Abs()) })
	}
	return out
}

// wholePass decodes everything once. It leaves out what only costs time: frames that no
// other needs, and smoothing that a small picture does not show.
func (e *Engine) wholePass(ctx context.Context, b binaries, s survey, n int) ([]shot, error) {
	got, err := e.pass(ctx, b, wholeArgs(s, n), n)
	out := make([]shot, len(got))
	for i := range got {
		out[i] = shot{at: s.target(i, n), rgb: got[i]}
	}
	return out, err
}

// seeks takes one picture at a time. Those that fail are left out.
func (e *Engine) seeks(ctx context.Context, b binaries, s survey, n int) ([]shot, error) {
	all := make([]*shot, n)
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(seeksAtOnce)
	for i := range n {
		group.Go(func() error {
			at := s.target(i, n)
			got, err := e.pass(inner, b, shotArgs(s, []string{"-ss", decimals(at.Seconds(), 3)}, 0), 1)
			if len(got) > 0 {
				all[i] = &shot{at: at, rgb: got[0]}
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, inCaller(ctx, err)
	}
	var out []shot
	for _, one := range all {
		if one != nil {
			out = append(out, *one)
		}
	}
	return out, nil
}

// pass runs ffmpeg and returns the pictures that it wrote, n at most. Failing is no
// error: then there are fewer.
func (e *Engine) pass(ctx context.Context, b binaries, args []string, n int) ([]picture, error) {
	return e.passWith(ctx, b, args, nil, n)
}

func (e *Engine) passWith(ctx context.Context, b binaries, args []string, stdin io.Reader, n int) ([]picture, error) {
	out := &pictures{max: n}
	tail, err := e.short(ctx, surveyTimeout, command{path: b.ffmpeg, args: args, stdin: stdin, stdout: out})
	var f *fault.Error
	if errors.As(err, &f) {
		return nil, err
	}
	if len(out.all) < n {
		e.log.Debug("take pictures", "wanted", n, "got", len(out.all), "err", err, "stderr", redact(tail, args...))
	}
	return out.all, nil
}

// pictureScale makes the picture width across with square pixels; what is absurdly tall
// is squeezed.
func pictureScale(width int) string {
	width = min(max(width, minThumbnail), maxSide)
	return fmt.Sprintf("scale=w=%d:h='min(%d,max(2,trunc(%d/dar/2)*2))'", width, 8*width, width)
}

// shotArgs write pictures to standard output, as PPM: it says how large they are and
// needs no codec on our side. input are options before -i, n is 0 for one picture.
func shotArgs(s survey, input []string, n int, before ...string) []string {
	args := append([]string{"-hide_banner", "-nostdin", "-loglevel", "error"}, guards...)
	args = append(args, input...)
	filters := strings.Join(append(before, s.filters), ",")
	return append(args, append([]string{"-i", inputURL(s.abs)}, pictureArgs(filters, n)...)...)
}

func pictureArgs(filters string, n int) []string {
	return []string{"-map", "0:V:0", "-an", "-frames:v", fmt.Sprint(max(n, 1)),
		"-vf", filters, "-map_metadata", "-1", "-c:v", "ppm", "-f", "image2pipe", "pipe:1"}
}

// keyframeArgs take the keyframes that show at the given times. The pictures are
// numbered anew, or ffmpeg would fill the time between them.
func keyframeArgs(s survey, at []time.Duration) []string {
	const room = 600 * time.Microsecond // containers round to the millisecond
	var when []string
	for _, t := range at {
		when = append(when, fmt.Sprintf("between(t,%s,%s)", decimals((t-room).Seconds(), 6), decimals((t+room).Seconds(), 6)))
	}
	return shotArgs(s, []string{"-skip_frame", "nokey"}, len(at), "select='"+strings.Join(when, "+")+"'", "settb=1/25", "setpts=N", "fps=25")
}

func wholeArgs(s survey, n int) []string {
	return shotArgs(s, []string{"-skip_frame", "noref", "-skip_loop_filter", "all"}, n,
		fmt.Sprintf("fps=fps=%d/%s:start_time=0", n, decimals(s.duration.Seconds(), 6)))
}

func noPicture() error {
	return refuse("no_picture", "No picture of this clip can be decoded.", "", "Export it again as MP4 with H.264, or choose another clip.").fault()
}
