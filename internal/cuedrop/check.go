package cuedrop

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cuedrop/internal/fault"
)

// The lengths of a clip that TikTok takes (media.md 3.1), with the room that rounding
// needs. Below MinLength it surely refuses; its app takes SafeLength and more, and the
// API names no minimum.
const (
	MinLength  = time.Second
	SafeLength = 3 * time.Second
	MaxLength  = 10*time.Minute + 500*time.Millisecond
)

// Codes of findings that an edit of the post changes. Part of the command line's
// contract.
const (
	FindingTooLong    = "too_long"
	FindingTooShort   = "too_short"
	FindingShort      = "short"
	FindingNotUpright = "not_upright"
	FindingAI         = "ai_provenance"
	FindingC2PA       = "c2pa"

	FindingTooLongForCreator = "too_long_for_creator"
)

// FailDuration is TikTok's word for a clip of the wrong length (tiktok-open-api.md,
// fail_reason).
const FailDuration = "duration_check_failed"

// Trimmable reports whether the clip is refused for nothing but being too long: a part
// of it can be posted.
func (c Check) Trimmable() bool {
	long := false
	for _, f := range c.Findings {
		if f.Severity != SeverityRefused {
			continue
		}
		if f.Code != FindingTooLong {
			return false
		}
		long = true
	}
	return c.Verdict == VerdictRefused && long
}

// Allows returns nil when the clip, edited by e, can be posted. Otherwise it returns
// Invalid with a sentence: the clip is refused whatever is done to it ("post.media"),
// still too long ("post.too_long"), or the cut leaves too little ("post.too_short").
func (c Check) Allows(e Edit) error {
	if c.Verdict == VerdictRefused && !c.Trimmable() {
		return fault.New(fault.Invalid, "post.media", "TikTok would refuse this clip. Choose another one.")
	}
	if c.Info.DurationMs <= 0 {
		return nil
	}
	switch left := c.lengthAfter(e); {
	case left > MaxLength:
		return fault.New(fault.Invalid, "post.too_long", fmt.Sprintf("%s long. TikTok takes up to 10 minutes. Cut it to 10 minutes or less.", Span(left)))
	case e.Trims() && left < MinLength:
		return fault.New(fault.Invalid, "post.too_short", fmt.Sprintf("The cut leaves %s. TikTok takes 3 s or more. Keep more of the clip.", Span(left)))
	}
	return nil
}

// lengthAfter is how long the clip is after e; 0 = unknown.
func (c Check) lengthAfter(e Edit) time.Duration {
	return time.Duration(e.Length(c.Info.DurationMs)) * time.Millisecond
}

// After returns the findings that hold once e is done to the clip, the gravest first.
func (c Check) After(e Edit) []Finding {
	out := []Finding{}
	for _, f := range c.Findings {
		switch f.Code {
		case FindingTooLong, FindingTooShort, FindingShort:
			if e.Trims() && c.Info.DurationMs > 0 {
				continue // judged anew below
			}
		case FindingNotUpright:
			if e.Fit == FitPad || e.Fit == FitCrop || e.Fit == FitBlur {
				continue
			}
		}
		out = append(out, f)
	}
	if e.Trims() && c.Info.DurationMs > 0 {
		if f, ok := LengthFinding(c.lengthAfter(e)); ok {
			out = append(out, f)
		}
	}
	SortFindings(out)
	return out
}

// LengthFinding says what is wrong with a clip of this length; ok is false when nothing
// is.
func LengthFinding(d time.Duration) (f Finding, ok bool) {
	f = Finding{FailReason: FailDuration}
	switch {
	case d < MinLength:
		f.Code, f.Severity = FindingTooShort, SeverityRefused
		f.Message, f.Fix = Span(d)+" long. TikTok takes 3 s or more.", "Choose a longer clip."
	case d > MaxLength:
		f.Code, f.Severity = FindingTooLong, SeverityRefused
		f.Message, f.Fix = Span(d)+" long. TikTok takes up to 10 minutes.", "Cut it to 10 minutes or less."
	case d < SafeLength:
		f.Code, f.Severity = FindingShort, SeverityWarning
		f.Message, f.Fix = Span(d)+" long. TikTok may refuse clips under 3 s.", "Choose a longer clip if TikTok refuses this one."
	default:
		return Finding{}, false
	}
	return f, true
}

// severities in the order in which findings are told.
var severities = []Severity{SeverityRefused, SeverityFixable, SeverityWarning, SeverityInfo}

// SortFindings puts the gravest first and keeps the order of those that weigh the same.
func SortFindings(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity))
	})
}

// Span writes a duration for people, rounded down: 0.7 s, 8 s, 11 min 5 s.
func Span(d time.Duration) string {
	whole := int64(d / time.Second)
	switch {
	case d < 10*time.Second:
		tenths := max(int64(d/(100*time.Millisecond)), 0)
		if tenths%10 == 0 {
			return fmt.Sprintf("%d s", tenths/10)
		}
		return fmt.Sprintf("%d.%d s", tenths/10, tenths%10)
	case whole < 60:
		return fmt.Sprintf("%d s", whole)
	case whole%60 == 0:
		return fmt.Sprintf("%d min", whole/60)
	}
	return fmt.Sprintf("%d min %d s", whole/60, whole%60)
}

func spanMs(ms int64) string { return Span(time.Duration(ms) * time.Millisecond) }
