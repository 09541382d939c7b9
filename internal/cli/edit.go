package cli

import (
	"math"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"cuedrop/internal/cuedrop"
)

// editFlags say how a clip is made into what goes out: the same for prepare and post add.
type editFlags struct {
	fit                string
	cropX, cropY       float64
	trimStart, trimEnd string
	keyframe, loudness bool
	remake             string
}

func (f *editFlags) register(fl *pflag.FlagSet) {
	fl.StringVar(&f.fit, "fit", "keep", "how another shape fills the frame: keep, pad, crop, blur")
	fl.Float64Var(&f.cropX, "crop-x", 0, "with --fit crop: from -1, the left, to 1, the right")
	fl.Float64Var(&f.cropY, "crop-y", 0, "with --fit crop: from -1, the top, to 1, the bottom")
	fl.StringVar(&f.trimStart, "trim-start", "", "leave out what comes before: 12.5, 0:12.5 or 1:02:03")
	fl.StringVar(&f.trimEnd, "trim-end", "", "leave out what comes after, in the clip's own time")
	fl.BoolVar(&f.keyframe, "trim-keyframe", false, "start at the keyframe before --trim-start: nothing is encoded for it")
	fl.BoolVar(&f.loudness, "loudness", false, "bring the sound to -14 LUFS")
	registerRemake(fl, &f.remake)
}

func registerRemake(fl *pflag.FlagSet, remake *string) {
	fl.StringVar(remake, "remake", "", "make the picture anew although it could be copied: picture, or 30fps for an even 30 frames a second")
}

func (f editFlags) edit() (cuedrop.Edit, error) {
	e := cuedrop.Edit{Fit: cuedrop.Fit(f.fit), CropX: f.cropX, CropY: f.cropY, TrimAtKeyframe: f.keyframe, Loudness: f.loudness, Remake: cuedrop.Remake(f.remake)}
	var ok1, ok2 bool
	e.TrimStartMs, ok1 = clipTime(f.trimStart)
	e.TrimEndMs, ok2 = clipTime(f.trimEnd)
	if !ok1 || !ok2 {
		return e, usage("A time in the clip looks like 12.5, 0:12.5 or 1:02:03.")
	}
	if e.Fit != cuedrop.FitCrop && (e.CropX != 0 || e.CropY != 0) {
		return e, usage("--crop-x and --crop-y need --fit crop.")
	}
	if f.keyframe && e.TrimStartMs == 0 {
		return e, usage("--trim-keyframe needs --trim-start.")
	}
	if f.trimEnd != "" && e.TrimEndMs == 0 {
		return e, usage("Nothing is left of a clip that ends at 0.")
	}
	if err := cuedrop.ValidateEdit(e); err != nil {
		return e, err
	}
	return e, nil
}

// clipTime reads seconds, minutes:seconds or hours:minutes:seconds as milliseconds.
// "" is 0.
func clipTime(text string) (int64, bool) {
	if text == "" {
		return 0, true
	}
	parts := strings.Split(text, ":")
	if len(parts) > 3 {
		return 0, false
	}
	var total float64
	for i, part := range parts {
		last := i == len(parts)-1
		if strings.Trim(part, "0123456789.") != "" || !last && strings.Contains(part, ".") {
			return 0, false
		}
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || i > 0 && v >= 60 {
			return 0, false
		}
		total = total*60 + v
	}
	if total > 1e6 {
		return 0, false
	}
	return int64(math.Round(total * 1000)), true
}
