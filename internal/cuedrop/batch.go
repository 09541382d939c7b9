package cuedrop

import "time"

// Step is one write to a post among several that are made together, all or none. Give
// them to the store's ApplyAll. Exactly one field is set.
//
// The first step of a post names the rev that the caller saw, and the store refuses
// the batch with Conflict when it is no longer true. Later steps of the same post
// follow from the one before, so their rev is filled in by the store.
type Step struct {
	// Change is a transition, as Apply makes it. Of an attempt it may be the end only.
	Change *Change
	// Words stores account, mode and settings of a post whose words may change, and
	// withdraws its consent.
	Words *Post
	// Remake stores how the picture of a post is made anew (Edit.Remake) and why the post has
	// stopped, and nothing else of it. It leaves the consent: what is seen and heard stays what
	// was agreed to, as with a conversion that Cuedrop does unasked because TikTok needs it.
	Remake *Post
	// Plan stores the time of a draft, zero for none. A draft's time is a plan: nothing
	// goes out by it until the user has agreed to the post.
	Plan *Post
	// Remove takes a post off the lists.
	Remove *Post
	// Return brings back what Remove took away: as a draft with its words and no time,
	// from where transitions lead it on; or as it was, where it had attempts.
	Return *Post
}

// Post is whose step it is.
func (s Step) Post() PostID {
	for _, p := range []*Post{s.Words, s.Remake, s.Plan, s.Remove, s.Return} {
		if p != nil {
			return p.ID
		}
	}
	if s.Change != nil {
		return s.Change.Post
	}
	return ""
}

// StepError says at which post a batch was refused. Its fault is that of Err.
type StepError struct {
	Post PostID
	Err  error
}

func (e *StepError) Error() string { return "post " + string(e.Post) + ": " + e.Err.Error() }

func (e *StepError) Unwrap() error { return e.Err }

// StepsTo returns the steps that bring p, which an act of the user has left as it is,
// back to the words, time, state and consent of before. States are reached by the
// machine's transitions only, and the consent is before's own, which was given for
// exactly these words. A post on its way or done was not touched by such an act and
// needs no step.
//
// What before can't be brought to stays a draft with its time: a post that has stopped
// and whose consent was withdrawn by an edit. A time that has passed by at is not taken
// up: such a post comes back as missed, for the reason late.
func StepsTo(p, before Post, late Failure, at time.Time) ([]Step, error) {
	w := way{post: p, at: at}
	if p.MediaID != before.MediaID {
		w.swap(before)
	}
	switch now := w.post; {
	case now.SaysTheSame(before):
	case now.remadeAs(before.Settings.Remake).SaysTheSame(before):
		w.remake(before)
	default:
		w.tell(before)
	}
	switch {
	case before.State == Scheduled && !before.Schedule.At.After(at):
		before.State, before.Failure, before.NotBefore = Missed, &late, time.Time{}
		fallthrough
	case !w.stands(before):
		w.lead(before)
	}
	return w.steps, w.err
}

// ReasonAgain is the reason on a draft that was sent once already and, as the user saw,
// did not appear.
const ReasonAgain = "post.again"

var again = Failure{Reason: ReasonAgain, Message: "It was sent once and you did not find it on TikTok. If it appears after all, you will have it twice."}

// ReopenSteps takes the user's word that p, of which nobody knows, is not on TikTok, and
// makes a draft of it: the same words and time, without the consent, which was for sending
// it once. In one batch, so that the engine never sees it ready to go out. a is its live
// attempt.
func ReopenSteps(p Post, a *Attempt, at time.Time) ([]Step, error) {
	var steps []Step
	do := func(c Change) error {
		c.Rev = p.Rev
		after, live, err := c.On(p, a)
		if err != nil {
			return err
		}
		p, a = after, live
		steps = append(steps, Step{Change: &c})
		return nil
	}
	if err := do(ResolveChange(p, a, false, at)); err != nil {
		return nil, err
	}
	if err := do(BlockChange(p, nil, again, at)); err != nil {
		return nil, err
	}
	c := UnscheduleChange(p, at)
	c.Failure = &again
	return steps, do(c)
}

