package cuedrop

import (
	"fmt"
	"math"
)

// Signals are what decoding a clip shows of its sound and of its first moments. The
// zero value says nothing: what could not be measured in time is left out.
type Signals struct {
	// Silent says that there is a sound track and nothing to hear in it.
	Silent bool `json:"silent,omitempty"`
	// Loudness is the integrated loudness of the first minutes in LUFS (EBU R 128);
	// 0 = unknown. The scale ends at -70.
	Loudness float64 `json:"loudness,omitempty"`
	// Clipped is the share of samples within 1 dB of full scale, 0 to 1, where the
	// sound reaches full scale.
	Clipped float64 `json:"clipped,omitempty"`
	// BlackMs is how long the clip is black from its start on, FrozenMs how long it
	// stands still and moves later.
	BlackMs  int64 `json:"blackMs,omitempty"`
	FrozenMs int64 `json:"frozenMs,omitempty"`
	// Fingerprint tells clips that look the same; empty = unknown.
	Fingerprint Fingerprint `json:"fingerprint,omitempty"`
}

// Bounds of what is worth a word. Speech is recorded at -30 to -16 LUFS and music is
// mastered to -14 to -7; TikTok and its like play at about -14.
const (
	unheard    = -70.0 // LUFS; meters measure nothing below
	quietBelow = -30.0 // LUFS
	loudAbove  = -7.0  // LUFS
	// liftAbove is the least that can be brought to -14 LUFS without lifting noise
	// (media.md 3.2).
	liftAbove = -50.0 // LUFS
	// clippedFrom is a share that mastered music does not reach and cut-off sound does.
	clippedFrom = 0.05
	blackFrom   = 1000 // ms
	frozenFrom  = 2000 // ms
)

// Findings are what s says of the clip once e is done to it. They are warnings: none of
// them needs the clip to be converted.
func (s Signals) Findings(e Edit) []Finding {
	out := []Finding{}
	warn := func(code, message, fix string) {
		out = append(out, Finding{Code: code, Severity: SeverityWarning, Message: message, Fix: fix})
	}
	bringable := s.Loudness >= liftAbove
	switch {
	case s.Silent:
		warn("audio_silent", "The sound track is silent.", "Choose another clip if there should be something to hear.")
	case s.Loudness == 0 || e.Loudness && bringable:
	case s.Loudness < quietBelow && bringable:
		warn("audio_quiet", lufs(s.Loudness)+" LUFS: the sound is very quiet. Clips on TikTok play at about -14.", "Cuedrop can bring it to -14 LUFS.")
	case s.Loudness <= unheard:
		warn("audio_quiet", "Under -70 LUFS: there is next to nothing to hear.", "Record or export the sound louder.")
	case s.Loudness < quietBelow:
		warn("audio_quiet", lufs(s.Loudness)+" LUFS: there is next to nothing to hear.", "Record or export the sound louder.")
	case s.Loudness > loudAbove:
		warn("audio_loud", lufs(s.Loudness)+" LUFS: the sound is very loud. Clips on TikTok play at about -14.", "Cuedrop can bring it to -14 LUFS.")
	}
	if s.Clipped >= clippedFrom {
		warn("audio_clipped", fmt.Sprintf("%.0f %% of the sound lies at the limit of what can be stored. Its peaks are cut off, which one hears.", 100*s.Clipped), "Export it again with the sound turned down.")
	}
	black, frozen := s.BlackMs-e.TrimStartMs, s.FrozenMs-e.TrimStartMs
	switch {
	case black >= blackFrom:
		warn("black_start", fmt.Sprintf("The first %s are black. TikTok shows the start, and takes the cover from it unless you choose one.", spanMs(black)), "Cut the start off.")
	case frozen >= frozenFrom:
		warn("frozen_start", fmt.Sprintf("The picture stands still for the first %s.", spanMs(frozen)), "Cut the start off if that is not meant.")
	}
	return out
}

// lufs writes a loudness as meters show it: -30.6.
func lufs(v float64) string { return fmt.Sprintf("%.1f", math.Round(v*10)/10) }
