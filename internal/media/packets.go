package media

import (
	"bytes"
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// packet is one picture of the stream, in the order of the file.
type packet struct {
	shown, decoded time.Duration // in the clip's own time
	undated        bool          // decoded is not known: Matroska's first ones
	key            bool
}

// packetsArgs list the picture's packets without decoding them, one a line: times, then
// flags with K for a keyframe; and last the beginning of the clip. window is an ffprobe
// interval, "" is all.
func packetsArgs(abs, window string) []string {
	args := append([]string{"-hide_banner", "-v", "error"}, guards...)
	if window != "" {
		args = append(args, "-read_intervals", window)
	}
	return append(args, "-select_streams", "V:0", "-show_entries", "packet=pts_time,dts_time,flags:format=start_time",
		"-of", "csv=p=1", "-i", inputURL(abs))
}

// packetList reads what packetsArgs print: max packets at most, or it refuses. Times are
// the file's own until all is read; begin is what its clock shows at the first moment.
type packetList struct {
	max     int
	all     []packet
	begin   time.Duration
	unknown bool // it is not told when a packet shows
	guessed bool // only when it is decoded
	line    []byte
}

const maxPacketLine = 256

// packetWindow is what of a clip's packets is listed: an ffprobe interval, "" for all; and
// how long that may take, and how many there may be.
type packetWindow struct {
	of    string
	limit time.Duration
	most  int
}

// listPackets lists packets without decoding them. all is false where ffprobe gave up, took
// too long or met too many: then there is what it told until then.
func (e *Engine) listPackets(ctx context.Context, b binaries, abs string, w packetWindow) (list packetList, all bool, err error) {
	list.max = w.most
	tail, err := e.short(ctx, w.limit, command{path: b.ffprobe, args: packetsArgs(abs, w.of), stdout: &list})
	var exit *exitError
	if errors.As(err, &exit) || errors.Is(err, errTimeout) || errors.Is(err, errTooMuch) {
		e.log.Debug("list packets", "file", filepath.Base(abs), "err", err, "stderr", redact(tail, abs))
		return list, false, nil
	}
	return list, err == nil, err
}

func (p *packetList) Write(data []byte) (int, error) {
	n := len(data)
	for {
		line, rest, found := bytes.Cut(data, []byte("\n"))
		if len(p.line)+len(line) <= maxPacketLine {
			p.line = append(p.line, line...)
		}
		if !found {
			return n, nil
		}
		p.take(bytes.TrimSpace(p.line))
		if len(p.all) > p.max {
			return 0, errTooMuch
		}
		p.line, data = p.line[:0], rest
	}
}

// take reads one line. Lines of side data are none of either kind.
func (p *packetList) take(line []byte) {
	words := bytes.Split(line, []byte(","))
	switch {
	case len(words) >= 2 && string(words[0]) == "format":
		p.begin, _ = signedSeconds(string(words[1]))
	case len(words) >= 4 && string(words[0]) == "packet":
		shown, ok1 := signedSeconds(string(words[1]))
		decoded, ok2 := signedSeconds(string(words[2]))
		switch {
		case !ok1 && !ok2:
			p.unknown = true
			return
		case !ok1:
			shown, p.guessed = decoded, true
		}
		p.all = append(p.all, packet{shown: shown, decoded: decoded, undated: !ok2, key: bytes.ContainsRune(words[3], 'K')})
	}
}

// from returns the packets in the time of a clip whose clock shows offset at its first
// moment, or none where it is not known when they show.
func (p *packetList) from(offset time.Duration) []packet {
	if p.unknown || p.guessed {
		return nil
	}
	out := slices.Clone(p.all)
	for i := range out {
		out[i].shown -= offset
		out[i].decoded -= offset
	}
	return out
}

// timeline puts the packets in the order in which they show.
func (p *packetList) timeline() (tl timeline) {
	packets := slices.Clone(p.all)
	for i := range packets {
		packets[i].shown -= p.begin
	}
	return timelineFrom(packets)
}

// timelineFrom sorts the times of packets, which are in the order of the file. What lies
// before the beginning shows there.
func timelineFrom(packets []packet) (tl timeline) {
	for _, p := range packets {
		tl.frames = append(tl.frames, max(0, p.shown))
		if p.key {
			tl.keys = append(tl.keys, max(0, p.shown))
		}
	}
	for _, i := range closedKeys(packets) {
		tl.starts = append(tl.starts, max(0, packets[i].shown))
	}
	for _, times := range []*[]time.Duration{&tl.frames, &tl.keys, &tl.starts} {
		slices.Sort(*times)
		*times = slices.Compact(*times)
	}
	return tl
}

// closedKeys are the places of the keyframes that nothing after them leans over: all that
// is stored later shows later, and all before has been shown. A copied cut may begin
// there.
func closedKeys(packets []packet) (places []int) {
	o := newOrder(packets)
	for i, p := range packets {
		if p.key && o.closed(i) && p.shown == o.soonest[i] {
			places = append(places, i)
		}
	}
	return places
}

// order is how packets lie to each other: latest[i] is shown last of all before i,
// soonest[i] first of all from i on.
type order struct{ latest, soonest []time.Duration }

func newOrder(packets []packet) order {
	o := order{make([]time.Duration, len(packets)+1), make([]time.Duration, len(packets)+1)}
	o.latest[0], o.soonest[len(packets)] = math.MinInt64, math.MaxInt64
	for i, p := range packets {
		o.latest[i+1] = max(o.latest[i], p.shown)
	}
	for i, p := range slices.Backward(packets) {
		o.soonest[i] = min(o.soonest[i+1], p.shown)
	}
	return o
}

// closed reports whether all before i is shown before all from i on.
func (o order) closed(i int) bool { return o.latest[i] < o.soonest[i] }

// signedSeconds reads a time of a stream to the microsecond; it may be negative.
func signedSeconds(s string) (time.Duration, bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e9 {
		return 0, false
	}
	return time.Duration(math.Round(v*1e6)) * time.Microsecond, true
}
