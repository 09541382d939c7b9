package media

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

var errStalled = errors.New("no progress")

// render has ffmpeg write the part, and verifies it. A hardware encoder that passed
// its test may still fail on the real picture: then the next encoder does the work.
// Where that one can, it was not the clip's fault, and the hardware is not used
// again.
func (j *job) render(ctx context.Context, p plan) (result, error) {
	var failed []string
	var first error
	for {
		t, err := j.tools(ctx, p, failed)
		if first != nil && fault.ReasonOf(err) == "ffmpeg.no_encoder" {
			return result{}, first
		}
		if err != nil {
			return result{}, err
		}
		made, err := j.renderWith(ctx, p, t)
		if err == nil {
			for _, encoder := range failed {
				j.e.distrust(encoder)
			}
			return made, nil
		}
		if !encoderMayBeWhy(err) || t.H264Encoder == "" || !isHardware(t.H264Encoder) {
			return result{}, err
		}
		j.e.log.Warn("hardware encoder failed, trying the next", "encoder", t.H264Encoder, "err", err)
		failed = append(failed, t.H264Encoder)
		if first == nil {
			first = err
		}
	}
}

func encoderMayBeWhy(err error) bool {
	return isOutputWrong(err) || fault.ReasonOf(err) == "ffmpeg.stalled"
}

// tools returns ffmpeg and, where the route encodes the picture, an encoder that is
// none of but.
func (j *job) tools(ctx context.Context, p plan, but []string) (Tools, error) {
	if p.route != cuedrop.RouteFull {
		b, err := j.e.binaries(ctx)
		return Tools{FFmpeg: b.ffmpeg, statsPeriod: b.avutil >= statsPeriodAvutil}, err
	}
	t, err := j.e.toolsWithout(ctx, but)
	if err == nil && t.H264Encoder == "" {
		err = fault.New(fault.Unsupported, "ffmpeg.no_encoder",
			"This ffmpeg cannot make H.264 video on this computer. Get a full ffmpeg ("+howToGet(runtime.GOOS)+").")
	}
	return t, err
}

func (j *job) renderWith(ctx context.Context, p plan, t Tools) (result, error) {
	take := j.e.convert
	if p.route == cuedrop.RouteRemux { // copying streams costs no more than a look
		take = func(ctx context.Context) (func(), error) { return acquire(ctx, j.e.probes) }
	}
	release, err := take(ctx)
	if err != nil {
		return result{}, err
	}
	proof := j.beginProof(ctx, p)
	defer proof.close()
	if made, ok, err := j.move(ctx, p); ok {
		release()
		if err != nil {
			return result{}, err
		}
		return j.verify(ctx, p, proof, &made)
	}
	err = j.runOnce(ctx, p, t)
	if err == nil && p.reserve > 0 && !hasIndex(j.part.Name()) { // the room for it was too small
		p.reserve = 0
		err = j.runOnce(ctx, p, t)
	}
	release()
	if err != nil {
		return result{}, err
	}
	if now := look(j.in); now.file.size != j.facts.file.size || now.file.problem != "" {
		return result{}, changed()
	}
	return j.verify(ctx, p, proof, nil)
}

func (j *job) runOnce(ctx context.Context, p plan, t Tools) error {
	args, err := renderArgs(p, t, j.in, j.part.Name())
	if err != nil {
		return err
	}
	args = capThreads(args, t.threads)
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	dog := newWatchdog(j.e.stall, j.part.Name(), func() { cancel(errStalled) })
	defer dog.stop()
	if p.reserve > 0 { // what is written stays where it is
		defer flushing(j.part)()
	}
	progress := &parser{total: p.duration}
	progress.report = func(r cuedrop.RenderProgress) {
		dog.moved(progress.moves)
		j.report(r)
	}
	tail, err := run(inner, command{path: t.FFmpeg, args: args, stdout: progress, memory: convertMemory, started: j.e.started})
	if ctx.Err() != nil {
		return canceled(ctx)
	}
	if err == nil {
		return nil
	}
	j.e.log.Warn("ffmpeg failed", "file", filepath.Base(j.in), "route", string(p.route), "err", err,
		"stderr", redact(tail, j.in, j.part.Name()))
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, errStalled):
		return fault.Wrap(err, fault.Internal, "ffmpeg.stalled", "The conversion stopped moving and was ended. Try again, or choose another clip.")
	}
	if free := j.e.free(filepath.Dir(j.out)); free >= 0 && free < 1<<20 {
		return fault.Wrap(err, fault.Unavailable, "media.disk_full", "The disk is full. Free some space, then try again.")
	}
	return fault.Wrap(err, fault.Internal, "ffmpeg.failed", "ffmpeg could not convert this clip. Try again; if it fails again, export the clip anew or choose another.")
}

func hasIndex(path string) bool {
	f := look(path)
	return f.boxes != nil && f.boxes.HasMoov
}

const (
	flushEach  = 16 << 20 // bytes
	flushLooks = 20 * time.Millisecond
)

// flushing has the system write the file to the disk while it grows, so that little is
// left to wait for at its end, until stop.
func flushing(f *os.File) (stop func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(flushLooks)
		defer tick.Stop()
		var flushed int64
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
			}
			fi, err := f.Stat()
			if err != nil || fi.Size()-flushed < flushEach {
				continue
			}
			flushed = fi.Size()
			_ = f.Sync() // it is done once more, and heard, before the file gets its name
		}
	}()
	return func() { close(quit); <-done }
}

// watchdog ends a conversion that neither reports progress nor writes. Both count:
// after the last frame ffmpeg moves the index to the front and rewrites a large
// file in silence.
type watchdog struct {
	moves chan int
	quit  chan struct{}
	done  chan struct{}
}

const watchdogTicks = 12

func newWatchdog(limit time.Duration, part string, bite func()) *watchdog {
	w := &watchdog{moves: make(chan int, 1), quit: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		tick := time.NewTicker(limit / watchdogTicks)
		defer tick.Stop()
		var moves, idle int
		last := fileStamp(part)
		for {
			select {
			case <-w.quit:
				return
			case n := <-w.moves:
				if n != moves {
					moves, idle = n, 0
				}
			case <-tick.C:
				idle++
				if now := fileStamp(part); now != last {
					last, idle = now, 0
				}
				if idle >= watchdogTicks {
					bite()
					return
				}
			}
		}
	}()
	return w
}

// moved tells how often the progress has gone up. It never blocks; a value that is
// not taken yet is replaced.
func (w *watchdog) moved(n int) {
	select {
	case <-w.moves:
	default:
	}
	select {
	case w.moves <- n:
	default:
	}
}

func (w *watchdog) stop() {
	close(w.quit)
	<-w.done
}

type stampOf struct {
	size int64
	mod  time.Time
}

func fileStamp(path string) stampOf {
	fi, err := os.Stat(path)
	if err != nil {
		return stampOf{}
	}
	return stampOf{fi.Size(), fi.ModTime()}
}
