package media

import (
	"encoding/binary"
	"os"
	"time"
)

// maxTimedFrames is how many frames of a file are worked out in memory: ten minutes at
// 60 a second, ten times over.
const maxTimedFrames = 360_000

// timeline is when each frame of an MP4's picture shows, as the file itself says.
// Times count from where the clip begins, like ffmpeg's -ss.
type timeline struct {
	frames []time.Duration // ascending
	keys   []time.Duration // those that decode alone, ascending
	starts []time.Duration // those of keys at which a copied cut may begin, ascending
}

// readTimeline reads the timeline of the MP4 at path. ok is false where the boxes do
// not tell it all: fragments, several cuts, tables that contradict each other.
func readTimeline(path string) (tl timeline, ok bool) {
	f, fi, problem := openRegular(path)
	if problem != "" {
		return timeline{}, false
	}
	defer func() { _ = f.Close() }()
	return timelineOf(f, fi)
}

func timelineOf(f *os.File, fi os.FileInfo) (tl timeline, ok bool) {
	w := &boxWalk{out: &boxes{}, size: uint64(max(fi.Size(), 0)), timed: true}
	if err := w.walk(f); err != nil || w.out.Fragmented {
		return timeline{}, false
	}
	var picture *trackTimes
	begin, known := time.Duration(0), false
	for i := range w.times {
		t := &w.times[i]
		if t.handler != "vide" && t.handler != "soun" {
			continue
		}
		start, ok := t.start()
		if !ok {
			return timeline{}, false
		}
		if !known || start < begin {
			begin, known = start, true
		}
		if t.handler == "vide" && picture == nil {
			picture = t
		}
	}
	if picture == nil {
		return timeline{}, false
	}
	return picture.timeline(begin)
}

// trackTimes are the tables of one track that say when its samples show.
type trackTimes struct {
	handler     string
	rate        uint32 // units a second
	movieRate   uint32
	stts, ctts  []byte
	stss, edits []byte
	hasSync     bool // there is a table of sync samples; without one each is
}

// shift reads the edit list: what to add to a sample's own time. ok is false for more
// than a late start and one cut.
func (t *trackTimes) shift() (d time.Duration, ok bool) {
	if t.rate == 0 {
		return 0, false
	}
	cuts := 0
	for _, e := range readEdits(t.edits) {
		switch {
		case e.media >= 0 && cuts == 0:
			d -= units(e.media, t.rate)
			cuts++
		case e.media < 0 && cuts == 0 && t.movieRate > 0:
			d += units(int64(min(e.length, 1<<40)), t.movieRate)
		default:
			return 0, false
		}
	}
	return d, true
}

// start is when the track's first shown sample begins: where its first edit says,
// whatever lies before it.
func (t *trackTimes) start() (at time.Duration, ok bool) {
	if t.rate == 0 {
		return 0, false
	}
	for _, e := range readEdits(t.edits) {
		if e.media >= 0 {
			return at, true
		}
		if t.movieRate > 0 {
			at += units(int64(min(e.length, 1<<40)), t.movieRate)
		}
	}
	if len(t.ctts) >= 16 {
		at += units(int64(int32(binary.BigEndian.Uint32(t.ctts[12:]))), t.rate) //nolint:gosec // the field is signed in practice
	}
	return at, true
}

// timeline works out the times of all samples and of those that decode alone.
func (t *trackTimes) timeline(begin time.Duration) (tl timeline, ok bool) {
	shift, ok := t.shift()
	if !ok || len(t.stts) < 8 {
		return timeline{}, false
	}
	offsets := countedRuns{table: tableOf(t.ctts)}
	syncs := tableOf(t.stss)
	var packets []packet
	var at, sample int64
	for deltas := tableOf(t.stts); len(deltas) >= 8; deltas = deltas[8:] {
		n, step := int64(binary.BigEndian.Uint32(deltas)), int64(binary.BigEndian.Uint32(deltas[4:]))
		if sample+n > maxTimedFrames {
			return timeline{}, false
		}
		for range n {
			sample++
			show := units(at+offsets.next(), t.rate) + shift - begin
			at += step
			for len(syncs) >= 4 && int64(binary.BigEndian.Uint32(syncs)) < sample {
				syncs = syncs[4:]
			}
			key := !t.hasSync || len(syncs) >= 4 && int64(binary.BigEndian.Uint32(syncs)) == sample
			packets = append(packets, packet{shown: show, key: key})
		}
	}
	tl = timelineFrom(packets)
	return tl, len(tl.keys) > 0
}

// tableOf returns the entries behind a full box's version, flags and count.
func tableOf(data []byte) []byte {
	if len(data) < 8 {
		return nil
	}
	return data[8:]
}

// countedRuns reads a table of (count, value) pairs one value at a time. Past its end the
// values are 0.
type countedRuns struct {
	table []byte
	left  uint32
	value int64
}

func (r *countedRuns) next() int64 {
	for r.left == 0 {
		if len(r.table) < 8 {
			return 0
		}
		r.left, r.value = binary.BigEndian.Uint32(r.table), int64(int32(binary.BigEndian.Uint32(r.table[4:]))) //nolint:gosec // the field is signed in practice
		r.table = r.table[8:]
	}
	r.left--
	return r.value
}

type edit struct {
	length uint64 // in the movie's units
	media  int64  // in the track's units; negative = nothing shows
}

// readEdits reads an elst box.
func readEdits(data []byte) []edit {
	if len(data) < 8 {
		return nil
	}
	step := 12
	if data[0] == 1 {
		step = 20
	}
	var out []edit
	for rest := data[8:]; len(rest) >= step && len(out) < 16; rest = rest[step:] {
		e := edit{uint64(binary.BigEndian.Uint32(rest)), int64(int32(binary.BigEndian.Uint32(rest[4:])))} //nolint:gosec // the field is signed
		if step == 20 {
			e = edit{binary.BigEndian.Uint64(rest), int64(binary.BigEndian.Uint64(rest[8:]))} //nolint:gosec // the field is signed
		}
		out = append(out, e)
	}
	return out
}

// units makes a duration of n units at rate a second, to the microsecond, as ffmpeg
// counts. Nonsense is clamped to the range of a year.
func units(n int64, rate uint32) time.Duration {
	s := float64(n) / float64(rate)
	const year = 366 * 24 * 3600
	s = min(max(s, -year), year)
	if s < 0 {
		return -time.Duration(-s*1e6+0.5) * time.Microsecond
	}
	return time.Duration(s*1e6+0.5) * time.Microsecond
}
