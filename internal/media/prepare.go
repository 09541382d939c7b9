package media

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// PrepareOptions say how to prepare a clip. The zero value keeps the clip's shape.
type PrepareOptions struct {
	Edit cuedrop.Edit
	// Check is a fresh result of Check for the same file, if there is one. It saves
	// the looks that decode.
	Check *cuedrop.Check
	// Progress is called from one goroutine, at most four times a second, and has
	// returned for the last time when Prepare returns.
	Progress func(cuedrop.RenderProgress)
}

// job is one Prepare.
type job struct {
	e        *Engine
	in, out  string // absolute
	check    cuedrop.Check
	facts    facts
	edit     cuedrop.Edit
	part     *os.File
	reporter *reporter
	done     float64 // the share of the work that earlier passes were
}

// report passes on how far the pass under way is.
func (j *job) report(p cuedrop.RenderProgress) {
	p.Fraction = j.done + (1-j.done)*p.Fraction
	j.reporter.set(p)
}

// Prepare writes to out a version of the clip at in that TikTok takes, by the
// cheapest sufficient route, and returns what it wrote. Nothing is at out, or what
// was there before, until the result has been verified; in is only read.
//
// A clip that is only too long or too short is judged by what opts.Edit leaves of it.
// Rendition.StartMs says where in the original the result really begins.
//
// It returns Invalid for a refused clip, a trim that the clip is too short for or that
// leaves less or more than TikTok takes, an impossible out, or out being in;
// Unsupported without a usable ffmpeg; Unavailable for a full disk; Conflict when
// the clip changes meanwhile; Canceled when ctx ends; Internal when ffmpeg fails,
// stalls or writes something that is not right.
func (e *Engine) Prepare(ctx context.Context, in, out string, opts PrepareOptions) (r cuedrop.Rendition, err error) {
	j := &job{e: e, edit: opts.Edit}
	if err := j.paths(in, out); err != nil {
		return cuedrop.Rendition{}, err
	}
	if err := j.look(ctx, opts.Check); err != nil {
		return cuedrop.Rendition{}, err
	}
	j.reporter = newReporter(opts.Progress)
	defer func() { j.reporter.close(err == nil) }()
	r, err = j.routes(ctx)
	if err != nil && fault.Is(err, fault.Internal) {
		e.log.Warn("prepare clip", "file", filepath.Base(j.in), "err", err)
	}
	return r, err
}

// paths checks the two ends. Links are followed: the same file by two names is
// still the same file.
func (j *job) paths(in, out string) error {
	var err1, err2 error
	j.in, err1 = filepath.Abs(in)
	j.out, err2 = filepath.Abs(out)
	if err := errors.Join(err1, err2); err != nil {
		return fault.Wrap(err, fault.Internal, "", "")
	}
	source, err := os.Stat(j.in)
	if err != nil {
		return problemFault(problemOf(j.in, err))
	}
	if target, err := os.Stat(j.out); err == nil {
		switch {
		case os.SameFile(source, target):
			return fault.New(fault.Invalid, "media.same_file", "The result would overwrite the original. Choose another name or folder for it.")
		case target.IsDir():
			return fault.New(fault.Invalid, "media.output_is_folder", "There is a folder with the name of the result. Choose another name.")
		case !target.Mode().IsRegular():
			return fault.New(fault.Invalid, "media.output_not_regular", "The result cannot go to a device or a pipe. Choose a file name.")
		}
	}
	if dir, err := os.Stat(filepath.Dir(j.out)); err != nil || !dir.IsDir() {
		return fault.New(fault.Invalid, "media.output_folder_missing", "The folder for the result does not exist. Create it, or choose another.")
	}
	return nil
}

// look gathers the facts and refuses what cannot be prepared.
func (j *job) look(ctx context.Context, given *cuedrop.Check) error {
	var err error
	if j.facts, err = j.e.inspectKnown(ctx, j.in, given != nil); err != nil {
		return err
	}
	if given != nil && given.Info.DurationMs > 0 && j.facts.duration > 0 {
		j.facts.duration = ms(given.Info.DurationMs)
	}
	judged := j.facts
	if j.edit.Trims() && judged.duration > 0 {
		judged.duration = cuedrop.SafeLength // checkTrim judges the length
	}
	j.check = judge(judged)
	if given != nil && j.check.Verdict != cuedrop.VerdictRefused && refusedFor(*given, j.edit.Trims()) {
		j.check = *given
	}
	if j.check.Verdict != cuedrop.VerdictRefused {
		if !j.edit.Trims() {
			return nil
		}
		if err := checkTrim(j.edit, j.facts.duration); err != nil {
			return err
		}
		if ms(j.edit.TrimEndMs) >= j.facts.duration {
			j.edit.TrimEndMs = 0
		}
		return nil
	}
	for _, f := range j.check.Findings {
		if f.Severity == cuedrop.SeverityRefused {
			if f.Code == "file_missing" {
				return problemFault(problemMissing)
			}
			return fault.New(fault.Invalid, "media."+f.Code, f.Message+" "+f.Fix)
		}
	}
	return fault.New(fault.Invalid, "media.refused", "TikTok does not take this clip. Choose another one.")
}

