package media

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// read reads a trak box. What it does not know is noted as odd; false is for a track
// whose bare structure is not right.
func (t *movieTrack) read(data []byte) bool {
	return eachBox(data, func(kind string, body []byte) bool {
		switch kind {
		case "tkhd":
			return t.readHeader(body)
		case "edts":
			return eachBox(body, func(kind string, body []byte) bool {
				if kind != "elst" || t.hasEdits {
					t.note("edts")
				}
				t.edits, t.hasEdits = body, true
				return true
			})
		case "mdia":
			return eachBox(body, t.readMedia)
		case "free", "skip":
		default:
			t.note("track " + kind)
		}
		return true
	}) && t.matrix != nil && t.rate > 0 && t.kind != ""
}

func (t *movieTrack) note(odd string) {
	if t.odd == "" {
		t.odd = odd
	}
}

func (t *movieTrack) readHeader(data []byte) bool {
	fixed := 24
	if len(data) > 0 && data[0] == 1 {
		fixed = 36
	}
	if len(data) != fixed+60 || data[0] > 1 || t.matrix != nil {
		return false
	}
	if data[3]&1 == 0 {
		t.note("disabled track")
	}
	t.matrix = data[fixed+16 : fixed+52]
	t.head = data
	return true
}

func (t *movieTrack) readMedia(kind string, body []byte) bool {
	switch kind {
	case "mdhd":
		if len(body) < 24 || body[0] > 1 || body[0] == 1 && len(body) < 36 || t.rate != 0 {
			return false
		}
		t.rate, t.duration = timescale(body)
		noteCreated(t.tags, body)
	case "hdlr":
		if len(body) < 24 || t.handler != "" {
			return false
		}
		t.handler = string(body[8:12])
		t.name(body[24:])
	case "minf":
		return eachBox(body, t.readInformation)
	default:
		t.note("media " + kind)
	}
	return true
}

// name is what the handler calls itself: text to a zero, or with its length first. The
// first one counts.
func (t *movieTrack) name(data []byte) {
	if len(data) > 1 && int(data[0]) == len(data)-1 {
		data = data[1:]
	}
	text, _, _ := bytes.Cut(data, []byte{0})
	if len(text) > 0 && t.tags["handler_name"] == "" {
		t.tags["handler_name"] = string(text)
	}
}

func (t *movieTrack) readInformation(kind string, body []byte) bool {
	switch kind {
	case "vmhd", "smhd":
	case "hdlr":
		if len(body) < 24 {
			return false
		}
		t.name(body[24:])
	case "dinf":
		// One reference, to the file itself: another would be another file's data.
		return eachBox(body, func(kind string, body []byte) bool {
			t.selfContained = kind == "dref" && len(body) >= 20 && binary.BigEndian.Uint32(body[4:]) == 1 &&
				binary.BigEndian.Uint32(body[8:]) == uint32(len(body)-8) && body[19]&1 == 1 //nolint:gosec // an index has 16 MB at most
			return t.selfContained
		})
	case "stbl":
		return eachBox(body, t.readTable)
	default:
		t.note("information " + kind)
	}
	return true
}

func (t *movieTrack) readTable(kind string, body []byte) bool {
	once := func(at *[]byte) bool {
		again := *at != nil
		*at = body
		return !again && len(body) >= 8
	}
	switch kind {
	case "stsd":
		return t.kind == "" && t.readEntry(body)
	case "stts":
		return once(&t.stts)
	case "ctts":
		t.hasShifts = true
		return once(&t.ctts)
	case "stss":
		t.hasSync = true
		return once(&t.stss)
	case "stsc":
		return once(&t.stsc)
	case "stsz":
		return once(&t.stsz) && len(body) >= 12
	case "stco":
		return once(&t.stco)
	case "co64":
		t.wide = true
		return once(&t.stco)
	case "sgpd", "sbgp": // sound that needs the frame before it
		if len(body) < 8 || string(body[4:8]) != "roll" {
			t.note("sample groups")
			return true
		}
		t.rolls = appendBox(t.rolls, kind, body)
	case "sdtp", "free", "skip":
	default:
		t.note("table " + kind)
	}
	return true
}

// readEntry takes the one sample entry of a stsd box.
func (t *movieTrack) readEntry(data []byte) bool {
	if len(data) < 16 || binary.BigEndian.Uint32(data[4:]) != 1 {
		return false
	}
	return eachBox(data[8:], func(kind string, body []byte) bool {
		again := t.kind != ""
		t.kind, t.entry = kind, body
		return !again
	})
}

