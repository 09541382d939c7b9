package cuedrop

import (
	"math"

	"cuedrop/internal/fault"
)

// Edit is how a clip is made into what goes out. The zero value changes no more than
// TikTok needs. It is a value: two edits are the same when they are equal.
type Edit struct {
	Fit Fit
	// CropX and CropY say where the frame of FitCrop lies: -1 is at the left or top, 0 in
	// the middle, 1 at the right or bottom. Only the direction that is cut counts.
	CropX, CropY float64 `json:",omitzero"`
	// TrimStartMs and TrimEndMs are the part that is kept, in the original's time.
	// TrimEndMs 0 is the original's end.
	TrimStartMs, TrimEndMs int64 `json:",omitzero"`
	// TrimAtKeyframe begins at the keyframe at or before TrimStartMs, so that the picture
	// need not be made anew; without it the part is exact (media.md 3.2).
	TrimAtKeyframe bool `json:",omitzero"`
	// Loudness brings the sound to -14 LUFS.
	Loudness bool `json:",omitzero"`
	// Remake makes the picture anew although it could be copied.
	Remake Remake `json:",omitzero"`
}

// Trims reports whether e leaves out a part of the clip.
func (e Edit) Trims() bool { return e.TrimStartMs > 0 || e.TrimEndMs > 0 }

// Length is how long a clip of durationMs is after e, in milliseconds.
func (e Edit) Length(durationMs int64) int64 {
	end := durationMs
	if e.TrimEndMs > 0 {
		end = min(end, e.TrimEndMs)
	}
	return max(0, end-e.TrimStartMs)
}

// ValidateEdit checks what can be checked without the clip.
func ValidateEdit(e Edit) error {
	switch e.Fit {
	case "", FitKeep, FitPad, FitCrop, FitBlur:
	default:
		return fault.New(fault.Invalid, "post.fit", "That way to fill the frame is unknown. Choose keep, pad, crop or blur.")
	}
	switch e.Remake {
	case "", RemakePicture, RemakeRate:
	default:
		return fault.New(fault.Invalid, "post.remake", "That way to make the picture anew is unknown. Choose picture or 30fps.")
	}
	for _, v := range []float64{e.CropX, e.CropY} {
		if math.IsNaN(v) || v < -1 || v > 1 {
			return fault.New(fault.Invalid, "post.crop", "The crop frame lies outside the picture. Move it back.")
		}
	}
	if e.TrimStartMs < 0 || e.TrimStartMs > 1<<31-1 || e.TrimEndMs < 0 || e.TrimEndMs > 1<<31-1 ||
		e.TrimEndMs > 0 && e.TrimEndMs <= e.TrimStartMs {
		return fault.New(fault.Invalid, "post.trim", "The end of the cut must come after its start. Correct the times.")
	}
	return nil
}
