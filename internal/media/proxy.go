package media

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	proxySide   = 540 // pixels of the shorter side, at most
	proxyRate   = 30  // frames a second, at most
	proxyLength = 10 * time.Minute
	// proxyKeys is the frames between two keyframes: a player jumps quickly.
	proxyKeys = 30
)

// Proxy writes to out a small version of the clip at in that every web view plays:
// H.264 and AAC in an MP4 with the index first, at most 540 pixels on the shorter side,
// 30 frames a second and ten minutes. Nothing is at out, or what was there before, until
// the result has been verified. It waits for no conversion and takes half of the
// processors, so that it slows none much; one runs at a time.
//
// It returns Invalid for a refused clip; Unsupported without a usable ffmpeg;
// Unavailable for a full disk; Canceled when ctx ends; Internal when ffmpeg fails, stalls
// or writes something that is not right. progress may be nil; see PrepareOptions.
func (e *Engine) Proxy(ctx context.Context, in, out string, progress func(cuedrop.RenderProgress)) (err error) {
	j := &job{e: e}
	if err := j.paths(in, out); err != nil {
		return err
	}
	if _, _, err := e.openPicture(in); err != nil {
		return err
	}
	if j.facts, err = e.inspect(ctx, j.in, false); err != nil {
		return err
	}
	if j.facts.video == nil || j.facts.video.width <= 0 || j.facts.video.height <= 0 {
		return noPicture()
	}
	t, err := e.Tools(ctx)
	if err != nil {
		return err
	}
	if t.H264Encoder == "" {
		return fault.New(fault.Unsupported, "ffmpeg.no_encoder",
			"This ffmpeg cannot make H.264 video on this computer. Get a full ffmpeg ("+howToGet(runtime.GOOS)+").")
	}
	release, err := acquire(ctx, e.proxies)
	if err != nil {
		return err
	}
	defer release()
	j.reporter = newReporter(progress)
	defer func() { j.reporter.close(err == nil) }()
	return j.proxy(ctx, t)
}

// proxy makes the part, looks at it, and puts it in place.
func (j *job) proxy(ctx context.Context, t Tools) error {
	if free := j.e.free(filepath.Dir(j.out)); free >= 0 && free < proxyRoom {
		return diskFull(proxyRoom, free)
	}
	part, err := os.CreateTemp(filepath.Dir(j.out), ".cuedrop-*.part")
	if err != nil {
		return outputFault(err)
	}
	j.part = part
	defer func() {
		_ = part.Close()           // before removing: Windows removes no open file
		_ = os.Remove(part.Name()) // gone already when it was put in place
	}()
	if err := j.runProxy(ctx, t); err != nil {
		return err
	}
	if err := j.verifyProxy(ctx); err != nil {
		return err
	}
	return j.place(ctx)
}

// proxyRoom is what ten minutes may take, with a margin.
const proxyRoom = 256 << 20

func (j *job) runProxy(ctx context.Context, t Tools) error {
	length := min(j.facts.duration, proxyLength)
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	dog := newWatchdog(j.e.stall, j.part.Name(), func() { cancel(errStalled) })
	defer dog.stop()
	progress := &parser{total: length}
	progress.report = func(r cuedrop.RenderProgress) {
		dog.moved(progress.moves)
		j.reporter.set(r)
	}
	args := j.e.proxyArgs(ctx, j.facts, t, j.in, j.part.Name())
	tail, err := run(inner, command{path: t.FFmpeg, args: args, stdout: progress, memory: convertMemory})
	if ctx.Err() != nil {
		return canceled(ctx)
	}
	if err == nil {
		return nil
	}
	j.e.log.Warn("ffmpeg failed", "file", filepath.Base(j.in), "what", "proxy", "err", err, "stderr", redact(tail, j.in, j.part.Name()))
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, errStalled):
		return fault.Wrap(err, fault.Internal, "ffmpeg.stalled", "Making the preview stopped moving and was ended. Try again.")
	}
	if isHardware(t.H264Encoder) {
		j.e.distrust(t.H264Encoder)
	}
	return fault.Wrap(err, fault.Internal, "ffmpeg.failed", "ffmpeg could not make a preview of this clip. Try again.")
}

