package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
)

// encodeTimeout is for five frames, which take a second (media.md 2.4), on a computer
// that is busy elsewhere.
const encodeTimeout = 20 * time.Second

// Tools is the ffmpeg in use and what it can do.
type Tools struct {
	FFmpeg, FFprobe string // absolute paths
	Version         string // as ffmpeg prints it
	H264Encoder     string // "" when none works here
	// Encoders are those that were considered, in order, and what came of it.
	Encoders []EncoderTest
	// Missing are the wanted filters that this ffmpeg lacks.
	Missing []string
	Zscale  bool // HDR can be turned into standard range
	Bwdif   bool // the better deinterlacer
	BoxBlur bool // the blur for backgrounds (missing in LGPL builds)
	Lavfi   bool // silence can be made for clips without sound

	avutil      int
	statsPeriod bool // -stats_period is known
	threads     int  // at most; 0 = as many as ffmpeg likes
}

// Hardware reports whether the graphics card encodes.
func (t Tools) Hardware() bool { return t.H264Encoder != "" && isHardware(t.H264Encoder) }

// EncoderTest is one H.264 encoder of encoderOrder.
type EncoderTest struct {
	Name  string
	State EncoderState
}

// EncoderState is what is known of an encoder.
type EncoderState string

// What is known of an encoder.
const (
	EncoderWorks   EncoderState = "works"
	EncoderBroken  EncoderState = "fails"  // it is listed and failed its test
	EncoderFailed  EncoderState = "failed" // it passed its test and failed at a clip
	EncoderAbsent  EncoderState = "absent" // this ffmpeg was built without it
	EncoderUntried EncoderState = "untried"
)

// wantedFilters are those that Cuedrop does something worse, or not, without.
var wantedFilters = []string{"zscale", "tonemap", "setparams", "bwdif", "boxblur", "loudnorm", "thumbnail", "tile"}

// toolset is the cache of the search and of the tests. lock is a mutex that a
// context can give up on.
type toolset struct {
	lock chan struct{}
	// examining is held by the one call that tests encoders; looks at files go on
	// meanwhile.
	examining chan struct{}
	rules     cuedrop.MediaRules
	stamp     string // identity of both files when found
	found     binaries
	known     *record // nil = not asked yet
	tools     *Tools
}

// Configure sets what the user chose. It takes effect with the next clip. A path in
// Options, which somebody gave for this run, wins over one in rules.
func (e *Engine) Configure(rules cuedrop.MediaRules) {
	e.toolset.lock <- struct{}{}
	defer func() { <-e.toolset.lock }()
	t := &e.toolset
	if t.rules == rules {
		return
	}
	if t.rules.FFmpeg != rules.FFmpeg || t.rules.FFprobe != rules.FFprobe {
		t.stamp, t.known = "", nil
	}
	t.rules, t.tools = rules, nil
}

// binaries returns the located programs and remembers them until their files change.
func (e *Engine) binaries(ctx context.Context) (binaries, error) {
	release, err := acquire(ctx, e.toolset.lock)
	if err != nil {
		return binaries{}, err
	}
	defer release()
	return e.binariesLocked(ctx)
}

func (e *Engine) binariesLocked(ctx context.Context) (binaries, error) {
	t := &e.toolset
	if t.stamp != "" && t.stamp == stamp(t.found) {
		return t.found, nil
	}
	opts := e.opts
	if opts.FFmpeg == "" {
		opts.FFmpeg, opts.FFprobe = t.rules.FFmpeg, valueOrElse(opts.FFprobe, t.rules.FFprobe)
	}
	found, err := locate(ctx, opts)
	if err != nil {
		return binaries{}, err
	}
	t.found, t.stamp, t.known, t.tools = found, stamp(found), nil, nil
	return found, nil
}

func valueOrElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Tools locates ffmpeg, tests what it can do, and remembers the answer until the
// files change or Refresh is called; where Options name a file for it, also between
// runs. Without a usable ffmpeg it returns an Unsupported fault: ffmpeg.missing,
// ffmpeg.too_old or ffmpeg.blocked.
func (e *Engine) Tools(ctx context.Context) (Tools, error) { return e.toolsWithout(ctx, nil) }

