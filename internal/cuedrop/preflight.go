package cuedrop

import (
	"fmt"
	"time"
)

// AccountClip is the clip of a post that went out from an account, or is to.
type AccountClip struct {
	Post        PostID
	State       State
	At          time.Time // when it went out, or else is to; of a draft, when it was changed
	Zone        string
	Edit        Edit
	SHA256      string
	Length      time.Duration // of the whole clip; 0 = unknown
	Fingerprint Fingerprint
}

// UploadTime is how long an upload should take: the zero value is unknown.
type UploadTime struct {
	Time           time.Duration
	BytesPerSecond float64
	// Limited says that the user's own limit is what holds it back.
	Limited bool
}

// Typical rates of what Cuedrop makes: 1080 x 1920 at 30 frames a second and crf 21 needs
// 4 to 8 Mbit/s of phone footage, with an encoder that never passes 20 (media.md 3.2).
const (
	typicalRate = 8_000_000 / 8 // bytes a second
	leastRate   = 1_000_000 / 8
)

// SizeAfter is about how large the clip is once it is prepared with e, in bytes; 0 =
// unknown. What is made anew is taken at a typical rate, never below its own.
func (c Check) SizeAfter(e Edit) int64 {
	i := c.Info
	if i.Size <= 0 || i.DurationMs <= 0 {
		return 0
	}
	left := e.Length(i.DurationMs)
	kept := i.Size / max(i.DurationMs, 1) * left
	anew := c.Route == RouteFull || e.Fit == FitPad || e.Fit == FitCrop || e.Fit == FitBlur || e.Trims() && !e.TrimAtKeyframe || e.Remake != ""
	if !anew {
		return kept
	}
	return min(max(kept*5/4, leastRate*left/1000), typicalRate*left/1000)
}

// TooLongFor says that a clip of this length is longer than TikTok lets creator post; ok
// is false when it is not, or TikTok named no limit.
func TooLongFor(creator Creator, length time.Duration) (f Finding, ok bool) {
	if creator.MaxDuration <= 0 || length <= creator.MaxDuration {
		return Finding{}, false
	}
	who := "this account"
	if creator.Username != "" {
		who = "@" + creator.Username
	}
	most := Span(creator.MaxDuration)
	return Finding{
		Code: FindingTooLongForCreator, Severity: SeverityFixable, FailReason: FailDuration,
		Message: fmt.Sprintf("%s long. TikTok lets %s post up to %s.", Span(length), who, most),
		Fix:     fmt.Sprintf("Cut it to %s or less.", most),
	}, true
}

// slowUpload is how much of the hour that TikTok gives an upload may pass before it is
// worth a word.
const slowUpload = 50 * time.Minute

// TooSlow says that an upload may not be through in time; ok is false when it should.
func (u UploadTime) TooSlow() (f Finding, ok bool) {
	if u.Time <= slowUpload {
		return Finding{}, false
	}
	f = Finding{Code: "upload_slow", Severity: SeverityWarning}
	minutes := int64((u.Time + time.Minute - 1) / time.Minute)
	if u.Limited {
		f.Message = fmt.Sprintf("At your limit of %s a second the upload takes about %d minutes. TikTok gives an hour.", rateText(u.BytesPerSecond), minutes)
		f.Fix = "Raise the limit, or make the clip shorter."
		return f, true
	}
	f.Message = fmt.Sprintf("At the speed of the last upload, %s a second, this one takes about %d minutes. TikTok gives an hour.", rateText(u.BytesPerSecond), minutes)
	f.Fix = "Use a faster connection, or make the clip shorter."
	return f, true
}

func rateText(bytesPerSecond float64) string {
	if bytesPerSecond >= 1e6 {
		return fmt.Sprintf("%.1f MB", bytesPerSecond/1e6)
	}
	return fmt.Sprintf("%.0f kB", max(bytesPerSecond/1e3, 1))
}

// Again says that the account has a post of the same clip, or of one that looks the
// same, the latest of them; ok is false when it has none. others are the account's, the
// latest first, and p's own clip among them is passed over.
func Again(p Post, m Media, look Fingerprint, others []AccountClip) (f Finding, ok bool) {
	length := time.Duration(m.Check.Info.DurationMs) * time.Millisecond
	var similar *AccountClip
	for i, o := range others {
		if o.Post == p.ID {
			continue
		}
		if o.SHA256 == m.SHA256 {
			if overlap(p.Settings.Edit, o.Edit, m.Check.Info.DurationMs) {
				return againFinding("duplicate_clip", "This account has a post of the same clip already", o), true
			}
			continue
		}
		if similar == nil && look.Looks(length, o.Fingerprint, o.Length) && overlap(p.Settings.Edit, o.Edit, m.Check.Info.DurationMs) {
			similar = &others[i]
		}
	}
	if similar == nil {
		return Finding{}, false
	}
	return againFinding("similar_clip", "This account has a post of a clip that looks the same", *similar), true
}

// overlap reports whether two edits of a clip keep a part in common. A long clip that
// goes out in parts is not posted twice.
func overlap(a, b Edit, durationMs int64) bool {
	if durationMs <= 0 || !a.Trims() || !b.Trims() {
		return true
	}
	return a.TrimStartMs < b.TrimStartMs+b.Length(durationMs) && b.TrimStartMs < a.TrimStartMs+a.Length(durationMs)
}

func againFinding(code, what string, o AccountClip) Finding {
	how := "on its way"
	day := o.At
	if loc, err := LoadZone(o.Zone); err == nil {
		day = day.In(loc)
	}
	date := day.Format("2 January 2006")
	switch o.State { //nolint:exhaustive // the rest are on their way
	case Draft:
		how = "a draft"
	case Published:
		how = "published on " + date
	case InInbox:
		how = "sent to the inbox on " + date
	case Scheduled, Blocked:
		how = "scheduled for " + date
	case Uncertain:
		how = "of " + date + ", which may be on TikTok"
	}
	return Finding{
		Code: code, Severity: SeverityWarning, PostID: o.Post, Message: what + ", " + how + ".",
		Fix: "Post it again only if you mean to: TikTok may show it to fewer people.",
	}
}
