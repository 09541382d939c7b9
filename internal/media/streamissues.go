package media

import (
	"fmt"
	"math"
	"time"

	"cuedrop/internal/cuedrop"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// lateRoom is how much later than the other a track may start. AAC's own delay
// and a frame or two are normal.
const lateRoom = 300 * time.Millisecond

// pictureIssues judge the picture's shape and motion.
func pictureIssues(f facts) []issue {
	var out []issue
	v := f.video
	full := func(code, message, failReason, fix string) {
		out = append(out, fixable(cuedrop.RouteFull, code, message, failReason, fix))
	}
	switch v.codec {
	case "h264":
	case "hevc", "vp8", "vp9": // TikTok takes them (media.md 3.1)
		out = append(out, warn(cuedrop.RouteFull, "video_codec", codecName(v.codec)+" picture. TikTok recommends H.264.", "Cuedrop makes it H.264."))
	default:
		full("video_codec", codecName(v.codec)+" picture. TikTok takes H.264, HEVC, VP8 and VP9.", failFormat, "Cuedrop makes it H.264.")
	}
	if v.fps < minFPS-fpsRoom || v.fps > maxFPS+fpsRoom {
		full(frameRateCode(v.fps), number(v.fps)+" frames a second. TikTok takes 23 to 60.", failFrameRate,
			sprintf("Cuedrop makes it %s frames a second.", number(newFPS(v))))
	}
	if v.variable {
		full("frame_rate_variable", sprintf("The frame rate varies around %s a second. Sound and picture may drift apart on TikTok.", number(v.fps)), "",
			sprintf("Cuedrop makes it an even %s frames a second.", number(newFPS(v))))
	}
	short, long := min(v.width, v.height), max(v.width, v.height)
	w, h := fitKeep(v.width, v.height)
	switch {
	case short < minSide:
		full("picture_too_small", sprintf("%d × %d pixels. TikTok takes 360 or more each way.", v.width, v.height), failSize, sprintf("Cuedrop makes it %d × %d.", w, h))
	case long > maxSide:
		full("picture_too_large", sprintf("%d × %d pixels. TikTok takes up to 4096 each way.", v.width, v.height), failSize, sprintf("Cuedrop makes it %d × %d.", w, h))
	}
	switch {
	case v.mirrored:
		full("rotated", "The picture is stored mirrored and only marked to be shown the right way round. Not every player on TikTok's side obeys that.", "", "Cuedrop turns it for good.")
	case v.rotation != 0:
		full("rotated", "The picture is stored turned and only marked to be shown upright. Not every player on TikTok's side obeys that.", "", "Cuedrop turns it for good.")
	}
	if v.anamorphic {
		full("pixels_not_square", "The pixels are not square. TikTok would show the picture stretched.", "", sprintf("Cuedrop makes it %d × %d with square pixels.", w, h))
	}
	if v.codedWidth%2 != 0 || v.codedHeight%2 != 0 {
		full("odd_size", sprintf("%d × %d pixels. The picture's sides have to be even numbers.", v.codedWidth, v.codedHeight), failSize, sprintf("Cuedrop makes it %d × %d.", w, h))
	}
	if v.interlaced {
		full("interlaced", "The picture is interlaced. TikTok would show combs where things move.", "", "Cuedrop turns it into whole frames.")
	}
	if late := v.start - startOf(f); late > lateRoom {
		full("picture_late", sprintf("The picture starts %s after the sound.", length(late)), "", "Cuedrop shows the first picture from the start.")
	}
	if v.width > v.height {
		out = append(out, warn(cuedrop.RouteCopy, "not_upright", sprintf("%d × %d is wider than tall. TikTok shows it small, with bars above and below.", v.width, v.height), "Cuedrop can fill the frame: crop it, or put it on bars or a blurred background."))
	}
	return out
}

func startOf(f facts) time.Duration {
	if f.audio == nil {
		return f.video.start
	}
	return min(f.video.start, f.audio.start)
}

func frameRateCode(fps float64) string {
	if fps < minFPS {
		return cuedrop.FindingSlow
	}
	return "frame_rate_high"
}

// pixelIssues judge how the picture's pixels are stored.
func pixelIssues(f facts) []issue {
	var out []issue
	v := f.video
	full := func(code, message, fix string) {
		out = append(out, fixable(cuedrop.RouteFull, code, message, failFormat, fix))
	}
	p := v.pixels
	switch {
	case p.hdr && f.noToneMap:
		full("hdr", "HDR picture. TikTok's uploads are standard range, and this ffmpeg cannot convert the colours (it lacks zscale).", "Cuedrop makes it H.264; colours may look washed out.")
	case p.hdr:
		full("hdr", "HDR picture. TikTok's uploads are standard range, and HDR looks washed out there.", "Cuedrop converts the colours.")
	case p.bits > 8:
		full("bit_depth", sprintf("%d bits a colour. TikTok's players take 8.", p.bits), "Cuedrop makes it 8 bits.")
	}
	if !p.subsampled && p.format != "" {
		full("chroma", sprintf("The picture is stored as %s. TikTok's players take 4:2:0.", p.format), "Cuedrop makes it 4:2:0.")
	}
	if p.fullRange {
		full("full_range", "The picture uses the full range of brightness. TikTok expects the range of television.", "Cuedrop converts the range.")
	}
	if p.alpha {
		full("alpha", "The picture has a transparent part. TikTok shows none.", "Cuedrop makes it opaque.")
	}
	if v.codec == "h264" && p.bits == 8 && p.subsampled && !plainProfiles[v.profile] {
		full("video_profile", sprintf("H.264 in the profile %s. TikTok's players take Baseline, Main and High.", v.profile), "Cuedrop makes it High.")
	}
	return out
}

var plainProfiles = map[string]bool{
	"": true, "Baseline": true, "Constrained Baseline": true, "Main": true, "High": true,
	"Constrained High": true, "Progressive High": true, "unknown": true,
}

// soundIssues judge the sound.
func soundIssues(f facts) []issue {
	a := f.audio
	if a == nil {
		return []issue{fixable(cuedrop.RouteAudio, "audio_missing", "No sound track. TikTok expects one.", "", "Cuedrop adds a silent one.")}
	}
	var out []issue
	audio := func(code, message, failReason, fix string) {
		out = append(out, fixable(cuedrop.RouteAudio, code, message, failReason, fix))
	}
	switch {
	case a.codec != "aac":
		audio("audio_codec", codecName(a.codec)+" sound. TikTok's players take AAC.", failFormat, "Cuedrop makes it AAC.")
	case a.profile != "" && a.profile != "LC" && a.profile != "unknown":
		audio("audio_profile", sprintf("AAC sound in the profile %s. TikTok's players take LC.", a.profile), failFormat, "Cuedrop makes it AAC-LC.")
	}
	if a.channels > 2 {
		audio("audio_channels", sprintf("%d sound channels. TikTok plays two.", a.channels), "", "Cuedrop mixes them down to stereo.")
	}
	if a.rate != 44100 && a.rate != 48000 {
		audio("audio_rate", sprintf("%s kHz sound. TikTok expects 44.1 or 48.", number(float64(a.rate)/1000)), "", "Cuedrop makes it 48 kHz.")
	}
	if late := a.start - startOf(f); late > lateRoom {
		audio("sound_late", sprintf("The sound starts %s after the picture.", length(late)), "", "Cuedrop fills the gap with silence.")
	}
	return out
}

// newFPS is the even frame rate that a clip gets, or 0 to keep the clip's own.
func newFPS(v *videoFacts) float64 {
	switch {
	case v.fps > maxFPS+fpsRoom:
		return 60
	case v.fps < minFPS-fpsRoom:
		return 30
	case v.variable && v.fps <= cuedrop.Variable30: // media.md 3.2
		return 30
	case v.variable:
		return 60
	}
	return 0
}

// Boxes of the prepared picture (media.md 3.2): upright and wide.
const (
	frameShort = 1080
	frameLong  = 1920
)

// fitKeep returns the size of a w x h picture in its own shape: inside 1080x1920
// or 1920x1080, no side under 360, both even. A shape so long that this cannot be
// met keeps its long side at 4096; the caller then pads the short one.
func fitKeep(w, h int) (int, int) {
	if w <= 0 || h <= 0 {
		return frameShort, frameLong
	}
	short, long := float64(min(w, h)), float64(max(w, h))
	scale := math.Min(1, math.Min(frameShort/short, frameLong/long))
	if short*scale < minSide {
		scale = math.Min(minSide/short, maxSide/long)
	}
	s, l := even(short*scale), even(long*scale)
	if w > h {
		return l, s
	}
	return s, l
}

func even(v float64) int { return max(2, int(math.Round(v/2))*2) }
