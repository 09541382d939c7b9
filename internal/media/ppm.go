package media

import (
	"bytes"
	"fmt"
	"math"
)

// picture is a small picture: rows of red, green and blue.
type picture struct {
	width, height int
	pixels        []byte
}

// pictures reads PPM pictures one after the other, max at most.
type pictures struct {
	max int
	all []picture
	buf []byte
}

func (p *pictures) Write(data []byte) (int, error) {
	n := len(data)
	if len(p.buf)+n > maxPicture {
		return 0, errTooMuch
	}
	p.buf = append(p.buf, data...)
	for len(p.all) < p.max {
		one, rest, ok := cutPPM(p.buf)
		if !ok {
			return n, nil
		}
		p.all, p.buf = append(p.all, one), rest
	}
	p.buf = nil
	return n, nil
}

// cutPPM takes the first whole picture off data.
func cutPPM(data []byte) (one picture, rest []byte, ok bool) {
	const head = "P6\n%d %d\n255\n"
	lines := bytes.SplitAfterN(data, []byte("\n"), 4)
	if len(lines) < 4 {
		return picture{}, data, false
	}
	header := len(lines[0]) + len(lines[1]) + len(lines[2])
	if _, err := fmt.Sscanf(string(data[:min(header, 64)]), head, &one.width, &one.height); err != nil ||
		one.width <= 0 || one.height <= 0 || one.width > math.MaxUint16 || one.height > math.MaxUint16 {
		return picture{}, data, false
	}
	size := 3 * one.width * one.height
	if len(lines[3]) < size {
		return picture{}, data, false
	}
	one.pixels = lines[3][:size:size]
	return one, lines[3][size:], true
}
