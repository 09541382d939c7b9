package media

import (
	"encoding/binary"
	"io"
)

// maxMoov is how large an index is read: 10 minutes of 60 frames a second need 1 MB.
const maxMoov = 16 << 20

// movie is the index of an MP4 or QuickTime file with one H.264 picture. It is read only
// where all of it is of the plain kind. What is not is left to ffprobe: the reader takes
// no guess. (box.go is the other way round: it finds what is wrong in any file.)
type movie struct {
	rate  uint32 // units a second
	tags  map[string]string
	video *movieTrack
	audio *movieTrack
	// odd is what was met first that this reader does not know for certain. "" means that
	// all of the file is understood; the picture track is in any case.
	odd string
}

// movieTrack is one track: its tables, checked against each other.
type movieTrack struct {
	handler         string
	head            []byte // tkhd
	matrix          []byte
	rolls           []byte // boxes that say which sounds need the one before
	edits           []byte
	hasEdits        bool
	rate            uint32
	duration        uint64
	tags            map[string]string
	entry           []byte // the one sample entry, with its type in kind
	kind            string
	stts, ctts      []byte
	stss, stsc      []byte
	stsz, stco      []byte
	wide            bool // stco holds eight bytes a chunk
	hasSync         bool
	hasShifts       bool
	selfContained   bool
	samples         int
	avc             avcConfig
	colors          []byte // of a colr box
	odd             string
	plain           bool // it is understood, odd or not
	sampleRate      int  // of sound
	channels        int
	describedWidth  int
	describedHeight int
}

// readMovie reads the index of the file. ok is false where its picture is not plain.
func readMovie(f io.ReaderAt, size int64) (m *movie, ok bool) {
	m = &movie{tags: map[string]string{}}
	index, ok := m.findIndex(f, size)
	if !ok {
		return nil, false
	}
	var tracks []*movieTrack
	whole := eachBox(index, func(kind string, body []byte) bool {
		switch kind {
		case "mvhd":
			return m.readHeader(body)
		case "trak":
			t := &movieTrack{tags: map[string]string{}}
			if !t.read(body) {
				return false
			}
			tracks = append(tracks, t)
		case "udta":
			m.readUserData(body)
		case "meta":
			m.readMeta(body)
		case "iods", "free", "skip":
		default:
			m.note(kind)
		}
		return len(tracks) <= maxStreams
	})
	if !whole || m.rate == 0 {
		return nil, false
	}
	for _, t := range tracks {
		switch {
		case t.handler == "vide" && m.video == nil:
			if !t.readPicture() || !t.consistent(size) {
				return nil, false
			}
			m.video, t.plain = t, true
		case t.handler == "soun" && m.audio == nil:
			if t.plain = t.readSound() && t.consistent(size); !t.plain {
				m.note("sound " + t.kind)
			}
			m.audio = t
		default:
			m.note("track " + t.handler)
		}
		if t.odd != "" {
			m.note(t.odd)
		}
	}
	return m, m.video != nil
}

func (m *movie) note(odd string) {
	if m.odd == "" {
		m.odd = odd
	}
}

// findIndex walks the top of the file and returns the content of its moov.
func (m *movie) findIndex(r io.ReaderAt, size int64) (index []byte, ok bool) {
	var head [16]byte
	for at, n := int64(0), 0; at < size; n++ {
		if n > 1000 || size-at < 8 {
			return nil, false
		}
		if _, err := r.ReadAt(head[:8], at); err != nil {
			return nil, false
		}
		length, header := int64(binary.BigEndian.Uint32(head[:])), int64(8)
		kind := string(head[4:8])
		switch {
		case length == 1 && kind == "mdat":
			if _, err := r.ReadAt(head[:], at); err != nil {
				return nil, false
			}
			wide := binary.BigEndian.Uint64(head[8:])
			if wide > 1<<62 {
				return nil, false
			}
			length, header = int64(wide), 16
		case length == 0 && kind == "mdat": // to the end
			length = size - at
		}
		if length < header || length > size-at || n == 0 && kind != "ftyp" {
			return nil, false
		}
		switch kind {
		case "moov":
			if index != nil || length > maxMoov {
				return nil, false
			}
			index = make([]byte, length-header)
			if _, err := r.ReadAt(index, at+header); err != nil {
				return nil, false
			}
		case "ftyp", "mdat", "free", "skip", "wide":
		case "moof", "mfra", "sidx", "styp":
			return nil, false
		default:
			m.note(kind)
		}
		at += length
	}
	return index, index != nil
}

