package media

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"time"

	"cuedrop/internal/fault"
)

// versionTimeout is for a program that answers in a tenth of a second. It is as long
// as this because a computer that is busy elsewhere must not look like one without
// ffmpeg.
const versionTimeout = 15 * time.Second

// Oldest libavutil that works: 56.22 is ffmpeg 4.1, 56.70 is 4.4, the first with
// -stats_period (media.md 2.3). Release numbers do not help: nightly builds have none.
const (
	minAvutil         = 56_022
	statsPeriodAvutil = 56_070
)

// binaries are the two programs, found and able to start.
type binaries struct {
	ffmpeg, ffprobe string
	version         string
	avutil          int // 1000 x major + minor of libavutil
}

// locate searches the places of media.md 2.3 in order and returns the first pair
// that starts and is new enough. Without one it returns the fault of the place that
// came closest.
func locate(ctx context.Context, opts Options) (binaries, error) {
	if opts.FFmpeg != "" {
		return tryChosen(ctx, opts)
	}
	var closest error
	for _, dir := range searchDirs(opts, runtime.GOOS) {
		ffmpeg := filepath.Join(dir, exeName("ffmpeg"))
		if !isFile(ffmpeg) {
			continue
		}
		b, err := try(ctx, ffmpeg, opts.FFprobe)
		if err == nil || ctx.Err() != nil {
			return b, err
		}
		if closest == nil || fault.ReasonOf(closest) == "ffmpeg.missing" {
			closest = err
		}
	}
	if closest == nil {
		closest = missing(nil)
	}
	return binaries{}, closest
}

// tryChosen takes the user's own choice and nothing else: the program, or the folder
// that it is in.
func tryChosen(ctx context.Context, opts Options) (binaries, error) {
	abs, err := filepath.Abs(opts.FFmpeg)
	if err == nil && isFolder(abs) {
		abs = filepath.Join(abs, exeName("ffmpeg"))
	}
	if err != nil || !isFile(abs) {
		return binaries{}, fault.Wrap(err, fault.Unsupported, "ffmpeg.missing",
			"There is no ffmpeg at the place that you set. Correct the path, or clear it to let Cuedrop search.")
	}
	return try(ctx, abs, opts.FFprobe)
}

// try starts ffmpeg and the ffprobe beside it.
func try(ctx context.Context, ffmpeg, ffprobe string) (binaries, error) {
	if ffprobe == "" {
		ffprobe = filepath.Join(filepath.Dir(ffmpeg), exeName("ffprobe"))
		if !isFile(ffprobe) { // a link to ffmpeg alone: look beside its target
			if target, err := filepath.EvalSymlinks(ffmpeg); err == nil {
				ffprobe = filepath.Join(filepath.Dir(target), exeName("ffprobe"))
			}
		}
	}
	abs, err := filepath.Abs(ffprobe)
	if err != nil || !isFile(abs) {
		return binaries{}, fault.Wrap(err, fault.Unsupported, "ffmpeg.missing",
			"ffprobe is missing. It comes with ffmpeg and belongs beside it: "+howToGet(runtime.GOOS)+".")
	}
	b := binaries{ffmpeg: ffmpeg, ffprobe: abs}
	type answer struct {
		text string
		err  error
	}
	second := make(chan answer, 1)
	go func() {
		text, err := banner(ctx, abs)
		second <- answer{text, err}
	}()
	text, err := banner(ctx, ffmpeg)
	other := <-second
	if err = errors.Join(err, other.err); err != nil {
		return binaries{}, err
	}
	var ok bool
	if b.version, b.avutil, ok = parseBanner(text, "ffmpeg"); !ok {
		return binaries{}, notFFmpeg("ffmpeg")
	}
	_, avutil, ok := parseBanner(other.text, "ffprobe")
	if !ok {
		return binaries{}, notFFmpeg("ffprobe")
	}
	if b.avutil < minAvutil || avutil < minAvutil {
		return binaries{}, fault.Newf(fault.Unsupported, "ffmpeg.too_old",
			"The ffmpeg on this computer is too old (%s). Cuedrop needs 4.1 or newer: %s.", b.version, howToGet(runtime.GOOS))
	}
	return b, nil
}

func banner(ctx context.Context, path string) (string, error) {
	inner, cancel := context.WithTimeoutCause(ctx, versionTimeout, errTimeout)
	defer cancel()
	out := &capped{max: 64 << 10}
	_, err := run(inner, command{path: path, args: []string{"-version"}, stdout: out, memory: probeMemory})
	var exit *exitError
	switch {
	case ctx.Err() != nil:
		return "", canceled(ctx)
	case errors.As(err, &exit), errors.Is(err, errTimeout), errors.Is(err, errTooMuch):
		return "", notFFmpeg(filepath.Base(path))
	case err != nil:
		return "", err
	}
	return out.String(), nil
}

var (
	versionLine = regexp.MustCompile(`^(ffmpeg|ffprobe) version (\S+)`)
	avutilLine  = regexp.MustCompile(`(?m)^\s*libavutil\s+(\d+)\.\s*(\d+)\.`)
)

// parseBanner reads what "-version" prints. ok is false for another program.
func parseBanner(text, program string) (version string, avutil int, ok bool) {
	m := versionLine.FindStringSubmatch(text)
	lib := avutilLine.FindStringSubmatch(text)
	if m == nil || m[1] != program || lib == nil {
		return "", 0, false
	}
	major, err1 := strconv.Atoi(lib[1])
	minor, err2 := strconv.Atoi(lib[2])
	return m[2], 1000*major + minor, err1 == nil && err2 == nil
}

func notFFmpeg(name string) error {
	return fault.Newf(fault.Unsupported, "ffmpeg.missing",
		"The program found as %s is not a working one. Choose another in Settings, or get ffmpeg: %s.", name, howToGet(runtime.GOOS))
}

func missing(cause error) error {
	return fault.Wrap(cause, fault.Unsupported, "ffmpeg.missing",
		"Cuedrop needs ffmpeg to check and convert clips, and there is none on this computer: "+howToGet(runtime.GOOS)+".")
}

func exeName(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

func isFolder(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.IsDir()
}

func isFile(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Mode().IsRegular()
}
