package media

import (
	"math"
	"strconv"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
)

// facts are everything that judge and newPlan decide from.
type facts struct {
	file      fileFacts
	container string // "mp4", "mov", "webm", … our word, not ffprobe's list of aliases
	duration  time.Duration
	offset    time.Duration // what the file's own clock shows at the first moment; may be negative
	streams   int
	video     *videoFacts
	audio     *audioFacts
	private   private
	boxes     *boxes // nil unless MP4 or QuickTime
	// provenance is what the file says of where it comes from.
	provenance cuedrop.Provenance

	otherVideo, otherAudio, data, subtitles, covers, chapters int

	frame    frameState // whether the first frame decodes
	damaged  bool       // reading every packet met errors
	cutShort bool       // the packets end well before the announced duration

	noToneMap bool // this ffmpeg cannot turn HDR into standard range
}

type fileFacts struct {
	size    int64
	content content
	problem fileProblem // "" for a regular file that could be read
	ends    int64       // where the container says it ends, 0 when it does not say
	probed  bool        // ffprobe understood it
}

type frameState int

const (
	frameUnknown frameState = iota // not looked at
	frameDecodes
	frameFails
)

type videoFacts struct {
	codec, profile          string
	codedWidth, codedHeight int
	width, height           int // as seen: after rotation and sample aspect
	rotation                int // 0, 90, 180, 270
	mirrored                bool
	anamorphic              bool
	pixels                  pixelFacts
	fps                     float64 // average
	baseRate                string  // r_frame_rate, "30000/1001"
	variable                bool
	interlaced              bool
	start, duration         time.Duration
}

type pixelFacts struct {
	format                             string
	bits                               int
	subsampled                         bool // 4:2:0
	fullRange, alpha                   bool
	hdr                                bool
	space, transfer, primaries, rangeN string // ffprobe's words, "" when unknown
}

type audioFacts struct {
	codec, profile  string
	channels, rate  int
	start, duration time.Duration
}

// private says what a file tells about its maker besides picture and sound.
type private struct {
	location, device, created, other bool
}

func (p private) any() bool { return p.location || p.device || p.created || p.other }

// addProbe fills f from ffprobe's answer.
func (f *facts) addProbe(p probed) {
	f.file.probed = true
	f.streams = len(p.Streams)
	f.chapters = len(p.Chapters)
	f.private = privateTags(p)
	for _, s := range p.Streams {
		switch {
		case s.Type == "video" && s.Disposition.AttachedPic != 0:
			f.covers++
		case s.Type == "video" && f.video == nil:
			f.video = newVideo(s)
		case s.Type == "video":
			f.otherVideo++
		case s.Type == "audio" && f.audio == nil:
			f.audio = newAudio(s)
		case s.Type == "audio":
			f.otherAudio++
		case s.Type == "subtitle":
			f.subtitles++
		default:
			f.data++
		}
		if s.Type != "video" && s.hasSideData("Encryption") && f.boxes != nil {
			f.boxes.Encrypted = true
		}
	}
	f.offset, _ = signedSeconds(p.Format.Start)
	announced := parseSeconds(p.Format.Duration)
	if strings.HasPrefix(p.Format.Name, "matroska") && f.offset > 0 {
		// Lengths count from the zero of the file's clock there, not from its start.
		announced = max(0, announced-f.offset)
		if f.video != nil {
			f.video.duration = max(0, f.video.duration-f.video.start)
		}
		if f.audio != nil {
			f.audio.duration = max(0, f.audio.duration-f.audio.start)
		}
	}
	f.duration = f.length(announced)
	f.container = containerName(p.Format.Name, f)
}

// length is how long the clip plays: from the first start to the last end of
// picture and sound. Other tracks do not count, and the container's own figure only
// where the picture has none.
func (f *facts) length(announced time.Duration) time.Duration {
	v, a := f.video, f.audio
	switch {
	case v == nil && a == nil, v != nil && v.duration == 0, v == nil && a.duration == 0:
		return announced
	case v == nil:
		return a.duration
	case a == nil || a.duration == 0:
		return v.duration
	}
	return max(v.start+v.duration, a.start+a.duration) - min(v.start, a.start)
}

func (s probedStream) hasSideData(prefix string) bool {
	for _, d := range s.SideData {
		if strings.HasPrefix(d.Type, prefix) {
			return true
		}
	}
	return false
}

func containerName(format string, f *facts) string {
	switch {
	case strings.HasPrefix(format, "mov,"):
		brand := ""
		if f.boxes != nil {
			brand = f.boxes.Brand
		}
		switch {
		case brand == "" || brand == "qt  " || brand == "mqt ":
			return "mov"
		case strings.HasPrefix(brand, "3g"):
			return "3gp"
		case strings.HasPrefix(brand, "avi"):
			return "avif"
		}
		return "mp4"
	case strings.HasPrefix(format, "matroska"):
		if f.container == "webm" {
			return "webm"
		}
		return "matroska"
	}
	name, _, _ := strings.Cut(format, ",")
	return name
}