// proxyArgs make what every player takes. Baseline, because old decoders and scrubbing
// like no B-frames.
func (e *Engine) proxyArgs(ctx context.Context, f facts, t Tools, in, out string) []string {
	v := f.video
	w, h := proxySize(v.width, v.height)
	args := append(quiet(), "-y")
	args = append(args, guards...)
	args = append(args, "-i", inputURL(in), "-map", "0:V:0", "-map", "0:a:0?", "-t", decimals(proxyLength.Seconds(), 0))
	filters := fmt.Sprintf("fps=fps=%s:start_time=0,", decimals(proxyFPS(v), 3))
	if v.interlaced {
		filters = "yadif=mode=send_frame," + filters
	}
	filters += fmt.Sprintf("scale=%d:%d,setsar=1", w, h)
	if v.pixels.hdr {
		filters += e.toneFilters(ctx, v.pixels)
	}
	if t.H264Encoder == "h264_vaapi" {
		args = append(args, "-vaapi_device", vaapiDevice)
		filters += ",format=nv12,hwupload"
	} else {
		filters += ",format=" + encoderFormat(t.H264Encoder)
	}
	args = append(args, "-vf", filters, "-c:v", t.H264Encoder)
	if t.H264Encoder == "libx264" {
		args = append(args, "-preset", "veryfast", "-crf", "28", "-profile:v", "baseline")
	} else {
		args = append(args, "-b:v", "1500k")
	}
	return append(args, "-g", fmt.Sprint(proxyKeys), "-threads", fmt.Sprint(max(1, runtime.NumCPU()/2)),
		"-c:a", "aac", "-b:a", "96k", "-ar", "48000", "-ac", "2", "-af", "aresample=async=1:first_pts=0",
		"-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", inputURL(out))
}

// proxySize makes w x h small, even and of the same shape.
func proxySize(w, h int) (int, int) {
	scale := min(1, proxySide/float64(min(w, h)), 1920/float64(max(w, h)))
	return even(float64(w) * scale), even(float64(h) * scale)
}

// proxyFPS is the clip's own rate, made even, up to the limit.
func proxyFPS(v *videoFacts) float64 {
	if v.fps <= 0 || v.fps > proxyRate {
		return proxyRate
	}
	return max(v.fps, 1)
}

// verifyProxy looks at what ffmpeg wrote, whatever its exit code was.
func (j *job) verifyProxy(ctx context.Context) error {
	path := j.part.Name()
	b, err := j.e.binaries(ctx)
	if err != nil {
		return err
	}
	made, err := j.e.inspect(ctx, path, false)
	if err != nil {
		return err
	}
	if err := wrongProxy(made, j.facts); err != nil {
		return fault.Wrap(err, fault.Internal, "media.incomplete", "The preview of this clip is not complete, so it was thrown away. Try again.")
	}
	if state, err := j.e.decodes(ctx, b, firstFrameArgs(path)); err != nil || state != frameDecodes {
		if err == nil {
			err = errWrongOutput
		}
		return inCaller(ctx, fault.Wrap(err, fault.Internal, "media.incomplete", "The preview of this clip can't be played, so it was thrown away. Try again."))
	}
	return nil
}

func wrongProxy(made, original facts) error {
	v := made.video
	switch {
	case v == nil || v.codec != "h264" || v.pixels.format != "yuv420p":
		return fmt.Errorf("%w: no H.264 picture", errWrongOutput)
	case made.audio == nil && original.audio != nil || made.audio != nil && made.audio.codec != "aac":
		return fmt.Errorf("%w: no AAC sound", errWrongOutput)
	case made.boxes == nil || made.boxes.MoovLast:
		return fmt.Errorf("%w: index not first", errWrongOutput)
	}
	want := min(original.duration, proxyLength)
	if want > 0 && (made.duration-want).Abs() > max(500*time.Millisecond, want/20) {
		return fmt.Errorf("%w: %s long, not %s", errWrongOutput, made.duration, want)
	}
	return nil
}