// eachBox calls visit for each box of data. It returns false when visit does, and when
// the boxes do not fill data exactly; four zeros may end it, as in QuickTime's user data.
func eachBox(data []byte, visit func(kind string, body []byte) bool) bool {
	for len(data) > 0 {
		if len(data) == 4 && binary.BigEndian.Uint32(data) == 0 {
			return true
		}
		if len(data) < 8 {
			return false
		}
		n := int64(binary.BigEndian.Uint32(data))
		if n < 8 || n > int64(len(data)) || !visit(string(data[4:8]), data[8:n]) {
			return false
		}
		data = data[n:]
	}
	return true
}

var identityMatrix = [9]uint32{1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30}

func matrixOf(data []byte) (m [9]uint32) {
	for i := range m {
		m[i] = binary.BigEndian.Uint32(data[4*i:])
	}
	return m
}

// readHeader reads an mvhd box.
func (m *movie) readHeader(data []byte) bool {
	fixed := 20 // version, flags, times, rate, duration
	if len(data) > 0 && data[0] == 1 {
		fixed = 32
	}
	if len(data) != fixed+80 || data[0] > 1 || m.rate != 0 {
		return false
	}
	m.rate, _ = timescale(data)
	noteCreated(m.tags, data)
	return matrixOf(data[fixed+16:]) == identityMatrix
}

// noteCreated adds the time in an mvhd or mdhd box, if there is one.
func noteCreated(tags map[string]string, data []byte) {
	wide := data[0] == 1
	if wide && binary.BigEndian.Uint64(data[4:]) != 0 || !wide && binary.BigEndian.Uint32(data[4:]) != 0 {
		tags["creation_time"] = "told"
	}
}

// readUserData reads a udta box: the name of the writing program, and a place.
func (m *movie) readUserData(data []byte) {
	if !eachBox(data, func(kind string, body []byte) bool {
		switch kind {
		case "meta":
			m.readMeta(body)
		case "\xa9xyz":
			m.tags["location"] = "told"
		case "free", "skip":
		default:
			return false
		}
		return true
	}) {
		m.note("user data")
	}
}

// readMeta reads the two usual kinds of meta box: iTunes' with the writing program, and
// the keys and values of phones.
func (m *movie) readMeta(data []byte) {
	// QuickTime has no version and flags there.
	if len(data) >= 8 && binary.BigEndian.Uint32(data) == 0 {
		data = data[4:]
	}
	var keys []string
	if !eachBox(data, func(kind string, body []byte) bool {
		switch kind {
		case "hdlr", "free":
		case "keys":
			keys = readKeys(body)
			return keys != nil
		case "ilst":
			return m.readItems(body, keys)
		default:
			return false
		}
		return true
	}) {
		m.note("meta")
	}
}

func readKeys(data []byte) (keys []string) {
	if len(data) < 8 {
		return nil
	}
	n := binary.BigEndian.Uint32(data[4:])
	if !eachBox(data[8:], func(kind string, body []byte) bool {
		keys = append(keys, string(body))
		return kind == "mdta" && len(keys) <= 64
	}) || uint32(len(keys)) != n { //nolint:gosec // 64 at most
		return nil
	}
	return keys
}

// readItems reads what keys name, or the writing program.
func (m *movie) readItems(data []byte, keys []string) bool {
	return eachBox(data, func(kind string, body []byte) bool {
		key := ""
		if i := binary.BigEndian.Uint32([]byte(kind)); i >= 1 && int64(i) <= int64(len(keys)) {
			key = keys[i-1]
		}
		switch {
		case kind == "\xa9too" && keys == nil:
			key = "encoder"
		case key == "", key == "encoder", key == "handler_name":
			return false
		}
		one := 0
		return eachBox(body, func(kind string, value []byte) bool {
			one++
			if kind != "data" || one > 1 || len(value) < 9 {
				return false
			}
			m.tags[key] = string(value[8:])
			if key == "encoder" {
				return binary.BigEndian.Uint32(value) == 1 // UTF-8
			}
			return true
		}) && one == 1
	})
}
