package cuedrop

import "time"

// Change is one step of a post: the transition and everything that the new state
// needs. Build it with the constructors below, so that no field is forgotten, and
// give it to the store's Apply, which writes post, attempt and journal line in one
// durable transaction or refuses with Conflict. Nothing else writes a state.
type Change struct {
	Post       PostID
	Transition Transition
	// From is the state that the caller saw; the store refuses when it is no longer
	// true.
	From State
	// Rev, if set, is the post's rev that the caller saw; the store refuses when it
	// is no longer true. A consent holds for the words that were read with it.
	Rev int64
	At  time.Time

	Schedule *Schedule // schedule, retry: the time
	// BySlot says that Schedule is one of the account's slots. The store refuses with
	// Conflict "slot.taken" when another post was given it meanwhile.
	BySlot    bool
	Consent   *Consent   // schedule: the receipt
	NotBefore *time.Time // non-nil sets the snooze; the zero time clears it
	Failure   *Failure   // nil clears it
	Rendition *Rendition // prepare
	MediaID   MediaID    // replace: the clip that the post has from now on
	PostIDs   []string   // publish

	Attempt *AttemptChange
	// Detail are facts for the journal. Never secrets, never captions.
	Detail map[string]any
}

// AttemptChange is what a Change does to the post's live attempt. Start begins a
// new one; every other field changes the one named ID.
type AttemptChange struct {
	ID        AttemptID
	Start     *Attempt // begin_init from prepared
	State     AttemptState
	Inits     int // > 0 sets
	PublishID string
	UploadURL Secret
	IssuedAt  time.Time
	Acked     *int64
	Finishing bool // sets FinishingAt once
	End       bool // sets EndedAt and forgets the upload URL
}

func change(p Post, t Transition, at time.Time) Change {
	return Change{Post: p.ID, Transition: t, From: p.State, At: at}
}

// ScheduleChange gives p a time. The caller has validated p with ValidateReady.
func ScheduleChange(p Post, s Schedule, consent Consent, at time.Time) Change {
	c := change(p, TransSchedule, at)
	c.Rev = p.Rev
	c.Schedule, c.Consent, c.NotBefore = &s, &consent, &time.Time{}
	c.Detail = map[string]any{"wall": s.Wall, "zone": s.Zone, "consent": consent.TextVersion}
	return c
}

// UnscheduleChange takes p back to a draft and withdraws the consent, which was
// for what the post said then.
func UnscheduleChange(p Post, at time.Time) Change { return change(p, TransUnschedule, at) }

// ReplaceChange gives p another clip and makes a draft of it that keeps its time. The consent,
// the failure and the prepared file were the old clip's and go with it; what earlier attempts
// sent is noted with them. It is a step of the machine, not an edit, so that the journal tells
// it and no state in which TikTok may have anything of the post allows it.
func ReplaceChange(p Post, to MediaID, at time.Time) Change {
	c := change(p, TransReplace, at)
	c.Rev = p.Rev
	c.MediaID, c.NotBefore = to, &time.Time{}
	c.Detail = map[string]any{"clip": to, "was": p.MediaID}
	return c
}

// BeginChange marks p due: the engine has taken it up.
func BeginChange(p Post, at time.Time) Change {
	c := change(p, TransBegin, at)
	c.NotBefore = &time.Time{}
	return c
}

// PrepareChange records the verified file that will go out.
func PrepareChange(p Post, r Rendition, at time.Time) Change {
	c := change(p, TransPrepare, at)
	c.Rendition, c.NotBefore = &r, &time.Time{}
	c.Detail = map[string]any{"route": r.Route, "size": r.Size, "sha256": r.SHA256}
	return c
}

// RecheckChange sends p back to be prepared again, because its file is gone or no
// longer what it was.
func RecheckChange(p Post, why string, at time.Time) Change {
	c := change(p, TransRecheck, at)
	c.Detail = map[string]any{"why": why}
	return c
}

// StartAttemptChange must be durable before the first init of a try is sent.
func StartAttemptChange(p Post, a Attempt, at time.Time) Change {
	c := change(p, TransBeginInit, at)
	a.State, a.Inits, a.StartedAt = AttemptInitSent, 1, at
	c.Attempt = &AttemptChange{ID: a.ID, Start: &a}
	c.NotBefore = &time.Time{}
	c.Detail = map[string]any{"init": 1}
	return c
}

// RepeatInitChange must be durable before init is sent again. It is legal only
// while no byte of the attempt was sent, which init_sent guarantees.
func RepeatInitChange(p Post, a Attempt, at time.Time) Change {
	c := change(p, TransBeginInit, at)
	c.Attempt = &AttemptChange{ID: a.ID, Inits: a.Inits + 1}
	c.NotBefore = &time.Time{}
	c.Detail = map[string]any{"init": a.Inits + 1}
	return c
}

// AcceptInitChange must be durable before the first byte is sent.
func AcceptInitChange(p Post, a Attempt, r InitResult, at time.Time) Change {
	c := change(p, TransAcceptInit, at)
	c.Attempt = &AttemptChange{
		ID: a.ID, State: AttemptUploading,
		PublishID: r.PublishID, UploadURL: r.UploadURL, IssuedAt: at,
	}
	c.Detail = map[string]any{"publishId": r.PublishID}
	return c
}

// AckChunkChange records how far TikTok has acknowledged the upload.
func AckChunkChange(p Post, a Attempt, acked int64, at time.Time) Change {
	c := change(p, TransAckChunk, at)
	c.Attempt = &AttemptChange{ID: a.ID, Acked: &acked}
	c.Detail = map[string]any{"acked": acked}
	return c
}

