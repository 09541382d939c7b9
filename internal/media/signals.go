package media

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	signalsTimeout = 15 * time.Second // for all of Signals
	soundListened  = 3 * time.Minute  // of the sound; a loudness settles long before
	pictureWatched = 3500 * time.Millisecond
	// silentBelow is a peak in dBFS under which nobody hears anything: dither and the
	// noise of an open input lie above.
	silentBelow = -60.0
	fullScale   = -0.1 // dBFS; 16 bits of full scale print as -0.0
	startRoom   = 200  // ms; a black or still start may begin a few frames late
	// stillWatched is how long the middle of a clip is watched for movement.
	stillWatched = 1200 * time.Millisecond
)

// Signals listens to a clip and watches its start: one pass over the sound and one over
// the first seconds of the picture, both bounded. check is the result of Check for the
// same file. What cannot be measured within 15 s is left out, without an error. Errors
// are Unsupported without a usable ffmpeg and Canceled when ctx ends.
func (e *Engine) Signals(ctx context.Context, path string, check cuedrop.Check) (cuedrop.Signals, error) {
	if check.Verdict == cuedrop.VerdictRefused && !check.Trimmable() {
		return cuedrop.Signals{}, nil
	}
	release, err := acquire(ctx, e.probes)
	if err != nil {
		return cuedrop.Signals{}, err
	}
	defer release()
	abs, err := filepath.Abs(path)
	if err != nil {
		return cuedrop.Signals{}, fault.Wrap(err, fault.Internal, "", "")
	}
	b, err := e.binaries(ctx)
	if err != nil {
		return cuedrop.Signals{}, err
	}
	// Out of time is no error: what was measured by then counts.
	limited, cancel := context.WithTimeoutCause(ctx, signalsTimeout, errTimeout)
	defer cancel()
	var sound, picture cuedrop.Signals
	group, inner := errgroup.WithContext(limited)
	group.Go(func() (err error) {
		if check.Info.AudioCodec != "" {
			sound, err = e.listen(inner, b, abs)
		}
		return err
	})
	group.Go(func() (err error) {
		length := time.Duration(check.Info.DurationMs) * time.Millisecond
		picture, err = e.watch(inner, b, abs, length)
		return err
	})
	err = group.Wait()
	out := cuedrop.Signals{
		Silent: sound.Silent, Loudness: sound.Loudness, Clipped: sound.Clipped,
		BlackMs: picture.BlackMs, FrozenMs: picture.FrozenMs,
	}
	switch {
	case ctx.Err() != nil:
		return cuedrop.Signals{}, canceled(ctx)
	case fault.Is(err, fault.Unsupported):
		return cuedrop.Signals{}, err
	}
	return out, nil
}

// told runs one look and returns what ffmpeg wrote to stderr, "" when it did not get to
// its end.
func (e *Engine) told(ctx context.Context, b binaries, args []string) (string, error) {
	tail, err := e.short(ctx, signalsTimeout, command{path: b.ffmpeg, args: args})
	var exit *exitError
	switch {
	case err == nil:
		return tail, nil
	case errors.As(err, &exit), errors.Is(err, errTimeout):
		return "", nil
	}
	return "", err
}

func (e *Engine) listen(ctx context.Context, b binaries, abs string) (cuedrop.Signals, error) {
	tail, err := e.told(ctx, b, soundArgs(abs))
	return parseSound(tail), err
}

func soundArgs(abs string) []string {
	return append(append(talkative(), guards...),
		"-t", decimals(soundListened.Seconds(), 0), "-i", inputURL(abs), "-map", "0:a:0", "-vn", "-sn", "-dn",
		"-af", "ebur128=framelog=verbose,volumedetect", "-f", "null", "-")
}

// talkative has the filters say what they measured.
func talkative() []string {
	return []string{"-hide_banner", "-nostdin", "-loglevel", "info", "-nostats"}
}