// toolsWithout is Tools, with another encoder than those.
func (e *Engine) toolsWithout(ctx context.Context, but []string) (Tools, error) {
	release, err := acquire(ctx, e.toolset.examining)
	if err != nil {
		return Tools{}, err
	}
	defer release()
	s, err := e.state(ctx)
	if err != nil {
		return Tools{}, err
	}
	if s.tools != nil && len(but) == 0 {
		return *s.tools, nil
	}
	order := encoderOrder(runtime.GOOS, s.rules.Hardware)
	known := s.known
	if known == nil {
		if known, err = e.ask(ctx, s.found, order[0]); err != nil {
			return Tools{}, err
		}
	}
	t := s.found.tools(known)
	t.threads = s.rules.Threads
	if err := e.choose(ctx, &t, s.found, known, order, but); err != nil {
		return Tools{}, err
	}
	if err := e.records.save(known); err != nil {
		e.log.Debug("remember what ffmpeg can do", "err", err)
	}
	e.keep(s, known, t, len(but) == 0)
	return t, nil
}

// state returns the programs and what is known about them.
func (e *Engine) state(ctx context.Context) (toolset, error) {
	release, err := acquire(ctx, e.toolset.lock)
	if err != nil {
		return toolset{}, err
	}
	defer release()
	if _, err := e.binariesLocked(ctx); err != nil {
		return toolset{}, err
	}
	if e.toolset.known == nil {
		e.toolset.known = e.records.load(e.toolset.found.identity(e.toolset.stamp))
	}
	return e.toolset, nil
}

// keep makes an answer the remembered one, unless the program or the rules were
// replaced meanwhile. That nothing works is asked again: a busy computer looks the
// same.
func (e *Engine) keep(was toolset, known *record, t Tools, whole bool) {
	e.toolset.lock <- struct{}{}
	defer func() { <-e.toolset.lock }()
	if e.toolset.found != was.found || e.toolset.stamp != was.stamp {
		return
	}
	e.toolset.known = known
	if !whole || t.H264Encoder == "" || e.toolset.rules != was.rules {
		return
	}
	e.toolset.tools = &t
	e.log.Info("found ffmpeg", "path", t.FFmpeg, "version", t.Version, "encoder", t.H264Encoder, "zscale", t.Zscale)
}

// Refresh forgets what was found, also by earlier runs: the next call searches and
// tests again.
func (e *Engine) Refresh() {
	e.toolset.lock <- struct{}{}
	defer func() { <-e.toolset.lock }()
	t := &e.toolset
	if t.stamp != "" {
		if err := e.records.forget(t.found.identity(t.stamp)); err != nil {
			e.log.Debug("forget what ffmpeg can do", "err", err)
		}
	}
	t.stamp, t.known, t.tools = "", nil, nil
}

// distrust keeps an encoder from being chosen again: it passed its test and then
// failed at a clip that another encoder could do.
func (e *Engine) distrust(encoder string) {
	e.toolset.lock <- struct{}{}
	defer func() { <-e.toolset.lock }()
	known := e.toolset.known
	if known == nil {
		return // ffmpeg was replaced meanwhile
	}
	known.note(&known.Failed, encoder)
	e.toolset.tools = nil
	if err := e.records.save(known); err != nil {
		e.log.Debug("remember what ffmpeg can do", "err", err)
	}
}

// stamp identifies both files by path, size and modification time.
func stamp(b binaries) string {
	var s strings.Builder
	for _, path := range []string{b.ffmpeg, b.ffprobe} {
		fi, err := os.Stat(path)
		if err != nil {
			return ""
		}
		fmt.Fprintf(&s, "%s|%d|%d;", path, fi.Size(), fi.ModTime().UnixNano())
	}
	return s.String()
}

// identity is what records are kept by: behind a shim another program may have
// taken the place of the one that was tested.
func (b binaries) identity(stamp string) string {
	if stamp == "" {
		return ""
	}
	return stamp + b.version
}

// tools says what follows from the programs and their lists.
func (b binaries) tools(known *record) Tools {
	has := func(filter string) bool { return slices.Contains(known.Filters, filter) }
	t := Tools{
		FFmpeg: b.ffmpeg, FFprobe: b.ffprobe, Version: b.version, avutil: b.avutil,
		Zscale: has("zscale") && has("tonemap") && has("setparams"), Bwdif: has("bwdif"), BoxBlur: has("boxblur"),
		Lavfi: !known.noLavfi(), statsPeriod: b.avutil >= statsPeriodAvutil,
	}
	for _, f := range wantedFilters {
		if !has(f) {
			t.Missing = append(t.Missing, f)
		}
	}
	return t
}

