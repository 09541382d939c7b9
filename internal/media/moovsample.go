package media

import "encoding/binary"

// consistent reports whether the sample tables agree with each other, and whether every
// sample lies within the file.
func (t *movieTrack) consistent(size int64) bool {
	if t.stts == nil || t.stsc == nil || t.stsz == nil || t.stco == nil {
		return false
	}
	n := binary.BigEndian.Uint32(t.stsz[8:])
	uniform := binary.BigEndian.Uint32(t.stsz[4:])
	if n == 0 || n > maxTimedFrames || uniform == 0 && int64(len(t.stsz)) != 12+4*int64(n) {
		return false
	}
	t.samples = int(n)
	if total, _, ok := countRuns(t.stts); !ok || total != int64(n) {
		return false
	}
	if t.hasShifts {
		if total, _, ok := countRuns(t.ctts); !ok || total != int64(n) {
			return false
		}
	}
	if t.hasSync && !t.validSyncs() {
		return false
	}
	seen := 0
	return t.eachSample(func(_, _ int, at, length int64) bool {
		seen++
		return length > 0 && at >= 0 && at <= size-length
	}) && seen == t.samples
}

// countRuns adds up a table of (count, value) pairs: the counts, and counts times values.
func countRuns(data []byte) (count, sum int64, ok bool) {
	n := binary.BigEndian.Uint32(data[4:])
	if int64(len(data)) != 8+8*int64(n) {
		return 0, 0, false
	}
	for rest := data[8:]; len(rest) > 0; rest = rest[8:] {
		c, v := int64(binary.BigEndian.Uint32(rest)), int64(binary.BigEndian.Uint32(rest[4:]))
		count += c
		sum += c * v
		if c == 0 || count > maxTimedFrames || sum > 1<<53 {
			return 0, 0, false
		}
	}
	return count, sum, true
}

// validSyncs wants the first sample among those that decode alone, in ascending order.
func (t *movieTrack) validSyncs() bool {
	n := binary.BigEndian.Uint32(t.stss[4:])
	if n == 0 || int64(len(t.stss)) != 8+4*int64(n) || binary.BigEndian.Uint32(t.stss[8:]) != 1 {
		return false
	}
	last := uint32(0)
	for rest := t.stss[8:]; len(rest) > 0; rest = rest[4:] {
		v := binary.BigEndian.Uint32(rest)
		if v <= last || int64(v) > int64(t.samples) {
			return false
		}
		last = v
	}
	return true
}

// eachSample calls visit with where each sample lies, from 0 on in the order of the track,
// and in which chunk.
// It returns false when visit does, and when the chunks do not hold exactly the samples.
func (t *movieTrack) eachSample(visit func(i, chunk int, at, length int64) bool) bool {
	width := 4
	if t.wide {
		width = 8
	}
	chunks := int(binary.BigEndian.Uint32(t.stco[4:]))
	runs := t.stsc[8:]
	if len(t.stco) != 8+width*chunks || int64(len(runs)) != 12*int64(binary.BigEndian.Uint32(t.stsc[4:])) || len(runs) == 0 {
		return false
	}
	uniform := int64(binary.BigEndian.Uint32(t.stsz[4:]))
	offsets := chunkOffsets{n: chunks, width: width, table: t.stco[8:]}
	i, each := 0, 0
	for c := range chunks {
		if len(runs) >= 12 && int64(binary.BigEndian.Uint32(runs)) == int64(c)+1 {
			each = int(min(binary.BigEndian.Uint32(runs[4:]), maxTimedFrames+1))
			if binary.BigEndian.Uint32(runs[8:]) != 1 { // another description
				return false
			}
			runs = runs[12:]
		}
		at := offsets.at(c)
		if each == 0 || i+each > t.samples {
			return false
		}
		for range each {
			length := uniform
			if uniform == 0 {
				length = int64(binary.BigEndian.Uint32(t.stsz[12+4*i:]))
			}
			if !visit(i, c, at, length) {
				return false
			}
			at += length
			i++
		}
	}
	return i == t.samples && len(runs) == 0
}

// syncs reports, for samples in ascending order, whether one decodes alone.
type syncs struct {
	table []byte
	all   bool
}

func (t *movieTrack) syncs() *syncs {
	if !t.hasSync {
		return &syncs{all: true}
	}
	return &syncs{table: t.stss[8:]}
}

func (s *syncs) holds(i int) bool {
	if s.all {
		return true
	}
	for len(s.table) >= 4 && int64(binary.BigEndian.Uint32(s.table)) < int64(i)+1 {
		s.table = s.table[4:]
	}
	return len(s.table) >= 4 && int64(binary.BigEndian.Uint32(s.table)) == int64(i)+1
}
