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

	width, height           int // of the scaled picture
	frameWidth, frameHeight int // of the whole picture, bars or crop included
	fps                     string
	fpsFirst                bool // dropping frames before scaling them saves the work
	deinterlace             bool
	hdr                     bool
	pixels                  pixelFacts
}

// newPlan turns a verdict into a plan. A fit that changes the shape needs the full
// route; a clip that is upright 9:16 already has every fit.
func newPlan(f facts, route cuedrop.Route, edit cuedrop.Edit) plan {
	p := plan{route: route, fit: cuedrop.FitKeep, duration: f.duration, hasAudio: f.audio != nil}
	v := f.video
	fit := edit.Fit
	if fit != "" && fit != cuedrop.FitKeep && !isUpright(v.width, v.height) {
		p.fit, p.route = fit, cuedrop.RouteFull
	}
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