func newVideo(s probedStream) *videoFacts {
	v := &videoFacts{
		codec: s.Codec, profile: s.Profile, codedWidth: s.Width, codedHeight: s.Height,
		width: s.Width, height: s.Height, rotation: rotationOf(s), mirrored: isMirrored(s), baseRate: s.BaseRate,
		start: parseSeconds(s.Start), duration: streamDuration(s), pixels: newPixels(s),
	}
	switch s.FieldOrder {
	case "tt", "bb", "tb", "bt":
		v.interlaced = true
	}
	if num, den, ok := ratio(s.SampleAspect, ":"); ok && math.Abs(num/den-1) > 0.005 {
		v.anamorphic = true
		v.width = int(math.Round(float64(s.Width) * num / den))
	}
	if v.rotation == 90 || v.rotation == 270 {
		v.width, v.height = v.height, v.width
	}
	average, base := rate(s.AverageRate), rate(s.BaseRate)
	v.fps = average
	if v.fps == 0 {
		v.fps = base
	}
	// media.md 3.3: more than 2 % apart is variable.
	v.variable = average > 0 && base > 0 && math.Abs(average-base)/average > 0.02
	return v
}

func newPixels(s probedStream) pixelFacts {
	name := s.PixelFormat
	p := pixelFacts{
		format: name, bits: 8, subsampled: strings.Contains(name, "420") || name == "nv12" || name == "p010le",
		space: known(s.ColorSpace), transfer: known(s.ColorTransfer), primaries: known(s.ColorPrimary), rangeN: known(s.ColorRange),
	}
	p.fullRange = strings.HasPrefix(name, "yuvj") || p.rangeN == "pc"
	p.alpha = strings.HasPrefix(name, "yuva") || strings.HasPrefix(name, "gbra") || strings.HasPrefix(name, "ya") ||
		strings.Contains(name, "rgba") || strings.Contains(name, "bgra") || strings.Contains(name, "argb") ||
		strings.Contains(name, "abgr") || s.Tags["alpha_mode"] == "1" || s.Tags["ALPHA_MODE"] == "1"
	p.hdr = p.transfer == "smpte2084" || p.transfer == "arib-std-b67" || s.hasSideData("DOVI")
	if bits, err := strconv.Atoi(s.BitsPerSample); err == nil && bits > 8 {
		p.bits = bits
	}
	for _, deep := range []string{"9", "10", "12", "14", "16"} {
		if strings.HasSuffix(name, "p"+deep+"le") || strings.HasSuffix(name, "p"+deep+"be") || strings.HasPrefix(name, "p0"+deep) {
			p.bits, _ = strconv.Atoi(deep)
		}
	}
	return p
}

func newAudio(s probedStream) *audioFacts {
	r, _ := strconv.Atoi(s.SampleRate)
	return &audioFacts{
		codec: s.Codec, profile: s.Profile, channels: s.Channels, rate: r,
		start: parseSeconds(s.Start), duration: streamDuration(s),
	}
}

// rotationOf returns the clockwise turn that a player applies, in steps of 90.
func rotationOf(s probedStream) int {
	var turn float64
	for _, d := range s.SideData {
		if v, err := d.Rotation.Float64(); err == nil {
			turn = -v
		}
	}
	if v, err := strconv.ParseFloat(s.Tags["rotate"], 64); err == nil && turn == 0 { // ffmpeg before 5
		turn = v
	}
	if math.IsNaN(turn) || math.Abs(turn) > 3600 {
		return 0
	}
	return ((int(math.Round(turn/90))*90)%360 + 360) % 360
}

// isMirrored reports whether a player turns the picture over: left to right, or upside
// down, which counts as no rotation.
func isMirrored(s probedStream) bool {
	for _, d := range s.SideData {
		var m []float64
		for line := range strings.Lines(d.Matrix) {
			_, row, _ := strings.Cut(line, ":")
			for _, word := range strings.Fields(row) {
				v, err := strconv.ParseFloat(word, 64)
				if err != nil {
					return false
				}
				m = append(m, v)
			}
		}
		if len(m) == 9 && m[0]*m[4]-m[1]*m[3] < 0 {
			return true
		}
	}
	return false
}

// streamDuration is the stream's own duration; Matroska keeps it in a tag.
func streamDuration(s probedStream) time.Duration {
	if d := parseSeconds(s.Duration); d > 0 {
		return d
	}
	for _, key := range []string{"DURATION", "DURATION-eng"} {
		h, rest, ok := strings.Cut(s.Tags[key], ":")
		m, sec, ok2 := strings.Cut(rest, ":")
		if !ok || !ok2 {
			continue
		}
		hours, err1 := strconv.Atoi(h)
		minutes, err2 := strconv.Atoi(m)
		if err1 == nil && err2 == nil && hours >= 0 && hours < 1000 && minutes >= 0 {
			return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + parseSeconds(sec)
		}
	}
	return 0
}

func parseSeconds(s string) time.Duration {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return seconds(v)
}

func ratio(s, sep string) (num, den float64, ok bool) {
	a, b, found := strings.Cut(s, sep)
	num, err1 := strconv.ParseFloat(a, 64)
	den, err2 := strconv.ParseFloat(b, 64)
	ok = found && err1 == nil && err2 == nil && num > 0 && den > 0 && !math.IsInf(num/den, 0)
	return num, den, ok
}

func rate(s string) float64 {
	num, den, ok := ratio(s, "/")
	if !ok {
		return 0
	}
	return num / den
}

func known(s string) string {
	if s == "unknown" || s == "unspecified" || s == "reserved" {
		return ""
	}
	return s
}
