package cuedrop

import (
	"slices"

	"cuedrop/internal/fault"
)

// State is where a post stands. The words are stored on disk, checked by the
// schema, printed by the command line and generated into TypeScript: do not
// rename.
type State string

// The states of reliability-security.md 3.3.
const (
	// Draft waits for the user: no time, or no consent yet.
	Draft State = "draft"
	// Scheduled has a time, consent and everything it needs to go out.
	Scheduled State = "scheduled"
	// Due has reached its time; the engine checks and converts the clip.
	Due State = "due"
	// Prepared has a verified file with a digest and a chunk plan; nothing was
	// asked of TikTok yet.
	Prepared State = "prepared"
	// InitSent means that an init request may have reached TikTok. No byte of the
	// clip was sent, so nothing can have been published.
	InitSent State = "init_sent"
	// Uploading has a durable publish_id; chunks before the last are on their way.
	Uploading State = "uploading"
	// Finishing means that the last chunk may have reached TikTok. From here on a
	// new init could publish twice, so there is none without proof.
	Finishing State = "finishing"
	// Confirming means that TikTok has every byte; its status is polled.
	Confirming State = "confirming"
	// Published is absorbing.
	Published State = "published"
	// InInbox was delivered to the creator's TikTok inbox, to be finished there.
	InInbox State = "in_inbox"
	// Blocked waits for a cause outside the post to go away (sign-in, missing
	// file, choice no longer offered). Nothing is with TikTok.
	Blocked State = "blocked"
	// Missed was due while it could not run; the account's policy or the user
	// decides.
	Missed State = "missed"
	// Failed was refused and will not be tried again by itself.
	Failed State = "failed"
	// Canceled was ended by the user before it was handed over.
	Canceled State = "canceled"
	// Uncertain may or may not be published, and no question to TikTok settles it.
	// Only the user leaves this state, or a later answer from TikTok.
	Uncertain State = "uncertain"
)

// States lists every state in the order of a post's life.
var States = []State{
	Draft, Scheduled, Due, Prepared, InitSent, Uploading, Finishing, Confirming,
	Published, InInbox, Blocked, Missed, Failed, Canceled, Uncertain,
}

// Transition is a named step from one state to another. The words are stored in
// the journal: do not rename.
type Transition string

// The transitions. Who may call which, and what must be durable before which
// effect, is stated with the constructors in change.go.
const (
	TransSchedule            Transition = "schedule"
	TransUnschedule          Transition = "unschedule"
	TransReplace             Transition = "replace"
	TransBegin               Transition = "begin"
	TransPrepare             Transition = "prepare"
	TransRecheck             Transition = "recheck"
	TransBeginInit           Transition = "begin_init"
	TransAcceptInit          Transition = "accept_init"
	TransAckChunk            Transition = "ack_chunk"
	TransBeginFinish         Transition = "begin_finish"
	TransResumeUpload        Transition = "resume_upload"
	TransFinishUpload        Transition = "finish_upload"
	TransAbandon             Transition = "abandon"
	TransPublish             Transition = "publish"
	TransDeliver             Transition = "deliver"
	TransSnooze              Transition = "snooze"
	TransBlock               Transition = "block"
	TransUnblock             Transition = "unblock"
	TransMiss                Transition = "miss"
	TransFail                Transition = "fail"
	TransRetry               Transition = "retry"
	TransCancel              Transition = "cancel"
	TransMarkUncertain       Transition = "mark_uncertain"
	TransResolvePublished    Transition = "resolve_published"
	TransResolveNotPublished Transition = "resolve_not_published"
)

// same stands for "stays in its state".
const same = ""

type edge struct {
	from []State
	to   State
}

