package media

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
)

const (
	maxTiles     = 60
	maxTile      = 540 // pixels across; a JPEG holds 65,535
	stripQuality = 80
)

// Filmstrip writes to out a JPEG of tiles pictures side by side, each width pixels
// across, spread evenly over the whole clip: upright, with square pixels, HDR as it
// looks in standard range where this ffmpeg can. It returns Invalid for a file that is
// no video, Unsupported without a usable ffmpeg, and Canceled when ctx ends; out is
// replaced only on success.
func (e *Engine) Filmstrip(ctx context.Context, in, out string, tiles, width int) error {
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return err
	}
	defer release()
	abs, _, err := e.openPicture(in)
	if err != nil {
		return err
	}
	b, err := e.binaries(ctx)
	if err != nil {
		return err
	}
	s, err := e.newSurvey(ctx, b, abs, min(width, maxTile))
	if err != nil {
		return inCaller(ctx, err)
	}
	shots, err := e.shots(ctx, b, s, min(max(tiles, 1), maxTiles))
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, sideBySide(shots), &jpeg.Options{Quality: stripQuality}); err != nil {
		return writeFault(err)
	}
	return writeAtomic(out, buf.Bytes())
}

// sideBySide puts pictures into one row, each in a place as large as the first.
func sideBySide(shots []shot) image.Image {
	w, h := shots[0].rgb.width, shots[0].rgb.height
	strip := image.NewRGBA(image.Rect(0, 0, w*len(shots), h))
	for i, s := range shots {
		for y := range min(h, s.rgb.height) {
			row := s.rgb.pixels[3*y*s.rgb.width:]
			at := strip.PixOffset(i*w, y)
			for x := range min(w, s.rgb.width) {
				copy(strip.Pix[at+4*x:at+4*x+3], row[3*x:3*x+3])
				strip.Pix[at+4*x+3] = 0xff
			}
		}
	}
	return strip
}
