package cuedrop

import "time"

// AttemptState is where one try stands. The words are stored on disk and checked
// by the schema: do not rename.
type AttemptState string

// The attempt states. The first five are live; a post has at most one live
// attempt (reliability-security.md 3.3, invariant a).
const (
	AttemptInitSent   AttemptState = "init_sent"
	AttemptUploading  AttemptState = "uploading"
	AttemptFinishing  AttemptState = "finishing"
	AttemptConfirming AttemptState = "confirming"
	AttemptUncertain  AttemptState = "uncertain"

	AttemptPublished    AttemptState = "published"
	AttemptInInbox      AttemptState = "in_inbox"
	AttemptFailed       AttemptState = "failed"
	AttemptAbandoned    AttemptState = "abandoned"     // can no longer publish
	AttemptCanceled     AttemptState = "canceled"      // by the user, before the last chunk
	AttemptNotPublished AttemptState = "not_published" // the user looked and it is not there
)

// AttemptStates lists every attempt state.
var AttemptStates = []AttemptState{
	AttemptInitSent, AttemptUploading, AttemptFinishing, AttemptConfirming, AttemptUncertain,
	AttemptPublished, AttemptInInbox, AttemptFailed, AttemptAbandoned, AttemptCanceled, AttemptNotPublished,
}

// Live reports whether an attempt in s may still bring a post about.
func (s AttemptState) Live() bool {
	switch s {
	case AttemptInitSent, AttemptUploading, AttemptFinishing, AttemptConfirming, AttemptUncertain:
		return true
	case AttemptPublished, AttemptInInbox, AttemptFailed, AttemptAbandoned, AttemptCanceled, AttemptNotPublished:
		return false
	}
	return false
}

// Attempt is one try at publishing a post, with everything that a restarted
// engine needs to go on.
type Attempt struct {
	ID        AttemptID
	PostID    PostID
	Number    int // 1, 2, …
	State     AttemptState
	Inits     int // init requests sent for this attempt
	PublishID string
	UploadURL Secret // sealed at rest; gone when the upload has ended
	IssuedAt  time.Time
	Plan      ChunkPlan
	SHA256    string
	// MediaID and Clip are the clip that it sent and the name of its file then, where the post
	// has been given another one since; "" = the post's own.
	MediaID MediaID
	Clip    string
	Acked   int64 // bytes that TikTok acknowledged
	// FinishingAt is when the last chunk was first about to be sent; zero = never.
	// Once set, only TikTok's word or the user's ends the attempt.
	FinishingAt time.Time
	StartedAt   time.Time
	EndedAt     time.Time
	Failure     *Failure
}

// Sent reports whether a was an attempt with the clip that p has now.
func (a Attempt) Sent(p Post) bool { return a.MediaID == "" || a.MediaID == p.MediaID }

// AttemptEvent is one line of the journal, in the order written. The journal is
// append-only, and Hash chains each line to the one before.
type AttemptEvent struct {
	Seq        int64
	At         time.Time
	PostID     PostID
	AttemptID  AttemptID // "" before the first attempt
	Transition Transition
	From, To   State
	Detail     string // JSON object with facts, never secrets
	Hash       string
}
