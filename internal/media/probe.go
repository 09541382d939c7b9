package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

const (
	// allowedFormats are the demuxers that may open a file: the containers people
	// have. No playlist, no manifest, no picture, no capture device: those make
	// ffmpeg open other files (reliability-security.md E11).
	allowedFormats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg"
	// maxPixels is 8192 x 4320. A 1.7 MB file can ask for a gigabyte (E8).
	maxPixels = 35389440

	maxProbeOutput = 4 << 20
	maxStreams     = 32 // E9
)

// guards are the input options of every ffprobe and ffmpeg that reads a clip.
// They are input options: they must stand before -i.
var guards = []string{
	"-protocol_whitelist", "file", "-format_whitelist", allowedFormats, "-max_pixels", fmt.Sprint(maxPixels),
}

// unitGuards are those of an ffmpeg that gets single pictures by a pipe.
var unitGuards = []string{
	"-protocol_whitelist", "pipe", "-format_whitelist", "h264", "-max_pixels", fmt.Sprint(maxPixels),
}

// inputURL is how ffmpeg is told a path. "file:" and an absolute path keep names
// like "-x.mp4", "a:b.mp4" and "concat:x" from being read as options or protocols.
func inputURL(abs string) string { return urlFor(runtime.GOOS, abs) }

func urlFor(goos, abs string) string {
	// ffmpeg does not lengthen paths itself as package os does; 248 is where
	// Windows starts to refuse folders.
	if goos == "windows" && len(abs) >= 248 && !strings.HasPrefix(abs, `\\?\`) {
		if unc, ok := strings.CutPrefix(abs, `\\`); ok {
			abs = `\\?\UNC\` + unc
		} else {
			abs = `\\?\` + abs
		}
	}
	return "file:" + abs
}

func probeArgs(path string) []string {
	// One thread: to start more takes longer than the few frames that ffprobe looks at.
	args := append([]string{"-hide_banner", "-v", "error", "-threads", "1"}, guards...)
	return append(args, "-show_format", "-show_streams", "-show_chapters", "-of", "json", "-i", inputURL(path))
}

// probeFrameArgs are probeArgs that also decode the first packets: to start a process
// takes most of the time of a look.
func probeFrameArgs(path string) []string {
	args := probeArgs(path)
	input := args[len(args)-2:]
	return slices.Concat(args[:len(args)-2], []string{"-show_entries", "frame=media_type", "-read_intervals", "%+#3"}, input)
}

// firstFrameArgs decode one frame and throw it away; the progress tells whether
// there was one.
func firstFrameArgs(path string) []string {
	args := append(quiet(), guards...)
	return append(args, "-i", inputURL(path), "-map", "0:V:0", "-frames:v", "1", "-f", "null", "-")
}

// lastFrameArgs decode one frame from at seconds on.
func lastFrameArgs(path string, at float64) []string {
	args := append(quiet(), guards...)
	return append(args, "-ss", decimals(at, 3), "-i", inputURL(path), "-map", "0:V:0", "-frames:v", "1", "-f", "null", "-")
}

// lastKeyframeArgs decode the last keyframe at or before at seconds, and nothing that
// leads there.
func lastKeyframeArgs(path string, at float64) []string {
	args := append(quiet(), guards...)
	return append(args, "-threads", "1", "-skip_frame", "nokey", "-noaccurate_seek", "-ss", decimals(at, 3), "-i", inputURL(path),
		"-map", "0:V:0", "-frames:v", "1", "-f", "null", "-")
}

// demuxArgs read every packet without decoding it.
func demuxArgs(path string) []string {
	args := append(append(quiet(), "-xerror"), guards...)
	return append(args, "-i", inputURL(path), "-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-f", "null", "-")
}

func quiet() []string {
	return []string{"-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-progress", "pipe:1"}
}

// probed is the part of ffprobe's JSON that is read.
type probed struct {
	Format struct {
		Name     string            `json:"format_name"`
		Duration string            `json:"duration"`
		Start    string            `json:"start_time"`
		Tags     map[string]string `json:"tags"`
	} `json:"format"`
	Streams  []probedStream    `json:"streams"`
	Chapters []json.RawMessage `json:"chapters"`
	Frames   []struct {
		Type string `json:"media_type"`
	} `json:"frames"` // of the first packets, where they were asked for
}

type probedStream struct {
	Type          string            `json:"codec_type"`
	Codec         string            `json:"codec_name"`
	Profile       string            `json:"profile"`
	Width         int               `json:"width"`
	Height        int               `json:"height"`
	PixelFormat   string            `json:"pix_fmt"`
	SampleAspect  string            `json:"sample_aspect_ratio"`
	FieldOrder    string            `json:"field_order"`
	BaseRate      string            `json:"r_frame_rate"`
	AverageRate   string            `json:"avg_frame_rate"`
	ColorRange    string            `json:"color_range"`
	ColorSpace    string            `json:"color_space"`
	ColorTransfer string            `json:"color_transfer"`
	ColorPrimary  string            `json:"color_primaries"`
	BitsPerSample string            `json:"bits_per_raw_sample"`
	SampleRate    string            `json:"sample_rate"`
	Channels      int               `json:"channels"`
	Start         string            `json:"start_time"`
	Duration      string            `json:"duration"`
	Tags          map[string]string `json:"tags"`
	Disposition   struct {
		AttachedPic int `json:"attached_pic"`
	} `json:"disposition"`
	SideData []struct {
		Type     string      `json:"side_data_type"`
		Rotation json.Number `json:"rotation"`
		Matrix   string      `json:"displaymatrix"` // three numbered lines of three numbers
	} `json:"side_data_list"`
}

// parseProbe reads ffprobe's JSON. It is lenient about values and strict about
// form.
func parseProbe(data []byte) (probed, error) {
	var p probed
	if err := json.Unmarshal(data, &p); err != nil {
		return probed{}, fmt.Errorf("read ffprobe's answer: %w", err)
	}
	return p, nil
}

var errUnreadable = errors.New("ffprobe cannot read the file")

// showsPicture reports whether a picture was among the first frames. Where it was not,
// it may only come later.
func (p probed) showsPicture() bool {
	for _, f := range p.Frames {
		if f.Type == "video" {
			return true
		}
	}
	return false
}

// probe runs ffprobe without decoding anything.
func (e *Engine) probe(ctx context.Context, b binaries, path string) (probed, error) {
	return e.probeWith(ctx, b, path, probeArgs(path))
}

// probeWith runs ffprobe with args. A file that ffprobe cannot read, or not in time, or only
// with an endless answer, is errUnreadable.
func (e *Engine) probeWith(ctx context.Context, b binaries, path string, args []string) (probed, error) {
	out := &capped{max: maxProbeOutput}
	tail, err := e.short(ctx, probeTimeout, command{path: b.ffprobe, args: args, stdout: out})
	if err != nil {
		var exit *exitError
		if errors.As(err, &exit) || errors.Is(err, errTimeout) || errors.Is(err, errTooMuch) {
			e.log.Debug("probe clip", "file", filepath.Base(path), "err", err, "stderr", redact(tail, path))
			return probed{}, errUnreadable
		}
		return probed{}, err
	}
	p, err := parseProbe(out.Bytes())
	if err != nil || p.Format.Name == "" {
		return probed{}, errUnreadable
	}
	return p, nil
}

// showPicture notes that the first packets hold a picture.
func (p *probed) showPicture() {
	p.Frames = append(p.Frames, struct {
		Type string `json:"media_type"`
	}{"video"})
}

// turned notes that a player turns the picture clockwise by degrees.
func (s *probedStream) turned(degrees int) {
	s.SideData = append(s.SideData, struct {
		Type     string      `json:"side_data_type"`
		Rotation json.Number `json:"rotation"`
		Matrix   string      `json:"displaymatrix"`
	}{Type: "Display Matrix", Rotation: json.Number(fmt.Sprint(-degrees))})
}