// readPicture understands a sample entry of plain H.264.
func (t *movieTrack) readPicture() bool {
	const fixed = 78 // of a visual sample entry, before its boxes
	e := t.entry
	if t.kind != "avc1" || len(e) < fixed || !t.selfContained || binary.BigEndian.Uint16(e[6:]) != 1 || e[40] != 0 || e[41] != 1 {
		return false
	}
	t.describedWidth, t.describedHeight = int(binary.BigEndian.Uint16(e[24:])), int(binary.BigEndian.Uint16(e[26:]))
	if n := int(e[42]); n > 0 && n < 32 { // the compressor's name
		if text, _, _ := bytes.Cut(e[43:43+n], []byte{0}); len(text) > 0 {
			t.tags["encoder"] = string(text)
		}
	}
	if binary.BigEndian.Uint16(e[74:]) != 24 || binary.BigEndian.Uint16(e[76:]) != 0xffff {
		return false // a palette, or transparent
	}
	found := false
	return eachBox(e[fixed:], func(kind string, body []byte) bool {
		switch kind {
		case "avcC":
			again := found
			t.avc, found = readAVC(body)
			return found && !again
		case "pasp":
			return len(body) == 8 && bytes.Equal(body[:4], body[4:]) && binary.BigEndian.Uint32(body) > 0
		case "fiel":
			if len(body) != 2 || body[0] != 1 {
				return false
			}
		case "colr":
			t.colors = body
		case "btrt", "free", "skip":
		default:
			t.note("picture " + kind)
		}
		return true
	}) && found && t.avc.width == t.describedWidth && t.avc.height == t.describedHeight && t.turn() >= 0
}

// turn is how far a player turns the picture clockwise, in degrees, or -1 for anything
// but a right angle. Where the picture is moved to does not matter.
func (t *movieTrack) turn() int {
	m := matrixOf(t.matrix)
	const one, minus = 1 << 16, 1<<32 - 1<<16
	if m[2] != 0 || m[5] != 0 || m[8] != 1<<30 {
		return -1
	}
	switch [4]uint32{m[0], m[1], m[3], m[4]} {
	case [4]uint32{one, 0, 0, one}:
		return 0
	case [4]uint32{0, one, minus, 0}:
		return 90
	case [4]uint32{minus, 0, 0, minus}:
		return 180
	case [4]uint32{0, minus, one, 0}:
		return 270
	}
	return -1
}

// readSound understands a sample entry of plain AAC: LC, one or two channels.
func (t *movieTrack) readSound() bool {
	const fixed = 28 // of an audio sample entry, before its boxes
	e := t.entry
	if t.kind != "mp4a" || len(e) < fixed || !t.selfContained || binary.BigEndian.Uint16(e[6:]) != 1 {
		return false
	}
	boxes := e[fixed:]
	switch binary.BigEndian.Uint16(e[8:]) {
	case 0:
	case 1: // QuickTime's: four numbers more
		if len(boxes) < 16 {
			return false
		}
		boxes = boxes[16:]
	default:
		return false
	}
	found := 0
	var visit func(kind string, body []byte) bool
	visit = func(kind string, body []byte) bool {
		switch kind {
		case "esds":
			found++
			return found == 1 && t.readDescriptors(body)
		case "wave":
			return eachBox(body, visit)
		case "btrt", "frma", "mp4a", "chan", "free", "\x00\x00\x00\x00":
		default:
			t.note("sound " + kind)
		}
		return true
	}
	return eachBox(boxes, visit) && found == 1
}

// readDescriptors reads an esds box down to the decoder's configuration (ISO/IEC
// 14496-1, 7.2.6).
func (t *movieTrack) readDescriptors(data []byte) bool {
	if len(data) < 4 {
		return false
	}
	kind, stream, ok := descriptor(data[4:])
	if !ok || kind != 3 || len(stream) < 3 || stream[2]&0xe0 != 0 {
		return false
	}
	kind, decoder, ok := descriptor(stream[3:])
	if !ok || kind != 4 || len(decoder) < 13 || decoder[0] != 0x40 { // MPEG-4 audio
		return false
	}
	kind, config, ok := descriptor(decoder[13:])
	if !ok || kind != 5 {
		return false
	}
	return t.readConfig(config)
}

// descriptor cuts the first descriptor off data.
func descriptor(data []byte) (kind byte, body []byte, ok bool) {
	n := 0
	for i := 1; i < len(data) && i <= 4; i++ {
		n = n<<7 | int(data[i]&0x7f)
		if data[i]&0x80 == 0 {
			if n > len(data)-i-1 {
				return 0, nil, false
			}
			return data[0], data[i+1 : i+1+n], true
		}
	}
	return 0, nil, false
}

// readConfig reads an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
func (t *movieTrack) readConfig(data []byte) bool {
	b := bitReader{data: data}
	kind, rate, channels := b.u(5), b.u(4), b.u(4)
	if kind != 2 || channels < 1 || channels > 2 || b.u(3) != 0 || b.bad {
		return false
	}
	switch rate {
	case 3:
		t.sampleRate = 48000
	case 4:
		t.sampleRate = 44100
	default:
		return false
	}
	t.channels = int(channels)
	if len(data) == 2 {
		return true
	}
	// An extension that says that there is none (no spectral band replication).
	return len(data) == 5 && b.u(11) == 0x2b7 && b.u(5) == 5 && b.u(1) == 0 && strings.Trim(string(data[4:]), "\x00") == ""
}
