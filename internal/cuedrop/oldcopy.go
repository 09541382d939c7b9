package cuedrop

import "time"

// ReasonOldCopy is the reason of posts that were held back because their workspace is
// an older copy. Stored on disk: do not rename.
const ReasonOldCopy = "store.old_copy"

var (
	perhapsOut = Failure{
		Reason:  ReasonOldCopy,
		Message: "This workspace was restored from a copy or moved, so this post may be on TikTok already. Look there before you post it again.",
	}
	perhapsThere = Failure{
		Reason:  ReasonOldCopy,
		Message: "This workspace was restored from a copy or moved while this post was on its way. Look on TikTok whether it is there.",
	}
)

// OldCopyChange returns the next step of p in a workspace that is an older copy, and
// false when p may stay as it is. Such a workspace does not know what was sent since:
// nothing past due may go out by itself, and nothing in flight be repeated
// (reliability-security.md B14). a is p's live attempt, or nil. Ask again with what the
// step left until it is false; asked again after a crash, it goes on.
func OldCopyChange(p Post, a *Attempt, now time.Time) (Change, bool) {
	switch p.State {
	case Uploading, Finishing, Confirming:
		if a != nil {
			return MarkUncertainChange(p, *a, perhapsThere, now), true
		}
	case InitSent:
		if a != nil {
			return AbandonChange(p, *a, ReasonOldCopy, time.Time{}, now), true
		}
	case Due, Prepared:
		return MissChange(p, perhapsOut, now), true
	case Scheduled, Blocked:
		if !p.Schedule.IsZero() && !p.Schedule.At.After(now) {
			return MissChange(p, perhapsOut, now), true
		}
	case Draft, Published, InInbox, Missed, Failed, Canceled, Uncertain:
	}
	return Change{}, false
}
