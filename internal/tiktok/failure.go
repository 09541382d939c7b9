package tiktok

import "cuedrop/internal/cuedrop"

const (
	unknownFailure = "TikTok didn't post the clip, for a reason that Cuedrop doesn't know. Look in the TikTok app before you try again."
	unnamedFailure = "TikTok didn't post the clip and didn't say why. Look in the TikTok app before you try again."
)

// FailureOf explains a fail_reason (3.5). retryable is set only where sending the same
// clip again can help and TikTok allows it: not for spam_risk words, and not for
// words that Cuedrop does not know.
func FailureOf(failReason string) (f cuedrop.Failure, retryable bool) {
	w := word(canonical(failReason))
	f = cuedrop.Failure{Reason: "tiktok." + w, Message: unknownFailure}
	m, known := meaningOf(w, SourceFailReason, SourceAPI, SourceOAuth)
	switch {
	case w == noWord:
		f.Message = unnamedFailure
	case known && m.Retry != RetryWait && m.Retry != RetryBackoff: // their remedy is that Cuedrop goes on, and here it does not
		f.Message = m.Message()
	}
	return f, known && m.Retry == RetryNewUpload
}
