package media

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
)

// maxSample is how large a keyframe is read.
const maxSample = 16 << 20

// plain is what this process finds out about an MP4 or QuickTime file by itself.
type plain struct {
	probed probed // what ffprobe would say
	whole  bool   // and that it says all: ffprobe need not be asked
	// shows says that the first picture is of a form that decodes.
	shows bool
	odd   string // why not all, for the log
}

// readPlain does ffprobe's work for plain clips: H.264 of 8 bits in whole frames at an
// even rate, AAC-LC or no sound, in one file with a complete index. There it spares a
// process that takes longer to start than to look. Anything else is left to ffprobe.
func readPlain(abs string) plain {
	f, fi, problem := openRegular(abs)
	if problem != "" {
		return plain{odd: "cannot be opened"}
	}
	defer func() { _ = f.Close() }()
	return plainOf(f, fi.Size())
}

// plainOf is readPlain of what f holds.
func plainOf(f io.ReaderAt, size int64) plain {
	m, ok := readMovie(f, size)
	if !ok {
		return plain{odd: "no plain picture"}
	}
	out := plain{shows: m.firstShows(f), odd: m.odd}
	if !out.shows {
		out.odd = "the first picture"
	}
	if out.odd != "" {
		return out
	}
	out.probed, out.odd = m.probe()
	out.whole = out.odd == ""
	return out
}

// firstShows reads the first picture and looks at its form.
func (m *movie) firstShows(f io.ReaderAt) bool {
	var at, length int64
	m.video.eachSample(func(_, _ int, a, n int64) bool { at, length = a, n; return false })
	if length > maxSample {
		return false
	}
	sample := make([]byte, length)
	if _, err := f.ReadAt(sample, at); err != nil {
		return false
	}
	return m.video.avc.shows(sample)
}

// probe puts what the index says into ffprobe's words.
func (m *movie) probe() (p probed, odd string) {
	v, ok := m.video.picture()
	if !ok {
		return probed{}, "colours"
	}
	starts, ok := m.video.schedule(&v, m.rate)
	if !ok {
		return probed{}, "times of the picture"
	}
	first := starts
	p.Streams = []probedStream{v}
	if t := m.audio; t != nil {
		a := probedStream{Type: "audio", Codec: "aac", Profile: "LC", SampleRate: strconv.Itoa(t.sampleRate), Channels: t.channels, Tags: t.tags}
		begins, ok := t.listen(&a, m.rate)
		if !ok {
			return probed{}, "times of the sound"
		}
		first = math.Min(first, begins)
		p.Streams = append(p.Streams, a)
	}
	p.Format.Name, p.Format.Tags, p.Format.Start = "mov,mp4,m4a,3gp,3g2,mj2", m.tags, sixDecimals(first)
	p.showPicture()
	return p, ""
}

