package cuedrop

import (
	"slices"
	"strings"
)

// Remake says that a picture is made anew although it could be copied: TikTok has refused it
// as it is. It changes how the picture is stored, not what is seen. Stored on disk: do not
// rename.
type Remake string

// The remakes. Both keep the length of the clip, and its part and shape as the edit says.
const (
	RemakePicture Remake = "picture" // at its own rate
	RemakeRate    Remake = "30fps"   // at an even 30 frames a second
)

// TikTok's words for a clip that it refuses for how it is made (tiktok-open-api.md,
// fail_reason).
const (
	FailFormat    = "file_format_check_failed"
	FailFrameRate = "frame_rate_check_failed"
	FailSize      = "picture_size_check_failed"
)

// ReasonRemade is the reason on a post that was made anew after TikTok refused it and was not
// sent again yet.
const ReasonRemade = "post.remade"

var remade = Failure{Reason: ReasonRemade, Message: "Converted, and not sent again yet. Choose when it goes out."}

// Remade returns p with its picture made anew by r. Why TikTok refused it is no reason any
// more: the file that it refused is not the one that goes out.
func (p Post) Remade(r Remake) Post {
	p = p.remadeAs(r)
	if p.State == Failed {
		p.Failure = &remade
	}
	return p
}

func (p Post) remadeAs(r Remake) Post {
	p.Settings.Remake = r
	return p
}

// RefusedAsMade reports whether TikTok refused p for how its clip is made, against which a
// conversion may help.
func RefusedAsMade(p Post) bool {
	if p.State != Failed || p.Failure == nil {
		return false
	}
	switch p.Failure.word() {
	case FailFrameRate, FailFormat, FailSize:
		return true
	}
	return false
}

// word is TikTok's own, without what is put before it.
func (f Failure) word() string { return strings.TrimPrefix(f.Reason, "tiktok.") }

// RemakeFor returns how the picture of a post that TikTok refused can be made anew so that
// another file goes out than the one refused; "" when TikTok refused it for something else, or
// has refused what such a conversion gives: another clip is needed then.
func RemakeFor(p Post, m Media) Remake {
	if !RefusedAsMade(p) {
		return ""
	}
	route := m.Check.Route
	if p.Rendition != nil {
		route = p.Rendition.Route
	}
	anew := route == RouteFull || p.Settings.Remake != ""
	switch p.Failure.word() {
	case FailFrameRate:
		if p.Settings.Remake != RemakeRate && (!anew || !made30(m.Check)) {
			return RemakeRate
		}
	case FailFormat, FailSize:
		if !anew {
			return RemakePicture
		}
	}
	return ""
}

// made30 reports whether a clip that is made anew gets 30 frames a second unasked.
func made30(c Check) bool {
	return slices.ContainsFunc(c.Findings, func(f Finding) bool {
		return f.Code == FindingSlow || f.Code == FindingVariable && c.Info.FPS <= Variable30
	})
}

// Findings of the frame rate, and up to which rate a clip whose rate varies gets 30 frames a
// second (media.md 3.2).
const (
	FindingSlow     = "frame_rate_low"
	FindingVariable = "frame_rate_variable"
	Variable30      = 31
)
