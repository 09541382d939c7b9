package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// What loudness is brought to (media.md 3.2): -14 LUFS, peaks under -1.5 dB.
const (
	loudnessTarget = -14.0
	loudnessPeak   = -1.5
	loudnessRange  = 11.0
	// maxLoudnessRange is the most that ffmpeg before 4.4 takes.
	maxLoudnessRange = 20.0
	// Below, there is hiss and nothing else: it is left alone.
	minLoudness = -50.0
	// loudnessRoom is how near the target is near enough to leave the sound as it is.
	loudnessRoom = 0.5
)

// loudness is what the first pass measured, in LUFS, dB and LU.
type loudness struct {
	level, peak, spread, threshold, offset float64
}

// needed reports whether sound like this should be made anew for its loudness.
func (l loudness) needed() bool {
	return l.level >= minLoudness && math.Abs(l.level-loudnessTarget) > loudnessRoom
}

// stereo is set before and after: what is measured must be what is heard, and
// loudnorm's own output has a rate that no player wants (media.md 3.2).
const stereo = "aformat=sample_rates=48000:channel_layouts=stereo"

// filter is the second pass. One gain for the whole clip is enough unless the peaks
// stand in its way.
func (l loudness) filter() string {
	spread := min(max(loudnessRange, l.spread), maxLoudnessRange)
	return fmt.Sprintf("%s,loudnorm=I=%s:TP=%s:LRA=%s:measured_I=%s:measured_TP=%s:measured_LRA=%s:measured_thresh=%s:offset=%s:linear=true,%s",
		stereo, decimals(loudnessTarget, 1), decimals(loudnessPeak, 1), decimals(spread, 2),
		decimals(l.level, 2), decimals(l.peak, 2), decimals(l.spread, 2), decimals(l.threshold, 2), decimals(l.offset, 2), stereo)
}

// loudnessArgs decode the kept part of the sound and measure it. The figures come on
// standard error.
func loudnessArgs(path string, c cut) []string {
	args := append([]string{"-hide_banner", "-nostdin", "-loglevel", "info", "-nostats", "-progress", "pipe:1"}, guards...)
	if c.start > 0 {
		args = append(args, "-ss", decimals(c.start.Seconds(), 6))
	}
	if c.length > 0 {
		args = append(args, "-t", decimals(c.length.Seconds(), 6))
	}
	return append(args, "-i", inputURL(path), "-map", "0:a:0", "-vn", "-sn", "-dn",
		"-af", fmt.Sprintf("%s,loudnorm=I=%s:TP=%s:LRA=%s:print_format=json", stereo,
			decimals(loudnessTarget, 1), decimals(loudnessPeak, 1), decimals(loudnessRange, 1)),
		"-f", "null", "-")
}

// parseLoudness reads the last JSON object in what the first pass printed. Everything
// else there is ffmpeg's talk. Silence has no loudness ("-inf"): ok is false.
func parseLoudness(text string) (l loudness, ok bool) {
	begin := strings.LastIndex(text, "{")
	if begin < 0 {
		return l, false
	}
	end := strings.Index(text[begin:], "}")
	if end < 0 {
		return l, false
	}
	var values map[string]any
	if json.Unmarshal([]byte(text[begin:begin+end+1]), &values) != nil {
		return l, false
	}
	for key, to := range map[string]*float64{
		"input_i": &l.level, "input_tp": &l.peak, "input_lra": &l.spread, "input_thresh": &l.threshold, "target_offset": &l.offset,
	} {
		v, err := strconv.ParseFloat(strings.TrimSpace(fmt.Sprint(values[key])), 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > 200 {
			return loudness{}, false
		}
		*to = v
	}
	return l, true
}

// measure returns the loudness of the part of the sound that p keeps; ok is false when
// it should stay as it is.
func (j *job) measure(ctx context.Context, p plan) (l loudness, ok bool, err error) {
	b, err := j.e.binaries(ctx)
	if err != nil {
		return l, false, err
	}
	release, err := j.e.convert(ctx)
	if err != nil {
		return l, false, err
	}
	defer release()
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	dog := newWatchdog(j.e.stall, "", func() { cancel(errStalled) })
	defer dog.stop()
	progress := &parser{total: p.duration}
	progress.report = func(r cuedrop.RenderProgress) {
		dog.moved(progress.moves)
		j.report(r)
	}
	tail, err := run(inner, command{path: b.ffmpeg, args: loudnessArgs(j.in, p.cut), stdout: progress, memory: convertMemory})
	switch exit := (*exitError)(nil); {
	case ctx.Err() != nil:
		return l, false, canceled(ctx)
	case errors.Is(err, errStalled), errors.As(err, &exit):
		j.e.log.Warn("measure loudness", "file", filepath.Base(j.in), "err", err, "stderr", redact(tail, j.in))
		return l, false, fault.Wrap(err, fault.Internal, "media.loudness",
			"The loudness of this clip could not be measured. Switch the loudness correction off, or choose another clip.")
	case err != nil:
		return l, false, err
	}
	l, ok = parseLoudness(tail)
	return l, ok && l.needed(), nil
}
