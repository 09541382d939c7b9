package media

import (
	"context"
	"path/filepath"
	"time"

	"cuedrop/internal/fault"
)

// SampleKind names a clip that Sample makes.
type SampleKind string

// The samples: one that TikTok takes as it is, and one that needs everything made
// anew (4:3, 12 frames a second, MPEG-4 with mono PCM of 22,050 Hz in a MOV).
const (
	SampleConforming SampleKind = "conforming"
	SampleOddMOV     SampleKind = "odd-mov"
)

const sampleTimeout = time.Minute

// Sample writes a moving test picture with sound to out, for the demo and for
// people who have no clip at hand. It replaces out. It returns Unsupported without
// a usable ffmpeg.
func (e *Engine) Sample(ctx context.Context, kind SampleKind, out string) error {
	b, err := e.binaries(ctx)
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(out)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "", "")
	}
	args := []string{"-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i"}
	switch kind {
	case SampleConforming:
		args = append(args, "testsrc2=s=720x1280:r=30:d=4", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=4",
			"-ac", "2", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high", "-pix_fmt", "yuv420p",
			"-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
			"-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", "-f", "mp4")
	case SampleOddMOV:
		args = append(args, "testsrc=s=640x480:r=12:d=5", "-f", "lavfi", "-i", "sine=frequency=330:sample_rate=22050:duration=5",
			"-ac", "1", "-c:v", "mpeg4", "-q:v", "5", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", "-f", "mov")
	default:
		return fault.New(fault.Invalid, "media.sample", "There is no such sample clip.")
	}
	args = append(args, "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "file:"+abs)
	tail, err := e.short(ctx, sampleTimeout, command{path: b.ffmpeg, args: args})
	if err != nil && fault.KindOf(err) == fault.Internal {
		return fault.Wrap(err, fault.Internal, "media.sample", "ffmpeg could not make the sample clip.").WithOp("media.sample: " + redact(tail, abs))
	}
	return err
}
