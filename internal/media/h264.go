package media

import "bytes"

// avcConfig is what an avcC box says of a picture, where all of it is of the plain kind:
// one set of parameters, 8 bits, 4:2:0, whole frames, square pixels.
type avcConfig struct {
	profile       string // ffprobe's word
	width, height int
	fullRange     bool
	signal        bool // there is a range
	colors        [3]byte
	colored       bool // primaries, transfer and matrix are told
	sps, pps      []byte
	pictures      map[uint32]bool // ids of the picture parameters
}

const naluLength = 4 // bytes before each unit of a sample; all but curiosities have four

// readAVC reads an avcC box. ok is false for anything that is not plain.
func readAVC(data []byte) (c avcConfig, ok bool) {
	// Version, profile, compatibility, level, six bits and the size of lengths, three
	// bits and the number of sequence parameter sets.
	if len(data) < 7 || data[0] != 1 || data[4]&3 != naluLength-1 || data[5]&31 != 1 {
		return avcConfig{}, false
	}
	rest := data[6:]
	if c.sps, rest, ok = takeSet(rest, 7); !ok || len(rest) < 1 || rest[0] != 1 {
		return avcConfig{}, false
	}
	if c.pps, _, ok = takeSet(rest[1:], 8); !ok {
		return avcConfig{}, false
	}
	id, ok := c.readSPS(unescaped(c.sps[1:]))
	if !ok {
		return avcConfig{}, false
	}
	b := bitReader{data: unescaped(c.pps[1:])}
	picture, of := b.ue(), b.ue()
	if b.bad || picture > 255 || of != id {
		return avcConfig{}, false
	}
	c.pictures = map[uint32]bool{picture: true}
	return c, true
}

// takeSet cuts one parameter set of the given type, with its length before it.
func takeSet(data []byte, kind byte) (set, rest []byte, ok bool) {
	if len(data) < 2 {
		return nil, nil, false
	}
	n := int(data[0])<<8 | int(data[1])
	if n < 2 || n > len(data)-2 || data[2]&31 != kind || data[2]&0x80 != 0 {
		return nil, nil, false
	}
	return data[2 : 2+n], data[2+n:], true
}

// readSPS reads a sequence parameter set (H.264, 7.3.2.1.1) as far as its colours.
func (c *avcConfig) readSPS(data []byte) (id uint32, ok bool) {
	b := bitReader{data: data}
	profile, constraints := b.u(8), b.u(8)
	b.u(8) // level
	id = b.ue()
	switch profile {
	case 66:
		c.profile = "Baseline"
		if constraints&0x40 != 0 {
			c.profile = "Constrained Baseline"
		}
	case 77:
		c.profile = "Main"
	case 100:
		c.profile = "High"
		if b.ue() != 1 || b.ue() != 0 || b.ue() != 0 || b.u(1) != 0 { // 4:2:0, 8 bits twice, no lossless
			return 0, false
		}
		if b.u(1) != 0 {
			return 0, false // scaling lists: rare
		}
	default:
		return 0, false
	}
	if b.ue() > 12 || !b.skipOrder() || b.ue() > 16 {
		return 0, false
	}
	b.u(1) // gaps are allowed
	across, down := b.ue()+1, b.ue()+1
	if b.u(1) != 1 || across > 1<<10 || down > 1<<10 { // frames only, up to 16384 each way
		return 0, false
	}
	b.u(1) // direct inference
	c.width, c.height = int(16*across), int(16*down)
	if b.u(1) == 1 {
		left, right, top, bottom := b.ue(), b.ue(), b.ue(), b.ue()
		if left > 8 || right > 8 || top > 8 || bottom > 8 { // less than a block of 16 in all
			return 0, false
		}
		c.width -= 2 * int(left+right)
		c.height -= 2 * int(top+bottom)
	}
	if b.u(1) == 1 && !c.readVUI(&b) {
		return 0, false
	}
	return id, !b.bad && id < 32 && c.width > 0 && c.height > 0
}

// skipOrder reads how pictures are put in order.
func (b *bitReader) skipOrder() bool {
	switch b.ue() {
	case 0:
		return b.ue() <= 12
	case 2:
		return true
	}
	return false // by tables: rare
}

