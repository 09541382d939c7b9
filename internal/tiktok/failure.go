package tiktok

import "cuedrop/internal/cuedrop"

// failReasons are the words of status/fetch's fail_reason (3.5) that are not error
// codes as well.
var failReasons = map[string]string{
	"file_format_check_failed":  "TikTok can't read the clip's format. Prepare the clip again, or export it as MP4 with H.264.",
	"duration_check_failed":     "The clip is too long or too short for this account. Trim it and try again.",
	"frame_rate_check_failed":   "The clip's frame rate is outside TikTok's 23 to 60 pictures a second. Prepare the clip again.",
	"picture_size_check_failed": "The clip's picture is outside TikTok's 360 to 4096 pixels a side. Prepare the clip again.",
	"internal":                  "TikTok had a problem on its side and didn't post the clip. Try again.",
	"video_pull_failed":         "TikTok couldn't fetch the clip from a website, which Cuedrop never asks for. Look for a newer Cuedrop.",
	"photo_pull_failed":         "TikTok couldn't fetch a photo from a website, which Cuedrop never asks for. Look for a newer Cuedrop.",
	"publish_cancelled":         "The post was canceled at TikTok. Try again if you still want it.",
	"auth_removed":              "Cuedrop's access to this account was withdrawn while the post was on its way. Sign in again, then try again.",
	"unknown":                   "TikTok didn't post the clip and didn't say why. Look in the TikTok app before you try again.",
}

// FailureOf explains a fail_reason. retryable is set only where sending the same
// clip again can help and TikTok allows it: not for spam_risk words, and not for
// words that Cuedrop does not know.
func FailureOf(failReason string) (f cuedrop.Failure, retryable bool) {
	w := word(canonical(failReason))
	message, ok := failReasons[w]
	if !ok {
		if m, isCode := codes[w]; isCode {
			message = m.message
		} else {
			message = "TikTok didn't post the clip, for a reason that Cuedrop doesn't know. Look in the TikTok app before you try again."
		}
	}
	return cuedrop.Failure{Reason: "tiktok." + w, Message: message}, w == "internal"
}
