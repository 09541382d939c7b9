package media

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	printFrames = 8  // of a clip
	printSide   = 96 // px of a frame; bars around a wide picture leave 30 rows of it
	hashColumns = 9  // one more than bits in a row: each bit compares two neighbours
	hashRows    = 8

	barBelow = 28 // luma of a bar, 16 being black; encoders leave some noise
	// plainBelow is how little the cells of a frame may differ in luma for it to show
	// nothing.
	plainBelow = 12
	printLimit = 15 * time.Second
)

// Fingerprint returns how the clip at path looks, from 8 frames spread over its length,
// or nil when that cannot be seen in 15 s. check is the result of Check for the same
// file. Errors are Unsupported without a usable ffmpeg and Canceled when ctx ends.
func (e *Engine) Fingerprint(ctx context.Context, path string, check cuedrop.Check) (cuedrop.Fingerprint, error) {
	length := time.Duration(check.Info.DurationMs) * time.Millisecond
	if length <= 0 || check.Verdict == cuedrop.VerdictRefused && !check.Trimmable() {
		return nil, nil
	}
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return nil, err
	}
	defer release()
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "", "")
	}
	b, err := e.binaries(ctx)
	if err != nil {
		return nil, err
	}
	strip := &capped{max: printFrames * printSide * printSide}
	tail, err := e.short(ctx, printLimit, command{path: b.ffmpeg, args: printArgs(abs, length), stdout: strip})
	var exit *exitError
	switch {
	case err == nil && strip.Len() == strip.max:
		return fingerprintOf(strip.Bytes()), nil
	case err == nil, errors.As(err, &exit), errors.Is(err, errTimeout), errors.Is(err, errTooMuch):
		e.log.Debug("take fingerprint", "file", filepath.Base(abs), "err", err, "stderr", redact(tail, abs))
		return nil, nil
	}
	return nil, err
}

// printArgs seek to each frame in an input of its own, which decodes a fraction of what
// one pass would, and put the frames side by side, in grey.
func printArgs(abs string, length time.Duration) []string {
	args := []string{"-hide_banner", "-nostdin", "-loglevel", "error", "-nostats"}
	var filter, all strings.Builder
	for i := range printFrames {
		// The first and the last moments are left out: fades, and pictures that end
		// before the sound.
		at := length.Seconds() * (0.05 + 0.8*float64(i)/(printFrames-1))
		args = append(args, guards...)
		// One thread each: eight decoders with threads of their own would need gigabytes
		// for a large picture.
		args = append(args, "-threads", "1", "-ss", decimals(at, 3), "-i", inputURL(abs))
		fmt.Fprintf(&filter, "[%d:V:0]scale=%d:%d:flags=area:out_range=tv,format=gray[f%d];", i, printSide, printSide, i)
		fmt.Fprintf(&all, "[f%d]", i)
	}
	filter.WriteString(all.String() + fmt.Sprintf("hstack=inputs=%d[out]", printFrames))
	return append(args, "-filter_complex", filter.String(), "-map", "[out]", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1")
}

// fingerprintOf hashes the frames of a strip.
func fingerprintOf(strip []byte) cuedrop.Fingerprint {
	at := func(frame, x, y int) byte { return strip[y*printFrames*printSide+frame*printSide+x] }
	left, top, right, bottom := bars(at)
	out := make(cuedrop.Fingerprint, 0, printFrames*8)
	for frame := range printFrames {
		hash := hashFrame(func(x, y int) byte { return at(frame, left+x, top+y) }, right-left, bottom-top)
		out = binary.BigEndian.AppendUint64(out, hash)
	}
	return out
}

// bars finds the part of the picture that is not black in every frame: what a clip that
// was put on bars has in common with the one that was not.
func bars(at func(frame, x, y int) byte) (left, top, right, bottom int) {
	left, top, right, bottom = printSide, printSide, 0, 0
	for frame := range printFrames {
		for y := range printSide {
			for x := range printSide {
				if at(frame, x, y) > barBelow {
					left, right, top, bottom = min(left, x), max(right, x+1), min(top, y), max(bottom, y+1)
				}
			}
		}
	}
	if right-left < hashColumns || bottom-top < hashRows { // black all through
		return 0, 0, printSide, printSide
	}
	return left, top, right, bottom
}

// hashFrame is a difference hash: for each of 8 x 8 places whether the picture gets
// brighter to the right. 0 is a frame that shows nothing.
func hashFrame(at func(x, y int) byte, width, height int) uint64 {
	var cells [hashRows][hashColumns]int
	darkest, brightest := 1<<30, 0
	for r := range hashRows {
		for c := range hashColumns {
			x0, x1 := c*width/hashColumns, (c+1)*width/hashColumns
			y0, y1 := r*height/hashRows, (r+1)*height/hashRows
			sum, n := 0, 0
			for y := y0; y < max(y1, y0+1); y++ {
				for x := x0; x < max(x1, x0+1); x++ {
					sum += int(at(x, y))
					n++
				}
			}
			v := sum * 16 / n
			cells[r][c] = v
			darkest, brightest = min(darkest, v), max(brightest, v)
		}
	}
	if brightest-darkest < plainBelow*16 {
		return 0
	}
	var hash uint64
	for r := range hashRows {
		for c := range hashColumns - 1 {
			hash <<= 1
			if cells[r][c] < cells[r][c+1] {
				hash |= 1
			}
		}
	}
	return hash
}
