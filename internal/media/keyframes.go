package media

import (
	"bytes"
	"context"
	"errors"
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

// Keyframes returns when the frames that decode without others show, ascending, from
// the beginning of the clip: where a cut needs no new encoding. Of more than 2,000 it
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
	return thin(tl.keys, maxKeyframes), known, err
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
// else from the packets, which are then keyframes only.
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
	keys := packetTimes{keysOnly: true}
	_, err = e.short(ctx, packetsTimeout, command{path: b.ffprobe, args: packetsArgs(abs, ""), stdout: &keys})
	var exit *exitError
	switch {
	case errors.Is(err, errTimeout), errors.As(err, &exit), errors.Is(err, errTooMuch):
		return timeline{}, false, nil
	case err != nil:
		return timeline{}, false, err
	}
	if len(keys.at) == 0 && !keys.unknown {
		return timeline{}, false, noPicture() // ffprobe read it all and met no picture
	}
	tl.keys, known = keys.sorted()
	return tl, known, nil
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
		packets := packetTimes{}
		from := max(0, at-time.Second)
		window := decimals(from.Seconds(), 3) + "%+2"
		_, err = e.short(ctx, probeTimeout, command{path: b.ffprobe, args: packetsArgs(abs, window), stdout: &packets})
		var f *fault.Error
		if errors.As(err, &f) {
			return 0, err
		}
		frames, _ = packets.sorted()
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

// packetsArgs list the picture's packets, one a line: times, then flags with K for a
// keyframe; and last the beginning of the clip. window is an ffprobe interval.
func packetsArgs(abs, window string) []string {
	args := append([]string{"-hide_banner", "-v", "error"}, guards...)
	if window != "" {
		args = append(args, "-read_intervals", window)
	}
	return append(args, "-select_streams", "V:0", "-show_entries", "packet=pts_time,dts_time,flags:format=start_time",
		"-of", "csv=p=1", "-i", inputURL(abs))
}

// packetTimes reads what packetsArgs print. Memory is bounded.
type packetTimes struct {
	keysOnly bool
	at       []time.Duration
	begin    time.Duration
	unknown  bool // a packet has no time
	line     []byte
}

const maxPacketLine = 256

func (p *packetTimes) Write(data []byte) (int, error) {
	n := len(data)
	for {
		line, rest, found := bytes.Cut(data, []byte("\n"))
		if len(p.line)+len(line) <= maxPacketLine {
			p.line = append(p.line, line...)
		}
		if !found {
			return n, nil
		}
		p.take(string(bytes.TrimSpace(p.line)))
		if len(p.at) > maxTimedFrames {
			return 0, errTooMuch
		}
		p.line, data = p.line[:0], rest
	}
}

func (p *packetTimes) take(line string) {
	words := bytes.Split([]byte(line), []byte(","))
	switch {
	case len(words) >= 2 && string(words[0]) == "format":
		p.begin, _ = signedSeconds(string(words[1]))
	case len(words) >= 4 && string(words[0]) == "packet":
		if p.keysOnly && !bytes.ContainsRune(words[3], 'K') {
			return
		}
		at, ok := signedSeconds(string(words[1]))
		if !ok {
			at, ok = signedSeconds(string(words[2]))
		}
		if !ok {
			p.unknown = true
			return
		}
		p.at = append(p.at, at)
	}
}

// sorted returns the times from the beginning of the clip. ok is false when the
// packets did not tell them all, or there were none.
func (p *packetTimes) sorted() (at []time.Duration, ok bool) {
	for _, t := range p.at {
		at = append(at, max(0, t-p.begin))
	}
	slices.Sort(at)
	return slices.Compact(at), !p.unknown && len(at) > 0
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