// readVUI reads how the picture is meant to be shown (H.264, E.1.1), to its colours.
func (c *avcConfig) readVUI(b *bitReader) bool {
	if b.u(1) == 1 && b.u(8) > 1 { // 0 and 1: unknown and square
		return false
	}
	if b.u(1) == 1 {
		b.u(1) // overscan
	}
	if b.u(1) == 1 {
		b.u(3)
		c.signal, c.fullRange = true, b.u(1) == 1
		if c.colored = b.u(1) == 1; c.colored {
			c.colors = [3]byte{b.byte(), b.byte(), b.byte()}
		}
	}
	return !b.bad
}

// shows reports whether a sample is a picture that decodes alone, as far as its form
// tells: units that fill it exactly, and slices of an IDR picture from its first block on,
// with the parameters of c and without codes that no encoder writes.
func (c avcConfig) shows(sample []byte) bool {
	slices := 0
	for len(sample) > 0 {
		if len(sample) < naluLength+1 {
			return false
		}
		n := int64(sample[0])<<24 | int64(sample[1])<<16 | int64(sample[2])<<8 | int64(sample[3])
		if n < 1 || n > int64(len(sample)-naluLength) {
			return false
		}
		unit := sample[naluLength : naluLength+n]
		sample = sample[naluLength+n:]
		if unit[0]&0x80 != 0 {
			return false
		}
		switch unit[0] & 31 {
		case 5:
			if !c.isSlice(unit, slices == 0) {
				return false
			}
			slices++
		case 6, 9, 12: // messages, a delimiter, filler
		case 7:
			if !bytes.Equal(unit, c.sps) {
				return false
			}
		case 8:
			if !bytes.Equal(unit, c.pps) {
				return false
			}
		default:
			return false
		}
	}
	return slices > 0
}

// isSlice looks at one slice of an IDR picture, and at its bytes: three of them in a row
// that begin with two zeros and end below 3 are never written (H.264, 7.4.1). Some
// cameras fill up with zeros.
func (c avcConfig) isSlice(unit []byte, first bool) bool {
	b := bitReader{data: unescaped(unit[1:min(len(unit), 32)])}
	block, kind, picture := b.ue(), b.ue(), b.ue()
	if b.bad || (block == 0) != first || kind != 2 && kind != 7 || !c.pictures[picture] || unit[0]&0x60 == 0 {
		return false
	}
	zeros := 0
	for _, v := range bytes.TrimRight(unit, "\x00") {
		if zeros >= 2 && v < 3 {
			return false
		}
		if v == 0 {
			zeros++
		} else {
			zeros = 0
		}
	}
	return true
}

// annexB writes the units of a sample as a stream has them: with a mark before each.
func annexB(out, sample []byte) []byte {
	for len(sample) > naluLength {
		n := int64(sample[0])<<24 | int64(sample[1])<<16 | int64(sample[2])<<8 | int64(sample[3])
		if n < 1 || n > int64(len(sample)-naluLength) {
			return out
		}
		out = append(append(out, 0, 0, 0, 1), sample[naluLength:naluLength+n]...)
		sample = sample[naluLength+n:]
	}
	return out
}

// unescaped takes out the bytes that keep marks from appearing inside a unit.
func unescaped(data []byte) []byte {
	out := make([]byte, 0, len(data))
	zeros := 0
	for _, v := range data {
		if zeros >= 2 && v == 3 {
			zeros = 0
			continue
		}
		if v == 0 {
			zeros++
		} else {
			zeros = 0
		}
		out = append(out, v)
	}
	return out
}

// bitReader reads numbers of any width. Past the end everything is 0, and bad is set.
type bitReader struct {
	data []byte
	at   int // bit
	bad  bool
}

func (b *bitReader) u(n int) (v uint32) {
	for range n {
		i := b.at / 8
		if i >= len(b.data) {
			b.bad = true
			return 0
		}
		v = v<<1 | uint32(b.data[i]>>(7-b.at%8)&1)
		b.at++
	}
	return v
}

// ue reads an Exp-Golomb number (H.264, 9.1). Above 2^24 it is bad.
func (b *bitReader) ue() uint32 {
	zeros := 0
	for b.u(1) == 0 {
		if zeros++; b.bad || zeros > 24 {
			b.bad = true
			return 0
		}
	}
	return 1<<zeros - 1 + b.u(zeros)
}

func (b *bitReader) byte() byte { return byte(b.u(8) & 0xff) }
