package cuedrop

import (
	"time"

	"cuedrop/internal/fault"
)

// On returns the post and its live attempt as they are after c, or Conflict where c
// is no step of theirs. It is what the store's Apply does, without a store: decisions
// look ahead with it, and the model check runs on it. a is the live attempt before,
// nil when there is none, and so is the one returned. It may be nil too when it can't
// be read, as long as neither it nor the state changes. Rev is left as it is.
func (c Change) On(p Post, a *Attempt) (Post, *Attempt, error) {
	to, err := Next(p.State, c.Transition)
	if err != nil {
		return p, a, err
	}
	if c.Post != p.ID || c.From != p.State || c.Rev != 0 && c.Rev != p.Rev {
		return p, a, errMovedOn
	}
	after, err := c.onAttempt(p, a)
	if err != nil {
		return p, a, err
	}
	moves, before := to != p.State || c.Attempt != nil, p
	p = c.onPost(p, to)
	if c.Attempt != nil {
		if c.Attempt.Start != nil {
			p.Attempts, p.PublishID = after.Number, ""
		}
		if after.PublishID != "" {
			p.PublishID = after.PublishID
		}
	}
	if after != nil && !after.State.Live() {
		after = nil
	}
	if p.lacks() {
		return before, a, errIncomplete
	}
	if moves && (after != nil) != to.needsAttempt() {
		return before, a, errMovedOn
	}
	return p, after, nil
}

var errIncomplete = fault.New(fault.Internal, "post.incomplete", fault.InternalMessage)

// lacks reports whether p is without something that its state needs; the schema says
// the same.
func (p Post) lacks() bool {
	switch p.State {
	case Scheduled, Due:
		return p.Consent == nil || p.Schedule.At.IsZero()
	case Prepared, InitSent:
		return p.Consent == nil || p.Schedule.At.IsZero() || p.Rendition == nil
	case Uploading, Finishing, Confirming:
		return p.Rendition == nil
	case Draft, Published, InInbox, Blocked, Missed, Failed, Canceled, Uncertain:
	}
	return false
}

var errMovedOn = fault.New(fault.Conflict, "post.changed", "The post has changed meanwhile. Look at it again.")

// needsAttempt reports whether a post in s has a live attempt. One that was handed
// nothing to TikTok, or whose end is known, has none.
func (s State) needsAttempt() bool {
	switch s {
	case InitSent, Uploading, Finishing, Confirming, Uncertain:
		return true
	case Draft, Scheduled, Due, Prepared, Published, InInbox, Blocked, Missed, Failed, Canceled:
		return false
	}
	return false
}

// onPost is the post's half of On.
func (c Change) onPost(p Post, to State) Post {
	p.State, p.UpdatedAt, p.Failure = to, stamp(c.At), c.Failure
	if c.Schedule != nil {
		p.Schedule = *c.Schedule
	}
	if c.NotBefore != nil {
		p.NotBefore = stamp(*c.NotBefore)
	}
	if c.Consent != nil || c.Transition.withdraws() {
		p.Consent = c.Consent
	}
	if c.Rendition != nil || c.Transition == TransReplace {
		p.Rendition = c.Rendition
	}
	if c.Transition == TransReplace {
		p.MediaID = c.MediaID
	}
	if len(c.PostIDs) > 0 {
		p.PostIDs = c.PostIDs
	}
	if to == Published {
		p.PublishedAt = stamp(c.At)
	}
	return p
}

// onAttempt is the attempt's half of On.
func (c Change) onAttempt(p Post, a *Attempt) (*Attempt, error) {
	ac := c.Attempt
	if ac == nil {
		return a, nil
	}
	if ac.Start != nil {
		if a != nil {
			return nil, errMovedOn
		}
		started := *ac.Start
		started.PostID, started.Number, started.StartedAt = p.ID, p.Attempts+1, stamp(c.At)
		return &started, nil
	}
	if a == nil || a.ID != ac.ID || c.Transition == TransCancel && !a.FinishingAt.IsZero() {
		return nil, errMovedOn
	}
	next := *a
	if ac.State != "" {
		next.State = ac.State
	}
	if ac.Inits > 0 {
		next.Inits = ac.Inits
	}
	if ac.PublishID != "" {
		next.PublishID = ac.PublishID
	}
	if ac.UploadURL != "" {
		next.UploadURL = ac.UploadURL
	}
	if !ac.IssuedAt.IsZero() {
		next.IssuedAt = stamp(ac.IssuedAt)
	}
	if ac.Acked != nil {
		next.Acked = *ac.Acked
	}
	if ac.Finishing && next.FinishingAt.IsZero() {
		next.FinishingAt = stamp(c.At)
	}
	if c.Failure != nil {
		next.Failure = c.Failure
	}
	if ac.End {
		next.EndedAt, next.UploadURL = stamp(c.At), ""
	}
	return &next, nil
}

// withdraws reports whether the user's consent ends with t: the post waits for them again.
func (t Transition) withdraws() bool { return t == TransUnschedule || t == TransReplace }

// stamp is t as it is kept: in milliseconds, UTC.
func stamp(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}
