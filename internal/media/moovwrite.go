package media

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// layout is where everything lies in a file that holds the tracks of another one.
type layout struct {
	head   []byte // all before the first sample
	spans  []span // of the other file, in the order that they follow
	length int64  // of all spans
}

// arrange plans an MP4 file with the picture and the sound of m and nothing else of it:
// the index first, no names, no times of making. ok is false where the tracks are not
// such that they can be taken over as they are.
func (m *movie) arrange() (l layout, ok bool) {
	tracks := []*movieTrack{m.video, m.audio}
	if m.audio == nil || !m.audio.plain || binary.BigEndian.Uint16(m.audio.entry[8:]) != 0 || m.video.turn() != 0 {
		return layout{}, false
	}
	if _, _, ok := m.video.span(m.rate); !ok {
		return layout{}, false
	}
	if late, _, _, ok := m.audio.oneEdit(m.rate); !ok || late < 0 || m.audio.hasShifts {
		return layout{}, false
	}
	var chunks []chunkOf
	offsets := [2][]int64{}
	for i, t := range tracks {
		own, ok := t.chunks(i)
		if !ok || t.duration > math.MaxUint32 || t.movieLength() > math.MaxUint32 {
			return layout{}, false
		}
		offsets[i] = make([]int64, len(own))
		chunks = append(chunks, own...)
	}
	slices.SortFunc(chunks, func(a, b chunkOf) int { return cmp.Compare(a.at, b.at) })
	for i, c := range chunks {
		if i > 0 && chunks[i-1].at+chunks[i-1].length > c.at {
			return layout{}, false // shared by two
		}
		offsets[c.track][c.place] = l.length
		if n := len(l.spans); n > 0 && l.spans[n-1].offset+l.spans[n-1].size == c.at {
			l.spans[n-1].size += c.length
		} else {
			l.spans = append(l.spans, span{c.at, c.length})
		}
		l.length += c.length
	}
	// How long the index is does not depend on the numbers in it.
	wide := l.length > math.MaxUint32-maxMoov
	size := int64(len(m.write(offsets, 0, l.length, wide)))
	l.head = m.write(offsets, size, l.length, wide)
	return l, size < maxMoov
}

// chunkOf is a run of samples that lie behind one another in the file.
type chunkOf struct {
	track, place int
	at, length   int64
}

// chunks lists the track's chunks.
func (t *movieTrack) chunks(track int) (all []chunkOf, ok bool) {
	ok = t.eachSample(func(_, chunk int, at, length int64) bool {
		if chunk == len(all) {
			all = append(all, chunkOf{track, chunk, at, 0})
		}
		all[chunk].length += length
		return true
	})
	return all, ok
}

// movieLength is how long the track plays, in the movie's units.
func (t *movieTrack) movieLength() uint64 {
	if t.head[0] == 1 {
		return binary.BigEndian.Uint64(t.head[28:])
	}
	return uint64(binary.BigEndian.Uint32(t.head[20:]))
}

// write makes ftyp, moov and the head of mdat. base is where the first sample will lie.
func (m *movie) write(offsets [2][]int64, base, length int64, wide bool) []byte {
	longest := max(m.video.movieLength(), m.audio.movieLength())
	index := appendBox(nil, "mvhd", slices.Concat(
		u32(0, 0, 0, m.rate, uint32(longest), 1<<16), //nolint:gosec // arrange has checked that it fits
		[]byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, identity(), make([]byte, 24), u32(3)))
	for i, t := range []*movieTrack{m.video, m.audio} {
		index = appendBox(index, "trak", t.write(uint32(i+1), offsets[i], base, wide))
	}
	out := appendBox(nil, "ftyp", []byte("isom\x00\x00\x02\x00isomiso2avc1mp41"))
	out = appendBox(out, "moov", index)
	if wide {
		out = append(out, u32(1)...)
		return binary.BigEndian.AppendUint64(append(out, "mdat"...), uint64(length)+16) //nolint:gosec // a sum of sizes
	}
	return append(append(out, u32(uint32(length+8))...), "mdat"...) //nolint:gosec // what is not wide fits
}

func (t *movieTrack) write(id uint32, offsets []int64, base int64, wide bool) []byte {
	group, volume, handler, name := uint32(0), byte(0), "vide", "VideoHandler"
	media := appendBox(nil, "vmhd", []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0})
	if t.handler == "soun" {
		group, volume, handler, name = 1, 1, "soun", "SoundHandler"
		media = appendBox(nil, "smhd", make([]byte, 8))
	}
	head := slices.Concat(
		u32(3, 0, 0, id, 0, uint32(t.movieLength()), 0, 0, group), //nolint:gosec // arrange has checked that it fits
		[]byte{volume, 0, 0, 0}, t.matrix, t.head[len(t.head)-8:])
	out := appendBox(nil, "tkhd", head)
	if t.hasEdits {
		out = appendBox(out, "edts", appendBox(nil, "elst", t.edits))
	}
	media = appendBox(media, "dinf", appendBox(nil, "dref", append(u32(0, 1), appendBox(nil, "url ", u32(1))...)))
	media = appendBox(media, "stbl", t.writeTables(offsets, base, wide))
	inner := appendBox(nil, "mdhd", append(u32(0, 0, 0, t.rate, uint32(t.duration)), 0x55, 0xc4, 0, 0)) //nolint:gosec // as above; the language is undetermined
	inner = appendBox(inner, "hdlr", slices.Concat(u32(0, 0), []byte(handler), make([]byte, 12), []byte(name), []byte{0}))
	inner = appendBox(inner, "minf", media)
	return appendBox(out, "mdia", inner)
}

// writeTables writes the sample tables: those of the other file, but for where the chunks
// lie and for the parts of the description that no player needs.
func (t *movieTrack) writeTables(offsets []int64, base int64, wide bool) []byte {
	fixed, keep := 78, []string{"avcC", "pasp", "colr", "fiel", "btrt"}
	if t.handler == "soun" {
		fixed, keep = 28, []string{"esds", "btrt"}
	}
	entry := slices.Clone(t.entry[:fixed])
	if t.handler == "vide" {
		clear(entry[42:74]) // the compressor's name
	}
	eachBox(t.entry[fixed:], func(kind string, body []byte) bool {
		if slices.Contains(keep, kind) {
			entry = appendBox(entry, kind, body)
		}
		return true
	})
	out := appendBox(nil, "stsd", append(u32(0, 1), appendBox(nil, t.kind, entry)...))
	out = appendBox(out, "stts", t.stts)
	if t.hasSync {
		out = appendBox(out, "stss", t.stss)
	}
	if t.hasShifts {
		out = appendBox(out, "ctts", t.ctts)
	}
	out = appendBox(out, "stsc", t.stsc)
	out = appendBox(out, "stsz", t.stsz)
	table, kind := u32(0, uint32(len(offsets))), "stco" //nolint:gosec // no more than were read
	for _, at := range offsets {
		if wide {
			table = binary.BigEndian.AppendUint64(table, uint64(base+at)) //nolint:gosec // places in a file
		} else {
			table = append(table, u32(uint32(base+at))...) //nolint:gosec // what is not wide fits
		}
	}
	if wide {
		kind = "co64"
	}
	return append(appendBox(out, kind, table), t.rolls...)
}

// appendBox appends one box.
func appendBox(out []byte, kind string, body []byte) []byte {
	out = append(out, u32(uint32(len(body)+8))...) //nolint:gosec // an index has 16 MB at most
	return append(append(out, kind...), body...)
}

func u32(values ...uint32) (out []byte) {
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	return out
}

func identity() (out []byte) { return u32(identityMatrix[:]...) }
