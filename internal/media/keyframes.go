package media

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"cuedrop/internal/fault"
)

const (
	// maxKeyframes is how many times Keyframes returns. A clip may consist of nothing
	// but keyframes.
	maxKeyframes   = 2000
	packetsTimeout = 10 * time.Second
)

// Keyframes returns when the frames show at which a copied cut may begin, ascending, from
// the beginning of the clip: those that decode alone and that nothing shown later leans
// over, as copiedCut has it. Of more than 2,000 it
// returns 2,000 spread evenly. known is false where the file does not tell, or not
// within ten seconds. It returns Invalid for a file that is no video, Unsupported
// without a usable ffmpeg, and Canceled when ctx ends.
func (e *Engine) Keyframes(ctx context.Context, in string) (at []time.Duration, known bool, err error) {
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return nil, false, err
	}
	defer release()
	abs, _, err := e.openPicture(in)
	if err != nil {
		return nil, false, err
	}
	tl, known, err := e.timelineOf(ctx, abs)
	return thin(tl.starts, maxKeyframes), known, err
}

// openPicture refuses what is no video before any program meets it.
func (e *Engine) openPicture(in string) (abs string, f facts, err error) {
	abs, err = filepath.Abs(in)
	if err != nil {
		return "", facts{}, fault.Wrap(err, fault.Internal, "", "")
	}
	f = look(abs)
	for _, i := range earlyRefusals(f) {
		return "", facts{}, i.fault()
	}
	return abs, f, nil
}

// fault words a refusal for a caller that asked for more than a check.
func (i issue) fault() error {
	return fault.New(fault.Invalid, "media."+i.Code, i.Message+" "+i.Fix)
}

// timelineOf reads the timeline in this process where the file has one (0.5 ms), and
// else from the packets.
func (e *Engine) timelineOf(ctx context.Context, abs string) (tl timeline, known bool, err error) {
	if ctx.Err() != nil {
		return timeline{}, false, canceled(ctx)
	}
	if tl, ok := readTimeline(abs); ok {
		return tl, true, nil
	}
	b, err := e.binaries(ctx)
	if err != nil {
		return timeline{}, false, err
	}
	list, all, err := e.listPackets(ctx, b, abs, packetWindow{limit: packetsTimeout, most: maxTimedFrames})
	if err != nil || !all {
		return timeline{}, false, err
	}
	if len(list.all) == 0 && !list.unknown {
		return timeline{}, false, noPicture() // ffprobe read it all and met no picture
	}
	tl = list.timeline()
	return tl, !list.unknown && len(tl.keys) > 0, nil
}

// frameBefore returns the time of the frame that shows at the time at, as near as the
// file tells.
func (e *Engine) frameBefore(ctx context.Context, abs string, tl timeline, at time.Duration) (time.Duration, error) {
	frames := tl.frames
	if frames == nil {
		b, err := e.binaries(ctx)
		if err != nil {
			return 0, err
		}
		from := max(0, at-time.Second)
		list, _, err := e.listPackets(ctx, b, abs, packetWindow{decimals(from.Seconds(), 3) + "%+2", probeTimeout, maxTimedFrames})
		if err != nil {
			return 0, err
		}
		frames = list.timeline().frames
	}
	i, exact := slices.BinarySearch(frames, at)
	switch {
	case exact:
		return at, nil
	case i > 0:
		return frames[i-1], nil
	case len(frames) > 0:
		return frames[0], nil
	}
	return at, nil
}

// thin leaves n of the times, evenly, with the first among them.
func thin(at []time.Duration, n int) []time.Duration {
	if len(at) <= n {
		return at
	}
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = at[i*len(at)/n]
	}
	return out
}