// What the filters write, each line with the filter's own name before it. A file's tags
// are in the same stream; all that a forged one gets is a wrong warning about itself.
var (
	integratedLine = regexp.MustCompile(`(?m)^\s+I:\s+(-?[0-9.]+) LUFS`)
	volumeLine     = regexp.MustCompile(`(?m)^\[Parsed_volumedetect\S* @ \S+\] (\w+): (-?[0-9.]+)`)
	blackLine      = regexp.MustCompile(`(?m)^\[blackdetect @ \S+\] black_start:([0-9.]+) black_end:([0-9.]+)`)
	freezeLine     = regexp.MustCompile(`(?m)^\[freezedetect @ \S+\] lavfi\.freezedetect\.freeze_(start|end): ([0-9.]+)`)
)

// parseSound reads the summaries of ebur128 and volumedetect.
func parseSound(tail string) cuedrop.Signals {
	volume := map[string]float64{}
	for _, m := range volumeLine.FindAllStringSubmatch(tail, -1) {
		volume[m[1]], _ = strconv.ParseFloat(m[2], 64)
	}
	peak, measured := volume["max_volume"]
	if !measured || volume["n_samples"] <= 0 {
		return cuedrop.Signals{}
	}
	if peak < silentBelow {
		return cuedrop.Signals{Silent: true}
	}
	out := cuedrop.Signals{}
	if at := strings.LastIndex(tail, "Integrated loudness:"); at >= 0 {
		if m := integratedLine.FindStringSubmatch(tail[at:]); m != nil {
			v, err := strconv.ParseFloat(m[1], 64)
			if err == nil && v >= -70 && v < 10 {
				out.Loudness = v
			}
		}
	}
	if peak >= fullScale {
		out.Clipped = min(volume["histogram_0db"]/volume["n_samples"], 1)
	}
	return out
}

// watch looks at the first seconds, and at the middle when they stand still: a clip
// that never moves is a picture with sound, and meant so.
func (e *Engine) watch(ctx context.Context, b binaries, abs string, length time.Duration) (cuedrop.Signals, error) {
	tail, err := e.told(ctx, b, startArgs(abs))
	if err != nil || tail == "" {
		return cuedrop.Signals{}, err
	}
	out := parseStart(tail, min(pictureWatched, length))
	if out.FrozenMs == 0 || out.BlackMs >= out.FrozenMs {
		return out, nil
	}
	tail, err = e.told(ctx, b, stillArgs(abs, length/2))
	if err != nil {
		return out, err
	}
	if tail == "" || freezeLine.MatchString(tail) {
		out.FrozenMs = 0
	}
	return out, nil
}

// startFilter shrinks the picture first: area averages make noise vanish and cost
// little. 0.06 of the range is black and not a dark room; 0.0005 is less movement than
// a person who sits still makes.
const startFilter = "scale=160:90:flags=area,"

func startArgs(abs string) []string {
	return append(append(talkative(), guards...),
		"-t", decimals(pictureWatched.Seconds(), 1), "-i", inputURL(abs), "-map", "0:V:0", "-an", "-sn", "-dn",
		"-vf", startFilter+"blackdetect=d=0.9:pix_th=0.06,freezedetect=n=0.0005:d=1.9", "-f", "null", "-")
}

func stillArgs(abs string, at time.Duration) []string {
	return append(append(talkative(), guards...),
		"-ss", decimals(at.Seconds(), 3), "-t", decimals(stillWatched.Seconds(), 1), "-i", inputURL(abs), "-map", "0:V:0", "-an", "-sn", "-dn",
		"-vf", startFilter+"freezedetect=n=0.0005:d=0.9", "-f", "null", "-")
}

// parseStart reads how long the picture is black and still from its start on; watched
// is how much was looked at.
func parseStart(tail string, watched time.Duration) cuedrop.Signals {
	out := cuedrop.Signals{}
	if m := blackLine.FindStringSubmatch(tail); m != nil {
		if parseSeconds(m[1]).Milliseconds() <= startRoom {
			out.BlackMs = parseSeconds(m[2]).Milliseconds()
		}
	}
	frozen := false
	for _, m := range freezeLine.FindAllStringSubmatch(tail, -1) {
		at := parseSeconds(m[2]).Milliseconds()
		if m[1] == "start" {
			if frozen || at > startRoom {
				break
			}
			frozen, out.FrozenMs = true, watched.Milliseconds()
			continue
		}
		if frozen {
			out.FrozenMs = min(at, out.FrozenMs)
			break
		}
	}
	return out
}
