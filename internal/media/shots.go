package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
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

// picture is a small picture: rows of red, green and blue.
type picture struct {
	width, height int
	pixels        []byte
}

// pictures reads PPM pictures one after the other, max at most.
type pictures struct {
	max int
	all []picture
	buf []byte
}

func (p *pictures) Write(data []byte) (int, error) {
	n := len(data)
	if len(p.buf)+n > maxPicture {
		return 0, errTooMuch
	}
	p.buf = append(p.buf, data...)
	for len(p.all) < p.max {
		one, rest, ok := cutPPM(p.buf)
		if !ok {
			return n, nil
		}
		p.all, p.buf = append(p.all, one), rest
	}
	p.buf = nil
	return n, nil
}

// cutPPM takes the first whole picture off data.
func cutPPM(data []byte) (one picture, rest []byte, ok bool) {
	const head = "P6\n%d %d\n255\n"
	lines := bytes.SplitAfterN(data, []byte("\n"), 4)
	if len(lines) < 4 {
		return picture{}, data, false
	}
	header := len(lines[0]) + len(lines[1]) + len(lines[2])
	if _, err := fmt.Sscanf(string(data[:min(header, 64)]), head, &one.width, &one.height); err != nil ||
		one.width <= 0 || one.height <= 0 || one.width > math.MaxUint16 || one.height > math.MaxUint16 {
		return picture{}, data, false
	}
	size := 3 * one.width * one.height
	if len(lines[3]) < size {
		return picture{}, data, false
	}
	one.pixels = lines[3][:size:size]
	return one, lines[3][size:], true
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

func noPicture() error {
	return refuse("no_picture", "No picture of this clip can be decoded.", "", "Export it again as MP4 with H.264, or choose another clip.").fault()
}
