package media

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Check looks at the file at path and says whether TikTok takes it, and if not,
// what helps. A bad file is a Check with VerdictRefused, not an error. Errors are:
// Unsupported without a usable ffmpeg, Canceled when ctx ends, Internal for our own
// bugs. Check writes nothing.
func (e *Engine) Check(ctx context.Context, path string) (cuedrop.Check, error) {
	before, unknown := e.Identify(ctx, path)
	f, err := e.inspect(ctx, path, true)
	if err != nil {
		return cuedrop.Check{}, err
	}
	if after, err := e.Identify(ctx, path); err == nil && unknown == nil && after == before {
		if abs, err := filepath.Abs(path); err == nil {
			e.memory.keep(abs, after, f)
		}
	}
	return judge(f), nil
}

// inspect gathers facts. Without deep it leaves out what needs decoding or reading
// the whole file.
func (e *Engine) inspect(ctx context.Context, path string, deep bool) (facts, error) {
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return facts{}, err
	}
	defer release()
	abs, err := filepath.Abs(path)
	if err != nil {
		return facts{}, fault.Wrap(err, fault.Internal, "", "")
	}
	f := look(abs)
	if len(earlyRefusals(f)) > 0 {
		return f, nil
	}
	b, err := e.binaries(ctx)
	if err != nil {
		return facts{}, err
	}
	seen := plain{odd: "no MP4"}
	if f.boxes != nil {
		seen = readPlain(abs)
	}
	if ctx.Err() != nil {
		return facts{}, canceled(ctx)
	}
	if seen.whole {
		f.addProbe(seen.probed)
		f.frame = frameDecodes
		return f, nil
	}
	e.log.Debug("ask ffprobe", "file", filepath.Base(abs), "odd", seen.odd)
	return e.inspectFurther(ctx, b, abs, f, deep, seen.shows)
}

// inspectFurther adds to f what ffprobe says and, when deep, what decoding and reading
// shows. shows says that the first picture is known to be one.
func (e *Engine) inspectFurther(ctx context.Context, b binaries, abs string, f facts, deep, shows bool) (facts, error) {
	args := probeArgs(abs)
	if deep && !shows {
		// Decoding starts before the size is known; -max_pixels and the memory limit
		// hold it.
		args = probeFrameArgs(abs)
	}
	p, err := e.probeWith(ctx, b, abs, args)
	switch {
	case errors.Is(err, errUnreadable):
		return f, nil
	case err != nil:
		return facts{}, err
	}
	f.addProbe(p)
	if p.showsPicture() || shows && f.video != nil {
		f.frame = frameDecodes
	} else if deep && f.video != nil { // the first packets are of something else
		if f.frame, err = e.decodes(ctx, b, firstFrameArgs(abs)); err != nil {
			return facts{}, err
		}
	}
	if f.video == nil {
		return f, nil
	}
	if deep && f.boxes == nil {
		if err := e.readThrough(ctx, b, abs, &f); err != nil {
			return facts{}, err
		}
	}
	if f.video.pixels.hdr {
		t, err := e.Tools(ctx)
		if err != nil {
			return facts{}, err
		}
		f.noToneMap = !t.Zscale
	}
	return f, nil
}

// inCaller returns the caller's own cancellation rather than that of a group.
func inCaller(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return canceled(ctx)
	}
	return err
}

// look gathers what this process can see itself: the file's kind, its first bytes
// and its boxes.
func look(abs string) facts {
	file, fi, problem := openRegular(abs)
	if problem != "" {
		return facts{file: fileFacts{problem: problem}}
	}
	defer func() { _ = file.Close() }()
	f := facts{file: fileFacts{size: fi.Size()}}
	head := make([]byte, sniffLength)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		f.file.problem = problemRead
		return f
	}
	head = head[:n]
	f.file.content = sniff(head)
	switch f.file.content {
	case contentMP4:
		if _, err := file.Seek(0, io.SeekStart); err == nil {
			f.boxes, _ = readBoxes(file, f.file.size) // damage is for ffprobe to judge
			var more bool
			f.provenance, more = readProvenance(file, f.boxes.marks)
			f.boxes.HasExtras = f.boxes.HasExtras || more
		}
	case contentMatroska:
		f.file.ends = matroskaEnds(head)
		if isWebM(head) {
			f.container = "webm"
		}
	case contentUnknown, contentAVI, contentTS, contentPS, contentFLV, contentASF, contentOgg, contentPicture,
		contentAudio, contentPlaylist, contentText, contentDocument:
	}
	return f
}

// earlyRefusals are those that need no ffprobe.
func earlyRefusals(f facts) []issue {
	f.file.probed = true
	f.video = &videoFacts{codedWidth: 1, codedHeight: 1}
	f.duration = cuedrop.SafeLength
	return refusals(f)
}

// decodes runs a command that decodes one frame. The exit code proves nothing
// (media.md 3.4): the count of frames does.
func (e *Engine) decodes(ctx context.Context, b binaries, args []string) (frameState, error) {
	return e.decodesFrom(ctx, b, args, nil)
}

// decodesFrom is decodes of what stdin gives.
func (e *Engine) decodesFrom(ctx context.Context, b binaries, args []string, stdin io.Reader) (frameState, error) {
	var progress parser
	_, err := e.short(ctx, probeTimeout, command{path: b.ffmpeg, args: args, stdin: stdin, stdout: &progress})
	var exit *exitError
	switch {
	case err == nil, errors.As(err, &exit), errors.Is(err, errTimeout):
	default:
		return frameUnknown, err
	}
	if progress.frames > 0 {
		return frameDecodes, nil
	}
	return frameFails, nil
}

const (
	readThroughMax = 512 << 20 // bytes that are read to the end; bigger files are taken at their word
	shortBy        = 0.10      // of the announced duration
)

// readThrough reads all packets of containers whose index cannot be trusted, to
// learn how long the clip really is.
func (e *Engine) readThrough(ctx context.Context, b binaries, abs string, f *facts) error {
	if f.file.size > readThroughMax {
		return nil
	}
	progress := parser{}
	_, err := e.short(ctx, demuxTimeout, command{path: b.ffmpeg, args: demuxArgs(abs), stdout: &progress})
	var exit *exitError
	switch {
	case errors.Is(err, errTimeout):
		return nil
	case errors.As(err, &exit):
		f.damaged = true
	case err != nil:
		return err
	}
	f.cutShort, f.duration = realLength(f.duration, progress.at)
	return nil
}

// realLength compares the announced duration with where the packets end.
func realLength(announced, found time.Duration) (cutShort bool, d time.Duration) {
	if found <= 0 {
		return false, announced
	}
	if announced <= 0 {
		return false, found
	}
	missing := announced - found
	return missing > time.Second && missing.Seconds() > shortBy*announced.Seconds(), max(announced, found)
}
