package media

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

const encodeTimeout = 10 * time.Second

// Tools is the ffmpeg in use and what it can do.
type Tools struct {
	FFmpeg, FFprobe string // absolute paths
	Version         string // as ffmpeg prints it
	H264Encoder     string // "" when none works here
	Zscale          bool   // HDR can be turned into standard range
	Bwdif           bool   // the better deinterlacer
	BoxBlur         bool   // the blur for backgrounds (missing in LGPL builds)

	statsPeriod bool // -stats_period is known
}

// toolset is the cache of the search and of the tests. lock is a mutex that a
// context can give up on.
type toolset struct {
	lock chan struct{}
	// examining is held by the one call that tests encoders; looks at files go on
	// meanwhile.
	examining chan struct{}
	stamp     string // identity of both files when found
	found     binaries
	tools     *Tools

	distrusted map[string]bool // encoders that passed the test and then failed
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
	found, err := locate(ctx, e.opts)
	if err != nil {
		return binaries{}, err
	}
	t.found, t.stamp, t.tools = found, stamp(found), nil
	return found, nil
}

// Tools locates ffmpeg, tests what it can do, and remembers the answer until the
// files change or Refresh is called. Without a usable ffmpeg it returns an
// Unsupported fault: ffmpeg.missing, ffmpeg.too_old or ffmpeg.blocked.
func (e *Engine) Tools(ctx context.Context) (Tools, error) {
	release, err := acquire(ctx, e.toolset.examining)
	if err != nil {
		return Tools{}, err
	}
	defer release()
	b, known, err := e.known(ctx)
	if err != nil || known != nil {
		return valueOr(known), err
	}
	t, err := e.examine(ctx, b)
	if err != nil {
		return Tools{}, err
	}
	e.toolset.lock <- struct{}{}
	if e.toolset.found == b { // else the program was replaced meanwhile
		e.toolset.tools = &t
	}
	<-e.toolset.lock
	e.log.Info("found ffmpeg", "path", t.FFmpeg, "version", t.Version, "encoder", t.H264Encoder, "zscale", t.Zscale)
	return t, nil
}

// known returns the programs and, where they were tested before, what they can do.
func (e *Engine) known(ctx context.Context) (binaries, *Tools, error) {
	release, err := acquire(ctx, e.toolset.lock)
	if err != nil {
		return binaries{}, nil, err
	}
	defer release()
	b, err := e.binariesLocked(ctx)
	return b, e.toolset.tools, err
}

func valueOr(t *Tools) Tools {
	if t == nil {
		return Tools{}
	}
	return *t
}

// Refresh forgets what was found: the next call searches again.
func (e *Engine) Refresh() {
	e.toolset.lock <- struct{}{}
	e.toolset.stamp, e.toolset.tools = "", nil
	<-e.toolset.lock
}

// distrust keeps an encoder from being chosen again in this run of the program.
func (e *Engine) distrust(encoder string) {
	e.toolset.lock <- struct{}{}
	if e.toolset.distrusted == nil {
		e.toolset.distrusted = map[string]bool{}
	}
	e.toolset.distrusted[encoder] = true
	e.toolset.tools = nil
	<-e.toolset.lock
}

func (e *Engine) isDistrusted(encoder string) bool {
	e.toolset.lock <- struct{}{}
	defer func() { <-e.toolset.lock }()
	return e.toolset.distrusted[encoder]
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

// examine asks ffmpeg for its filters and encoders and tests the encoders that it
// lists: listed does not mean that it works (media.md 2.4).
func (e *Engine) examine(ctx context.Context, b binaries) (Tools, error) {
	order := encoderOrder(runtime.GOOS)
	var encoders, filters map[string]bool
	var encodersErr, filtersErr, firstErr error
	var wait sync.WaitGroup
	wait.Go(func() { encoders, encodersErr = e.list(ctx, b, "-encoders") })
	wait.Go(func() { filters, filtersErr = e.list(ctx, b, "-filters") })
	wait.Go(func() { firstErr = e.testEncoder(ctx, b, order[0]) }) // almost every ffmpeg has it
	wait.Wait()
	if ctx.Err() != nil {
		return Tools{}, canceled(ctx)
	}
	if err := errors.Join(encodersErr, filtersErr); err != nil {
		return Tools{}, err
	}
	t := Tools{
		FFmpeg: b.ffmpeg, FFprobe: b.ffprobe, Version: b.version,
		Zscale: filters["zscale"] && filters["tonemap"] && filters["setparams"], Bwdif: filters["bwdif"], BoxBlur: filters["boxblur"],
		statsPeriod: b.avutil >= statsPeriodAvutil,
	}
	for i, name := range order {
		if !encoders[name] || e.isDistrusted(name) {
			continue
		}
		err := firstErr
		if i > 0 {
			err = e.testEncoder(ctx, b, name)
		}
		if ctx.Err() != nil {
			return Tools{}, canceled(ctx)
		}
		if err == nil {
			t.H264Encoder = name
			break
		}
	}
	return t, nil
}

func (e *Engine) testEncoder(ctx context.Context, b binaries, name string) error {
	tail, err := e.short(ctx, encodeTimeout, command{path: b.ffmpeg, args: testEncodeArgs(name)})
	if err != nil {
		e.log.Debug("test encoder", "encoder", name, "err", err, "stderr", redact(tail))
	}
	return err
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