// edges is the whole machine. A (state, transition) pair that is not here is
// refused with Conflict.
var edges = map[Transition]edge{
	TransSchedule:            {[]State{Draft, Scheduled, Blocked, Missed}, Scheduled},
	TransUnschedule:          {[]State{Scheduled, Blocked, Missed}, Draft},
	TransReplace:             {[]State{Draft, Scheduled, Blocked, Missed, Failed, Canceled}, Draft},
	TransBegin:               {[]State{Scheduled}, Due},
	TransPrepare:             {[]State{Due}, Prepared},
	TransRecheck:             {[]State{Prepared}, Due},
	TransBeginInit:           {[]State{Prepared, InitSent}, InitSent},
	TransAcceptInit:          {[]State{InitSent}, Uploading},
	TransAckChunk:            {[]State{Uploading}, same},
	TransBeginFinish:         {[]State{Uploading}, Finishing},
	TransResumeUpload:        {[]State{Finishing}, Uploading},
	TransFinishUpload:        {[]State{Uploading, Finishing}, Confirming},
	TransAbandon:             {[]State{InitSent, Uploading, Finishing}, Prepared},
	TransPublish:             {[]State{Uploading, Finishing, Confirming, InInbox, Uncertain}, Published},
	TransDeliver:             {[]State{Uploading, Finishing, Confirming, Uncertain}, InInbox},
	TransSnooze:              {[]State{Scheduled, Due, Prepared, InitSent, Uploading, Finishing, Confirming}, same},
	TransBlock:               {[]State{Scheduled, Due, Prepared, InitSent, Uploading}, Blocked},
	TransUnblock:             {[]State{Blocked}, Scheduled},
	TransMiss:                {[]State{Scheduled, Due, Prepared, Blocked}, Missed},
	TransFail:                {[]State{Due, Prepared, InitSent, Uploading, Finishing, Confirming}, Failed},
	TransRetry:               {[]State{Failed, Canceled, Blocked, Missed}, Scheduled},
	TransCancel:              {[]State{Draft, Scheduled, Due, Prepared, InitSent, Uploading, Blocked, Missed, Failed}, Canceled},
	TransMarkUncertain:       {[]State{Uploading, Finishing, Confirming}, Uncertain},
	TransResolvePublished:    {[]State{Uncertain}, Published},
	TransResolveNotPublished: {[]State{Uncertain}, Prepared},
}

// Transitions lists every transition, sorted by name.
func Transitions() []Transition {
	all := make([]Transition, 0, len(edges))
	for t := range edges {
		all = append(all, t)
	}
	slices.Sort(all)
	return all
}

// Next returns the state that t leads to from s, or a Conflict fault when the
// machine has no such step.
func Next(s State, t Transition) (State, error) {
	e, ok := edges[t]
	if !ok || !slices.Contains(e.from, s) {
		return "", &fault.Error{
			Kind: fault.Conflict, Reason: "post.illegal_transition", Message: refusal(s, t),
			Op: "cuedrop." + string(t) + " from " + string(s),
		}
	}
	if e.to == same {
		return s, nil
	}
	return e.to, nil
}

// refusal words an illegal step for the person who asked for it.
func refusal(s State, t Transition) string {
	switch {
	case s == Published:
		return "This post is already published. Delete it in the TikTok app if it should go."
	case s.HandedOver() && t == TransCancel:
		return "The clip was already handed to TikTok and can't be canceled here."
	case s == Uncertain:
		return "Nobody knows yet whether this post is on TikTok. Look, then say whether it is there."
	case t == TransResolvePublished || t == TransResolveNotPublished:
		return "Only a post that could not be confirmed can be resolved."
	default:
		return "The post has moved on since. Look at it again."
	}
}

// HandedOver reports whether TikTok may hold the whole clip: no cancel and no new
// init may follow without proof from TikTok or the user.
func (s State) HandedOver() bool {
	return s == Finishing || s == Confirming || s == Uncertain || s == InInbox || s == Published
}

// InFlight reports whether the engine has work to do for a post in s now,
// whatever its time.
func (s State) InFlight() bool {
	switch s {
	case Due, Prepared, InitSent, Uploading, Finishing, Confirming:
		return true
	case Draft, Scheduled, Published, InInbox, Blocked, Missed, Failed, Canceled, Uncertain:
		return false
	}
	return false
}

// Final reports whether nothing more happens to a post in s unless the user acts.
func (s State) Final() bool {
	return s == Published || s == InInbox || s == Failed || s == Canceled
}

// NeedsUser reports whether a post in s waits for the user.
func (s State) NeedsUser() bool { return s == Blocked || s == Missed || s == Uncertain }

// Editable reports whether the words and settings of a post in s may change: the
// caption goes to TikTok with init, so never after prepared.
func (s State) Editable() bool {
	switch s {
	case Draft, Scheduled, Blocked, Missed, Failed, Canceled:
		return true
	case Due, Prepared, InitSent, Uploading, Finishing, Confirming, Published, InInbox, Uncertain:
		return false
	}
	return false
}

// Valid reports whether s is one of States.
func (s State) Valid() bool { return slices.Contains(States, s) }
