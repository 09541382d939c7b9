package media

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"cuedrop/internal/fault"
)

const (
	minThumbnail = 16 // pixels across
	maxPicture   = 32 << 20
	lastRate     = "30" // frames a second while looking for the last
)

// Thumbnail writes to out a JPEG of the frame at the given time, width pixels
// across, upright and with square pixels. Where the clip has no frame then, it
// takes the first that decodes. It returns Invalid for a file that is no video,
// Unsupported without a usable ffmpeg, and Canceled when ctx ends; out is replaced
// only on success.
func (e *Engine) Thumbnail(ctx context.Context, in, out string, at time.Duration, width int) error {
	// Seeking before -i is 66 times faster than after it. In clips with odd time
	// stamps it finds nothing, without an error (media.md 3.5).
	return e.still(ctx, in, out, width, []still{{at: at}, {}})
}

// Frame writes to out a JPEG like Thumbnail does, of the frame at the given time: the
// first that begins then or later. Where the picture has ended before, as it may while
// the sound goes on, it takes the last frame.
func (e *Engine) Frame(ctx context.Context, in, out string, at time.Duration, width int) error {
	const near, far = time.Second, 10 * time.Second
	return e.still(ctx, in, out, width, []still{{at: at}, {at: max(0, at-near), last: true}, {at: max(0, at-far), last: true}, {}})
}

// still is one way to a picture: the first from at on, or the last of all.
type still struct {
	at   time.Duration
	last bool
}

// still writes the picture of the first way that gives one.
func (e *Engine) still(ctx context.Context, in, out string, width int, ways []still) error {
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return err
	}
	defer release()
	abs, f, err := e.openPicture(in)
	if err != nil {
		return err
	}
	b, err := e.binaries(ctx)
	if err != nil {
		return err
	}
	tone := ""
	if f.boxes != nil {
		tone = e.toneFilters(ctx, pixelFacts{transfer: f.boxes.Transfer})
	}
	for _, way := range ways {
		picture := &capped{max: maxPicture}
		args := thumbnailArgs(abs, way, width, tone)
		tail, err := e.short(ctx, probeTimeout, command{path: b.ffmpeg, args: args, stdout: picture})
		if fault.Is(err, fault.Canceled) || fault.Is(err, fault.Unsupported) {
			return err
		}
		// Of several pictures the last counts; inside of one nothing looks like a start.
		if i := bytes.LastIndex(picture.Bytes(), []byte("\xff\xd8\xff")); i >= 0 && !errors.Is(err, errTooMuch) {
			return writeAtomic(out, picture.Bytes()[i:])
		}
		e.log.Debug("make thumbnail", "file", filepath.Base(abs), "err", err, "stderr", redact(tail, abs))
	}
	return noPicture()
}

// thumbnailArgs send the JPEG to standard output: no name of ours meets ffmpeg's
// patterns for picture files.
func thumbnailArgs(path string, way still, width int, tone string) []string {
	args := append([]string{"-hide_banner", "-nostdin", "-loglevel", "error"}, guards...)
	if way.at > 0 {
		args = append(args, "-ss", decimals(way.at.Seconds(), 6))
	}
	args = append(args, "-i", inputURL(path), "-map", "0:V:0", "-an")
	filters := pictureScale(width)
	switch {
	case way.last:
		filters = "fps=" + lastRate + "," + filters
	default:
		args = append(args, "-frames:v", "1")
	}
	if tone != "" {
		filters += tone + ",scale=out_range=pc"
	} else {
		filters += ":out_range=pc"
	}
	return append(args, "-vf", filters+",setsar=1,format=yuvj420p", "-map_metadata", "-1", "-fflags", "+bitexact", "-c:v", "mjpeg", "-q:v", "4", "-f", "image2pipe", "pipe:1")
}

// writeAtomic replaces path by data, or leaves it as it was.
func writeAtomic(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".cuedrop-*.part")
	if err != nil {
		return outputFault(err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return writeFault(err)
	}
	if err := f.Close(); err != nil {
		return writeFault(err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return outputFault(err)
	}
	return nil
}