// BeginFinishChange must be durable before the last chunk is sent.
func BeginFinishChange(p Post, a Attempt, at time.Time) Change {
	c := change(p, TransBeginFinish, at)
	c.Attempt = &AttemptChange{ID: a.ID, State: AttemptFinishing, Finishing: true}
	return c
}

// ResumeUploadChange goes back to sending, because TikTok said that bytes are
// missing and the upload URL is alive. uploaded is TikTok's figure.
func ResumeUploadChange(p Post, a Attempt, uploaded int64, at time.Time) Change {
	c := change(p, TransResumeUpload, at)
	c.Attempt = &AttemptChange{ID: a.ID, State: AttemptUploading, Acked: &uploaded}
	c.NotBefore = &time.Time{}
	c.Detail = map[string]any{"uploaded": uploaded}
	return c
}

// FinishUploadChange records that TikTok has every byte.
func FinishUploadChange(p Post, a Attempt, at time.Time) Change {
	c := change(p, TransFinishUpload, at)
	size := a.Plan.Size
	c.Attempt = &AttemptChange{ID: a.ID, State: AttemptConfirming, Acked: &size, Finishing: true}
	c.NotBefore = &time.Time{}
	return c
}

// AbandonChange ends an attempt that can no longer bring a post about. The caller
// must know that: no byte was sent, or the upload URL is dead and TikTok says that
// bytes are missing.
func AbandonChange(p Post, a Attempt, why string, notBefore, at time.Time) Change {
	c := change(p, TransAbandon, at)
	c.Attempt = &AttemptChange{ID: a.ID, State: AttemptAbandoned, End: true}
	c.NotBefore = &notBefore
	c.Detail = map[string]any{"why": why}
	return c
}

// PublishChange records that the post is on TikTok. postIDs may be empty; TikTok
// names them after moderation.
func PublishChange(p Post, a *Attempt, postIDs []string, at time.Time) Change {
	c := change(p, TransPublish, at)
	c.PostIDs = postIDs
	c.Attempt = ending(a, AttemptPublished)
	c.NotBefore = &time.Time{}
	c.Detail = map[string]any{"postIds": postIDs}
	return c
}

// DeliverChange records that the clip lies in the creator's TikTok inbox.
func DeliverChange(p Post, a *Attempt, at time.Time) Change {
	c := change(p, TransDeliver, at)
	c.Attempt = ending(a, AttemptInInbox)
	c.NotBefore = &time.Time{}
	return c
}

// SnoozeChange holds p back until notBefore without counting a try.
func SnoozeChange(p Post, notBefore time.Time, f *Failure, at time.Time) Change {
	c := change(p, TransSnooze, at)
	c.NotBefore, c.Failure = &notBefore, f
	c.Detail = map[string]any{"until": notBefore.UTC().Format(time.RFC3339)}
	if f != nil {
		c.Detail["why"] = f.Reason
	}
	return c
}

// BlockChange stops p until a cause outside of it goes away. A live attempt that
// has not begun to finish is abandoned with it.
func BlockChange(p Post, a *Attempt, f Failure, at time.Time) Change {
	c := change(p, TransBlock, at)
	c.Failure = &f
	c.Attempt = ending(a, AttemptAbandoned)
	c.Detail = map[string]any{"why": f.Reason}
	return c
}

// UnblockChange puts p back on the schedule after its cause has gone.
func UnblockChange(p Post, at time.Time) Change { return change(p, TransUnblock, at) }

// MissChange records that p could not run at its time.
func MissChange(p Post, f Failure, at time.Time) Change {
	c := change(p, TransMiss, at)
	c.Failure = &f
	c.Detail = map[string]any{"why": f.Reason}
	return c
}

// FailChange ends p. It is never tried again by itself.
func FailChange(p Post, a *Attempt, f Failure, at time.Time) Change {
	c := change(p, TransFail, at)
	c.Failure = &f
	c.Attempt = ending(a, AttemptFailed)
	c.Detail = map[string]any{"why": f.Reason}
	return c
}

// RetryChange puts p back on the schedule at the user's word.
func RetryChange(p Post, s Schedule, at time.Time) Change {
	c := change(p, TransRetry, at)
	c.Rev = p.Rev
	c.Schedule, c.NotBefore = &s, &time.Time{}
	return c
}

// CancelChange ends p at the user's word. a is its live attempt, if any; the store
// refuses when that attempt has ever begun to finish.
func CancelChange(p Post, a *Attempt, at time.Time) Change {
	c := change(p, TransCancel, at)
	c.Attempt = ending(a, AttemptCanceled)
	return c
}

// MarkUncertainChange hands the decision to the user. The attempt stays live, so
// that nothing can be sent again before the user or TikTok has spoken. From uploading
// it is for a workspace that was restored from an old copy, whose upload may have
// ended since.
func MarkUncertainChange(p Post, a Attempt, f Failure, at time.Time) Change {
	c := change(p, TransMarkUncertain, at)
	c.Failure = &f
	c.Attempt = &AttemptChange{ID: a.ID, State: AttemptUncertain, Finishing: true}
	c.Detail = map[string]any{"why": f.Reason}
	return c
}

// ResolveChange records what the user saw on TikTok.
func ResolveChange(p Post, a *Attempt, published bool, at time.Time) Change {
	if published {
		c := change(p, TransResolvePublished, at)
		c.Attempt = ending(a, AttemptPublished)
		c.Detail = map[string]any{"by": "user"}
		return c
	}
	c := change(p, TransResolveNotPublished, at)
	c.Attempt = ending(a, AttemptNotPublished)
	c.NotBefore = &time.Time{}
	c.Detail = map[string]any{"by": "user"}
	return c
}

func ending(a *Attempt, s AttemptState) *AttemptChange {
	if a == nil {
		return nil
	}
	return &AttemptChange{ID: a.ID, State: s, End: true}
}