// refusedFor reports whether c refuses a clip for more than its length, which a trim
// changes.
func refusedFor(c cuedrop.Check, trims bool) bool {
	for _, f := range c.Findings {
		if f.Severity == cuedrop.SeverityRefused && (!trims || f.Code != "too_long" && f.Code != "too_short") {
			return true
		}
	}
	return false
}

// routes tries the planned route. When copying streams gives something that is not
// right (odd time stamps, mostly), making them anew does better; when seeking did, so
// does decoding everything.
func (j *job) routes(ctx context.Context) (cuedrop.Rendition, error) {
	p, err := j.plan(ctx)
	if err != nil {
		return cuedrop.Rendition{}, err
	}
	r, err := j.attempt(ctx, p)
	for err != nil && ctx.Err() == nil && isOutputWrong(err) {
		from := p.cut.start > p.cut.preroll
		if p.route == cuedrop.RouteFull && !from {
			break
		}
		j.e.log.Info("not right, trying the dearer way", "file", filepath.Base(j.in), "route", string(p.route), "err", err)
		loud := p.loud
		if p.route == cuedrop.RouteFull {
			p.cut.preroll = p.cut.start
		} else {
			p = newPlan(j.facts, cuedrop.RouteFull, j.edit)
			p.loud = loud
		}
		r, err = j.attempt(ctx, p)
	}
	return r, err
}

// plan decides what to do. It looks for a cut that copying can make, and measures the
// loudness, only where that can matter.
func (j *job) plan(ctx context.Context) (plan, error) {
	if err := j.keepStart(ctx); err != nil {
		return plan{}, err
	}
	p := newPlan(j.facts, j.check.Route, j.edit)
	whole := j.edit
	whole.TrimStartMs, whole.TrimEndMs = 0, 0
	if q := newPlan(j.facts, j.check.Route, whole); p.cut != (cut{}) && q.route != cuedrop.RouteFull {
		packets, err := j.e.packets(ctx, j.in, j.facts.offset)
		if err != nil {
			return p, err
		}
		frame := time.Duration(float64(time.Second) / max(j.facts.video.fps, 1))
		if c, ok := copiedCut(packets, j.edit, j.facts.duration, frame); ok {
			p = q.copying(c, j.facts)
		}
	}
	if !j.edit.Loudness || !p.hasAudio {
		return p.reserving(j.facts), nil
	}
	l, ok, err := j.measure(ctx, p)
	if err != nil || !ok {
		return p.reserving(j.facts), err
	}
	p = p.correcting(l, j.facts)
	j.done = measureShare
	if p.route == cuedrop.RouteFull {
		j.done = measureShareOfAll
	}
	return p, nil
}

// keepStart lets a picture that is made anew only because the edit says so begin where it
// would begin if it were copied: at its keyframe. What is seen is not changed by a remake.
func (j *job) keepStart(ctx context.Context) error {
	copied := j.edit
	copied.Remake, copied.TrimStartMs, copied.TrimEndMs = "", 0, 0
	if j.edit.Remake == "" || !j.edit.TrimAtKeyframe || newPlan(j.facts, j.check.Route, copied).route == cuedrop.RouteFull {
		return nil
	}
	packets, err := j.e.packets(ctx, j.in, j.facts.offset)
	if err != nil {
		return err
	}
	frame := time.Duration(float64(time.Second) / max(j.facts.video.fps, 1))
	if c, ok := copiedCut(packets, j.edit, j.facts.duration, frame); ok {
		j.edit.TrimStartMs, j.edit.TrimAtKeyframe = c.start.Round(time.Millisecond).Milliseconds(), false
	}
	return nil
}

// The first pass over the sound takes about half as long as making it, and next to
// nothing beside making the picture (media.md 4).
const (
	measureShare      = 0.3
	measureShareOfAll = 0.05
)

