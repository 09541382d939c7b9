package media

import (
	"bytes"
	"encoding/binary"
	"time"
)

// encryptedEntries are sample entry types of protected tracks: Common Encryption
// and the protected files of the iTunes store.
var encryptedEntries = map[string]bool{
	"encv": true, "enca": true, "enct": true, "encs": true, "encu": true, "drmi": true, "drms": true,
}

func hasEncryptedEntry(stsd []byte) bool {
	if len(stsd) < 8 {
		return false
	}
	for rest := stsd[8:]; len(rest) >= 8; {
		if encryptedEntries[string(rest[4:8])] {
			return true
		}
		n := binary.BigEndian.Uint32(rest)
		if n < 8 || int64(n) > int64(len(rest)) {
			return false
		}
		rest = rest[n:]
	}
	return false
}

// hdrTransfer returns the transfer that a sample entry's colr box names, as ffprobe
// calls it, or "" unless it is one of HDR. It spares a thumbnail the wait for ffprobe.
func hdrTransfer(stsd []byte) string {
	for _, kind := range []string{"colrnclx", "colrnclc"} {
		at := bytes.Index(stsd, []byte(kind))
		if at < 0 || len(stsd) < at+12 {
			continue
		}
		switch binary.BigEndian.Uint16(stsd[at+10:]) { // ISO/IEC 23091-2
		case 16:
			return "smpte2084"
		case 18:
			return "arib-std-b67"
		}
	}
	return ""
}

// timescale reads the units a second and the duration of an mvhd or mdhd box.
func timescale(data []byte) (rate uint32, duration uint64) {
	switch {
	case len(data) >= 32 && data[0] == 1:
		return binary.BigEndian.Uint32(data[20:]), binary.BigEndian.Uint64(data[24:])
	case len(data) >= 20 && data[0] == 0:
		return binary.BigEndian.Uint32(data[12:]), uint64(binary.BigEndian.Uint32(data[16:]))
	}
	return 0, 0
}

// end returns where the track's last sample ends in the file, or 0 when the track
// has no samples of its own (fragmented files).
func (t *boxTrack) end() int64 {
	chunks := t.chunkOffsets()
	if len(t.sizes) < 12 || len(t.chunkMap) < 8 || chunks.n == 0 {
		return 0
	}
	uniform := int64(binary.BigEndian.Uint32(t.sizes[4:]))
	// QuickTime counts uncompressed and old compressed sound in units that are not
	// bytes: only the chunk's start is certain.
	if uniform != 0 && t.handler != "vide" {
		var last int64
		for i := range chunks.n {
			last = max(last, chunks.at(i)+1)
		}
		return last
	}
	sample := sampleSizes{uniform: uniform, table: t.sizes[12:], left: int64(binary.BigEndian.Uint32(t.sizes[8:]))}
	runs := t.chunkMap[8:]
	var end, perChunk int64
	for i := range chunks.n {
		for len(runs) >= 12 && int64(binary.BigEndian.Uint32(runs)) <= int64(i)+1 {
			perChunk = int64(binary.BigEndian.Uint32(runs[4:]))
			runs = runs[12:]
		}
		bytes := sample.take(perChunk)
		if bytes < 0 {
			break
		}
		end = max(end, chunks.at(i)+bytes)
	}
	return end
}

type chunkOffsets struct {
	n     int
	width int
	table []byte
}

func (t *boxTrack) chunkOffsets() chunkOffsets {
	if len(t.offsets) < 8 {
		return chunkOffsets{}
	}
	c := chunkOffsets{width: 4, table: t.offsets[8:]}
	if t.wideOffsets {
		c.width = 8
	}
	c.n = min(int(binary.BigEndian.Uint32(t.offsets[4:])), len(c.table)/c.width)
	return c
}

func (c chunkOffsets) at(i int) int64 {
	if c.width == 8 {
		return int64(min(binary.BigEndian.Uint64(c.table[8*i:]), 1<<62))
	}
	return int64(binary.BigEndian.Uint32(c.table[4*i:]))
}

type sampleSizes struct {
	uniform int64
	table   []byte
	left    int64
}

// take returns the bytes of the next n samples, or -1 when there are none left.
func (s *sampleSizes) take(n int64) int64 {
	if s.left <= 0 {
		return -1
	}
	n = min(n, s.left)
	s.left -= n
	if s.uniform != 0 {
		return n * s.uniform
	}
	var sum int64
	for ; n > 0; n-- {
		if len(s.table) < 4 {
			s.left = 0
			break
		}
		sum += int64(binary.BigEndian.Uint32(s.table))
		s.table = s.table[4:]
	}
	return sum
}

// hidden returns how much of the track's picture its edit list cuts off. Such
// frames are still in the file, and some players show them.
func (t *boxTrack) hidden(movieRate uint32) time.Duration {
	if len(t.edits) < 8 || t.rate == 0 || movieRate == 0 {
		return 0
	}
	wide := t.edits[0] == 1
	step := 12
	if wide {
		step = 20
	}
	var shown, start float64
	first := true
	for rest := t.edits[8:]; len(rest) >= step; rest = rest[step:] {
		var length uint64
		var media int64
		if wide {
			length, media = binary.BigEndian.Uint64(rest), int64(binary.BigEndian.Uint64(rest[8:])) //nolint:gosec // the field is signed
		} else {
			length, media = uint64(binary.BigEndian.Uint32(rest)), int64(int32(binary.BigEndian.Uint32(rest[4:]))) //nolint:gosec // the field is signed
		}
		if media < 0 { // an empty edit: a late start, not a cut
			continue
		}
		if length == 0 { // "to the end", as fragmented files write it
			return seconds(float64(media) / float64(t.rate))
		}
		if first {
			start, first = float64(media)/float64(t.rate), false
		}
		shown += float64(length) / float64(movieRate)
	}
	if first {
		return 0
	}
	whole := float64(t.duration) / float64(t.rate)
	return seconds(max(start, whole-shown))
}

// seconds makes a duration of s, or 0 of nonsense.
func seconds(s float64) time.Duration {
	if s <= 0 || s > 1e9 || s != s {
		return 0
	}
	// Milliseconds: ffprobe prints 1.599979 for what is 1.6 s to everybody.
	return time.Duration(s*1000+0.5) * time.Millisecond
}
