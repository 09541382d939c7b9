package media

import (
	"math"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
)

// plan is everything that a conversion's arguments follow from. It is decided
// once, from facts, and holds no paths.
type plan struct {
	route    cuedrop.Route
	fit      cuedrop.Fit // other than keep only when it changes anything
	duration time.Duration
	hasAudio bool
	cut      cut
	loud     *loudness // what to correct, nil = leave the loudness

	cropX, cropY float64 // where the frame of a crop lies, -1 to 1

	width, height           int // of the scaled picture
	frameWidth, frameHeight int // of the whole picture, bars or crop included
	fps                     string
	fpsFirst                bool // dropping frames before scaling them saves the work
	deinterlace             bool
	hdr                     bool
	pixels                  pixelFacts

	reserve int64 // bytes kept for the index at the start of the file, 0 = it is moved there

	lag        time.Duration // how much later than the picture the sound starts in the result
	pictureEnd time.Duration // when the picture ends in the result, 0 when the source does not say
}

// newPlan turns a verdict into a plan. A fit that changes the shape, an exact cut and a remake
// need the full route; a clip that is upright 9:16 already has every fit.
func newPlan(f facts, route cuedrop.Route, edit cuedrop.Edit) plan {
	p := plan{route: route, fit: cuedrop.FitKeep, hasAudio: f.audio != nil, cropX: edit.CropX, cropY: edit.CropY}
	p.cut, p.duration = keptPart(f, edit)
	if p.cut != (cut{}) {
		p.route = cuedrop.RouteFull
		if !seeksExactly(f.container) {
			p.cut.preroll = min(p.cut.start, seekRoom)
		}
	}
	v := f.video
	fit := edit.Fit
	if fit != "" && fit != cuedrop.FitKeep && !isUpright(v.width, v.height) {
		p.fit, p.route = fit, cuedrop.RouteFull
	}
	if edit.Remake != "" {
		p.route = cuedrop.RouteFull
	}
	p.expect(f)
	if p.route != cuedrop.RouteFull {
		return p
	}
	p.width, p.height = fitKeep(v.width, v.height)
	p.frameWidth, p.frameHeight = max(p.width, minSide), max(p.height, minSide)
	switch p.fit {
	case cuedrop.FitPad, cuedrop.FitBlur:
		p.width, p.height = scaleTo(v.width, v.height, math.Min)
		p.frameWidth, p.frameHeight = frameShort, frameLong
	case cuedrop.FitCrop:
		p.width, p.height = scaleTo(v.width, v.height, math.Max)
		p.frameWidth, p.frameHeight = frameShort, frameLong
	case cuedrop.FitKeep:
	}
	target := newFPS(v)
	if edit.Remake == cuedrop.RemakeRate {
		target = remadeFPS
	}
	switch {
	case target > 0:
		p.fps = decimals(target, 0)
	case rate(v.baseRate) >= minFPS-fpsRoom && rate(v.baseRate) <= maxFPS+fpsRoom:
		p.fps = v.baseRate
	}
	p.fpsFirst = target > 0 && target < v.fps
	p.deinterlace, p.hdr, p.pixels = v.interlaced, v.pixels.hdr, v.pixels
	if p.pixels.space == "" && v.codedHeight >= 720 {
		p.pixels.space = "bt709" // untagged HD is BT.709 to every player, but BT.601 to swscale
	}
	return p
}

// remadeFPS is the rate of cuedrop.RemakeRate: the one that every phone records and every
// player takes.
const remadeFPS = 30

// copying returns p, which makes no picture, with a part of the streams left out.
func (p plan) copying(c cut, f facts) plan {
	p.cut, p.duration = c, f.duration-c.start
	if c.length > 0 {
		p.duration = c.length
	}
	if p.route == cuedrop.RouteCopy && c != (cut{}) {
		p.route = cuedrop.RouteRemux
	}
	p.expect(f)
	return p
}

// correcting returns p with the sound made anew for its loudness.
func (p plan) correcting(l loudness, f facts) plan {
	p.loud = &l
	if cost(p.route) < cost(cuedrop.RouteAudio) {
		p.route = cuedrop.RouteAudio
		p.expect(f)
	}
	return p
}

// expect notes where picture and sound should start and end in the result. Streams that
// are made anew start at 0: what was late is filled.
func (p *plan) expect(f facts) {
	base := startOf(f)
	begin := func(start time.Duration) time.Duration { return max(0, start-base-p.cut.start) }
	p.lag, p.pictureEnd = 0, 0
	if p.route != cuedrop.RouteFull {
		p.lag -= begin(f.video.start)
	}
	if f.audio != nil && cost(p.route) < cost(cuedrop.RouteAudio) {
		p.lag += begin(f.audio.start)
	}
	if f.video.duration > 0 && seeksExactly(f.container) {
		p.pictureEnd = begin(f.video.start + f.video.duration)
		if p.cut.length > 0 {
			p.pictureEnd = min(p.pictureEnd, p.cut.length)
		}
	}
}

// reserving returns p with room for the index of what is copied: for as many samples as
// the clip may have, with every table that ffmpeg writes, and half as much again.
func (p plan) reserving(f facts) plan {
	const (
		eachFrame, eachSound = 4 + 8 + 8 + 4 + 8 + 12, 4 + 8 + 12 // bytes of a sample in all tables
		samplesOfSound       = 1024                               // of a packet
		fixed                = 8 << 10
	)
	rates := max(f.video.fps, rate(f.video.baseRate))
	if p.route != cuedrop.RouteRemux || p.duration <= 0 || rates <= 0 || rates > 2*maxFPS {
		return p
	}
	frames := rates * p.duration.Seconds()
	sounds := 0.0
	if f.audio != nil {
		sounds = float64(f.audio.rate) * p.duration.Seconds() / samplesOfSound
	}
	p.reserve = fixed + int64(1.5*(frames*eachFrame+sounds*eachSound))
	return p
}

// isUpright reports whether w x h is 9:16 within one percent.
func isUpright(w, h int) bool {
	if w <= 0 || h <= 0 {
		return false
	}
	return math.Abs(float64(w)*frameLong/(float64(h)*frameShort)-1) <= 0.01
}

// scaleTo scales w x h to the upright frame: inside with math.Min, covering with
// math.Max.
func scaleTo(w, h int, pick func(a, b float64) float64) (int, int) {
	scale := pick(frameShort/float64(w), frameLong/float64(h))
	sw, sh := even(float64(w)*scale), even(float64(h)*scale)
	return sw, sh
}

// matrixName translates ffprobe's color_space to swscale's word. "" lets swscale
// take the frame's own, or BT.601.
func matrixName(space string) string {
	switch space {
	case "bt709", "fcc", "smpte240m":
		return space
	case "smpte170m", "bt470bg":
		return "bt601"
	}
	if strings.HasPrefix(space, "bt2020") {
		return "bt2020"
	}
	return ""
}