// attempt makes the file by p next to the target and puts it in place.
func (j *job) attempt(ctx context.Context, p plan) (r cuedrop.Rendition, err error) {
	if err := j.room(p); err != nil {
		return r, err
	}
	part, err := os.CreateTemp(filepath.Dir(j.out), ".cuedrop-*.part")
	if err != nil {
		return r, outputFault(err)
	}
	j.part = part
	kept := false
	defer func() {
		_ = part.Close() // before removing: Windows removes no open file
		if !kept {
			_ = os.Remove(part.Name())
		}
	}()
	var made result
	if p.route == cuedrop.RouteCopy {
		made, err = j.copy(ctx)
	} else {
		made, err = j.render(ctx, p)
	}
	if err != nil {
		return r, err
	}
	if err := j.place(ctx); err != nil {
		return r, err
	}
	kept = true
	return cuedrop.Rendition{Path: j.out, Route: p.route, Size: made.size, SHA256: made.sha256, Sum64: made.sum64, DurationMs: made.duration.Milliseconds(), StartMs: p.cut.start.Round(time.Millisecond).Milliseconds()}, nil
}

// room refuses a job that the disk cannot hold. A conversion may need up to twice
// what an ordinary clip takes (reliability-security.md C3).
func (j *job) room(p plan) error {
	const (
		spare        = 16 << 20
		ordinaryRate = 10_000_000 / 8 // bytes a second
	)
	size := j.facts.file.size
	if p.cut != (cut{}) && p.duration < j.facts.duration {
		size = int64(float64(size) * p.duration.Seconds() / j.facts.duration.Seconds())
	}
	need := size + size/20 + spare
	if p.route == cuedrop.RouteFull {
		need = int64(2*ordinaryRate*p.duration.Seconds()) + spare
	}
	free := j.e.free(filepath.Dir(j.out))
	if free < 0 || free >= need {
		return nil
	}
	return diskFull(need, free)
}

func diskFull(need, free int64) error {
	return fault.Newf(fault.Unavailable, "media.disk_full",
		"The disk is too full to prepare this clip: it may need %s GB and %s GB are free. Free some space, then try again.",
		number(float64(need)/1e9+0.005), number(float64(free)/1e9))
}

// copy copies the bytes and hashes them on the way.
func (j *job) copy(ctx context.Context) (result, error) {
	in, before, problem := openRegular(j.in)
	if problem != "" {
		return result{}, problemFault(problem)
	}
	defer func() { _ = in.Close() }()
	sum := newSum(j.part)
	n, err := copyAll(ctx, sum, in, func(n int64) {
		j.reporter.set(cuedrop.RenderProgress{Fraction: float64(n) / float64(max(before.Size(), 1))})
	})
	if err != nil {
		return result{}, writeFault(err)
	}
	if n != before.Size() || n != j.facts.file.size || !unchanged(in, before) {
		return result{}, changed()
	}
	return result{size: n, sha256: sum.hex(), sum64: sum.fast(), duration: j.facts.duration}, nil
}

// place makes the part durable and gives it its name.
func (j *job) place(ctx context.Context) error {
	if err := j.part.Sync(); err != nil {
		return writeFault(err)
	}
	if err := j.part.Close(); err != nil {
		return writeFault(err)
	}
	wait := 20 * time.Millisecond
	for try := 1; ; try++ {
		err := os.Rename(j.part.Name(), j.out)
		if err == nil {
			break
		}
		if try == 10 || !isTransient(err) {
			return outputFault(err)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return canceled(ctx)
		}
		wait = min(2*wait, 400*time.Millisecond)
	}
	if err := syncDir(filepath.Dir(j.out)); err != nil {
		j.e.log.Debug("sync folder", "err", err) // some network drives cannot
	}
	return nil
}

func outputFault(err error) error {
	if errors.Is(err, os.ErrPermission) {
		return fault.Wrap(err, fault.Invalid, "media.output_not_writable", "Cuedrop may not write to the folder for the result. Choose another folder.")
	}
	return writeFault(err)
}

// writeFault leaves faults as they are and turns the disk's errors into one.
func writeFault(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	if isDiskFull(err) {
		return fault.Wrap(err, fault.Unavailable, "media.disk_full", "The disk is full. Free some space, then try again.")
	}
	return fault.Wrap(fmt.Errorf("write result: %w", err), fault.Internal, "media.write_failed", "The result could not be written. Check the drive, then try again.")
}