// SaysTheSame reports whether p and o have the same clip, account, mode and settings: what a
// consent is for.
func (p Post) SaysTheSame(o Post) bool {
	return p.MediaID == o.MediaID && p.AccountID == o.AccountID && p.Mode == o.Mode && p.Settings == o.Settings
}

// way collects steps, and keeps what the post is after them.
type way struct {
	post  Post
	at    time.Time
	steps []Step
	err   error
}

func (w *way) stands(before Post) bool {
	p := w.post
	return p.State == before.State && p.Schedule == before.Schedule && (p.Consent == nil) == (before.Consent == nil)
}

func (w *way) tell(before Post) {
	if w.post.State == Scheduled {
		w.do(UnscheduleChange(w.post, w.at))
	}
	p := w.post
	p.AccountID, p.Mode, p.Settings, p.Consent = before.AccountID, before.Mode, before.Settings, nil
	w.post = p
	w.steps = append(w.steps, Step{Words: &p})
}

// swap gives the post its clip back. It is a draft then.
func (w *way) swap(before Post) {
	c := ReplaceChange(w.post, before.MediaID, w.at)
	if before.State == Draft {
		c.Failure = before.Failure
	}
	w.do(c)
}

func (w *way) remake(before Post) {
	p := w.post.remadeAs(before.Settings.Remake)
	p.Failure = before.Failure
	w.post = p
	w.steps = append(w.steps, Step{Remake: &p})
}

func (w *way) lead(before Post) {
	if before.State == Draft || before.Consent == nil {
		w.plan(before)
		if before.State == Canceled && w.post.State == Draft {
			w.do(w.ended(CancelChange(w.post, nil, w.at), before))
		}
		return
	}
	w.schedule(before)
	switch before.State {
	case Blocked:
		w.do(w.ended(BlockChange(w.post, nil, orZero(before.Failure), w.at), before))
	case Missed:
		w.do(w.ended(MissChange(w.post, orZero(before.Failure), w.at), before))
	case Canceled:
		w.do(w.ended(CancelChange(w.post, nil, w.at), before))
	case Failed:
		w.do(BeginChange(w.post, w.at))
		w.do(w.ended(FailChange(w.post, nil, orZero(before.Failure), w.at), before))
	case Scheduled, Draft, Due, Prepared, InitSent, Uploading, Finishing, Confirming, Published, InInbox, Uncertain:
	}
}

// plan leads to a draft with before's time. A post that has stopped stays as it is: no
// transition leads from there to a draft.
func (w *way) plan(before Post) {
	if _, err := Next(w.post.State, TransUnschedule); err == nil {
		w.do(UnscheduleChange(w.post, w.at))
	}
	if w.post.State == Draft && w.post.Schedule != before.Schedule {
		p := w.post
		p.Schedule = before.Schedule
		w.post = p
		w.steps = append(w.steps, Step{Plan: &p})
	}
}

func (w *way) schedule(before Post) {
	c := ScheduleChange(w.post, before.Schedule, *before.Consent, w.at)
	if w.post.State == Failed || w.post.State == Canceled {
		c.Transition = TransRetry
	}
	if before.State == Scheduled {
		c.Failure, c.NotBefore = before.Failure, &before.NotBefore
	}
	w.do(c)
}

func (w *way) ended(c Change, before Post) Change {
	c.Failure = before.Failure
	if w.post.Rendition == nil {
		c.Rendition = before.Rendition // another clip had taken it away
	}
	return c
}

func (w *way) do(c Change) {
	if w.err != nil {
		return
	}
	c.Rev = w.post.Rev
	if c.Detail == nil {
		c.Detail = map[string]any{}
	}
	c.Detail["by"] = "undo"
	after, _, err := c.On(w.post, nil)
	if err != nil {
		w.err = err
		return
	}
	w.post = after
	w.steps = append(w.steps, Step{Change: &c})
}

func orZero(f *Failure) Failure {
	if f == nil {
		return Failure{}
	}
	return *f
}