func sixDecimals(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

// picture are the stream's facts that do not depend on time.
func (t *movieTrack) picture() (s probedStream, ok bool) {
	s = probedStream{
		Type: "video", Codec: "h264", Profile: t.avc.profile, Width: t.avc.width, Height: t.avc.height,
		PixelFormat: "yuv420p", BitsPerSample: "8", SampleAspect: "1:1", FieldOrder: "progressive", Tags: t.tags,
	}
	if turn := t.turn(); turn != 0 {
		s.turned(turn)
	}
	colors, colored := t.avc.colors, t.avc.colored
	signal, full := t.avc.signal, t.avc.fullRange
	if t.colors != nil {
		c, boxFull, hasRange, ok := readColors(t.colors)
		if !ok || colored && colors != c || signal && hasRange && full != boxFull {
			return s, false
		}
		colors, colored = c, true
		if !signal && hasRange {
			signal, full = true, boxFull
		}
	}
	if full {
		return s, false // ffprobe has another name for the pixels then
	}
	if signal {
		s.ColorRange = "tv"
	}
	if !colored {
		return s, true
	}
	var ok1, ok2, ok3 bool
	s.ColorPrimary, ok1 = colorPrimaries[colors[0]]
	s.ColorTransfer, ok2 = colorTransfers[colors[1]]
	s.ColorSpace, ok3 = colorSpaces[colors[2]]
	return s, ok1 && ok2 && ok3
}

// The usual numbers of ISO/IEC 23091-2 in ffprobe's words.
var (
	colorPrimaries = map[byte]string{1: "bt709", 2: "unknown", 5: "bt470bg", 6: "smpte170m"}
	colorTransfers = map[byte]string{1: "bt709", 2: "unknown", 6: "smpte170m"}
	colorSpaces    = map[byte]string{1: "bt709", 2: "unknown", 5: "bt470bg", 6: "smpte170m"}
)

// readColors reads a colr box.
func readColors(data []byte) (c [3]byte, full, hasRange, ok bool) {
	if len(data) < 10 {
		return c, false, false, false
	}
	for i := range c {
		v := binary.BigEndian.Uint16(data[4+2*i:])
		if v > 255 {
			return c, false, false, false
		}
		c[i] = byte(v)
	}
	switch string(data[:4]) {
	case "nclx":
		return c, len(data) > 10 && data[10]&0x80 != 0, true, len(data) == 11
	case "nclc":
		return c, false, false, len(data) == 10
	}
	return c, false, false, false
}

// schedule fills in when the picture shows, and returns when it starts, in seconds.
func (t *movieTrack) schedule(s *probedStream, movieRate uint32) (start float64, ok bool) {
	count, sum, _ := countRuns(t.stts)
	runs := (len(t.stts) - 8) / 8
	step := int64(binary.BigEndian.Uint32(t.stts[12:]))
	// ffmpeg takes the step of the first run where nothing but the last picture differs.
	if step == 0 || sum == 0 || runs > 2 || runs == 2 && binary.BigEndian.Uint32(t.stts[16:]) != 1 {
		return 0, false
	}
	s.BaseRate = reduced(int64(t.rate), step)
	s.AverageRate = reduced(int64(t.rate)*count, sum)
	if s.BaseRate == "" || s.AverageRate == "" {
		return 0, false
	}
	start, total, ok := t.span(movieRate)
	s.Start, s.Duration = sixDecimals(start), sixDecimals(float64(total)/float64(t.rate))
	return start, ok && total > 0
}

// span is when the picture starts, in seconds, and how long it lasts, in the track's
// units. ok is false where pictures are hidden or the order is not a usual one.
func (t *movieTrack) span(movieRate uint32) (start float64, total int64, ok bool) {
	_, sum, _ := countRuns(t.stts)
	first := int64(0)
	if t.hasShifts {
		for rest := t.ctts[8:]; len(rest) > 0; rest = rest[8:] {
			if int32(binary.BigEndian.Uint32(rest[4:])) < 0 { //nolint:gosec // the field is signed in practice
				return 0, 0, false
			}
		}
		first = int64(binary.BigEndian.Uint32(t.ctts[12:]))
	}
	late, cut, length, ok := t.oneEdit(movieRate)
	if !ok || length > 0 && cut != first {
		return 0, 0, false
	}
	total = min(int64(min(t.duration, 1<<53)), sum)
	if length == 0 {
		return float64(first) / float64(t.rate), total, true
	}
	return float64(late) / float64(t.rate), min(total, late+length), true
}

// listen is schedule for the sound.
func (t *movieTrack) listen(s *probedStream, movieRate uint32) (start float64, ok bool) {
	const frame = 1024 // samples of AAC
	_, sum, ok := countRuns(t.stts)
	runs := (len(t.stts) - 8) / 8
	if !ok || t.hasShifts || int(t.rate) != t.sampleRate || binary.BigEndian.Uint32(t.stts[12:]) != frame && t.samples > 1 ||
		runs > 2 || runs == 2 && (binary.BigEndian.Uint32(t.stts[16:]) != 1 || binary.BigEndian.Uint32(t.stts[20:]) > frame) {
		return 0, false
	}
	late, cut, length, ok := t.oneEdit(movieRate)
	if !ok || cut > 4*frame { // more than an encoder's delay
		return 0, false
	}
	total := min(int64(min(t.duration, 1<<53)), sum)
	if length > 0 {
		total = min(total, late+length)
	}
	start = float64(late) / float64(t.rate)
	s.Start, s.Duration = sixDecimals(start), sixDecimals(float64(total)/float64(t.rate))
	return start, total > 0
}

// oneEdit reads an edit list that does no more than start late and skip the first
// moments. All are in the track's units; a length of 0 is no list.
func (t *movieTrack) oneEdit(movieRate uint32) (late, cut, length int64, ok bool) {
	if !t.hasEdits {
		return 0, 0, 0, true
	}
	if len(t.edits) < 8 || movieRate == 0 {
		return 0, 0, 0, false
	}
	step := 12
	if t.edits[0] == 1 {
		step = 20
	}
	n := binary.BigEndian.Uint32(t.edits[4:])
	if n < 1 || n > 2 || len(t.edits) != 8+step*int(n) {
		return 0, 0, 0, false
	}
	edits := readEdits(t.edits)
	for i := range edits {
		if rate := binary.BigEndian.Uint32(t.edits[8+step*(i+1)-4:]); rate != 1<<16 || edits[i].length == 0 || edits[i].length > 1<<40 {
			return 0, 0, 0, false
		}
	}
	if len(edits) == 2 {
		if edits[0].media != -1 {
			return 0, 0, 0, false
		}
		late, edits = rescaled(edits[0].length, t.rate, movieRate), edits[1:]
	}
	cut, length = edits[0].media, rescaled(edits[0].length, t.rate, movieRate)
	return late, cut, length, cut >= 0 && length > 0
}

// rescaled turns units of the movie into units of the track, as ffmpeg rounds.
func rescaled(n uint64, to, from uint32) int64 {
	return int64(math.Floor(float64(n)*float64(to)/float64(from) + 0.5))
}

// reduced writes a rate as ffprobe does, or "" where the numbers are too large for it.
func reduced(num, den int64) string {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	if a == 0 || num/a > math.MaxInt32 || den/a > math.MaxInt32 {
		return ""
	}
	return fmt.Sprintf("%d/%d", num/a, den/a)
}