// ask has ffmpeg list its filters and encoders, and tests the first encoder
// meanwhile: almost every ffmpeg has it.
func (e *Engine) ask(ctx context.Context, b binaries, first string) (*record, error) {
	x := &record{FFmpeg: b.identity(stamp(b)), At: e.records.date()}
	var encoders, filters map[string]bool
	var encodersErr, filtersErr, firstErr error
	var wait sync.WaitGroup
	wait.Go(func() { encoders, encodersErr = e.list(ctx, b, "-encoders") })
	wait.Go(func() { filters, filtersErr = e.list(ctx, b, "-filters") })
	wait.Go(func() { firstErr = e.testEncoder(ctx, b, x, first) })
	wait.Wait()
	if ctx.Err() != nil {
		return nil, canceled(ctx)
	}
	if err := errors.Join(encodersErr, filtersErr); err != nil {
		return nil, err
	}
	for _, hardware := range []bool{false, true} {
		for _, name := range encoderOrder(runtime.GOOS, hardware) {
			if encoders[name] && !slices.Contains(x.Encoders, name) {
				x.Encoders = append(x.Encoders, name)
			}
		}
	}
	for _, name := range wantedFilters {
		if filters[name] {
			x.Filters = append(x.Filters, name)
		}
	}
	if encoders[first] {
		x.tested(first, firstErr)
	}
	return x, nil
}

// choose tests encoders until one works: listed does not mean that it works
// (media.md 2.4).
func (e *Engine) choose(ctx context.Context, t *Tools, b binaries, known *record, order, but []string) error {
	for _, name := range order {
		state, tested := known.outcome(name)
		if t.H264Encoder == "" && !tested && !slices.Contains(but, name) {
			err := e.testEncoder(ctx, b, known, name)
			if ctx.Err() != nil {
				return canceled(ctx)
			}
			state = known.tested(name, err)
		}
		if t.H264Encoder == "" && state == EncoderWorks && !slices.Contains(but, name) {
			t.H264Encoder = name
		}
		t.Encoders = append(t.Encoders, EncoderTest{name, state})
	}
	t.Lavfi = !known.noLavfi()
	return nil
}

// tested notes how a test ended. Only what will be so tomorrow is remembered: that
// it worked, and that a driver refused.
func (x *record) tested(name string, err error) EncoderState {
	var exit *exitError
	switch {
	case err == nil:
		x.note(&x.Works, name)
		return EncoderWorks
	case isHardware(name) && errors.As(err, &exit):
		x.note(&x.Fails, name)
	}
	return EncoderBroken
}

func (e *Engine) testEncoder(ctx context.Context, b binaries, known *record, name string) error {
	var tail string
	var err error
	if !known.noLavfi() {
		tail, err = e.short(ctx, encodeTimeout, command{path: b.ffmpeg, args: testEncodeArgs(name, fromLavfi)})
		if err != nil && strings.Contains(tail, "Unknown input format") {
			known.setNoLavfi()
		}
	}
	if known.noLavfi() {
		tail, err = e.short(ctx, encodeTimeout, command{path: b.ffmpeg, args: testEncodeArgs(name, fromStdin), stdin: blank()})
	}
	if err != nil {
		e.log.Debug("test encoder", "encoder", name, "err", err, "stderr", redact(tail))
	}
	return err
}

// blank are the raw frames of a test encode.
func blank() io.Reader {
	return io.LimitReader(zeroes{}, testFrames*testWidth*testHeight*3/2)
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func (e *Engine) list(ctx context.Context, b binaries, what string) (map[string]bool, error) {
	out := &capped{max: 1 << 20}
	_, err := e.short(ctx, versionTimeout, command{path: b.ffmpeg, args: []string{"-hide_banner", what}, stdout: out})
	if err != nil {
		var exit *exitError
		if errors.As(err, &exit) || errors.Is(err, errTimeout) || errors.Is(err, errTooMuch) {
			return nil, notFFmpeg("ffmpeg")
		}
		return nil, err
	}
	return parseList(out.String()), nil
}

// parseList reads the names of "-encoders" and "-filters": the second word of a
// line whose first is a group of flags.
func parseList(text string) map[string]bool {
	names := map[string]bool{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) >= 2 && strings.Trim(words[0], "VASFXBDTC.") == "" {
			names[words[1]] = true
		}
	}
	return names
}
