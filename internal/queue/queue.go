// Package queue is the use case behind the working list: drafts, edits, giving a
// time, canceling, retrying, resolving, deleting. It decides nothing about
// publishing; it only performs the transitions that belong to the user. It declares
// the interfaces that it needs and knows no adapter and no other use case.
package queue

import (
	"context"
	"log/slog"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

type postStore interface {
	CreatePosts(context.Context, ...cuedrop.Post) ([]cuedrop.Post, error)
	Post(context.Context, cuedrop.PostID) (cuedrop.Post, error)
	Posts(context.Context) ([]cuedrop.Post, error)
	NextScheduled(context.Context) (cuedrop.Post, bool, error)
	PostsPage(ctx context.Context, offset, limit int) ([]cuedrop.Post, error)
	FirstPosts(ctx context.Context, n int) ([]cuedrop.Post, map[cuedrop.State]int, error)
	PostsAfter(ctx context.Context, id cuedrop.PostID, limit int) ([]cuedrop.Post, error)
	SavePost(context.Context, cuedrop.Post, time.Time) (cuedrop.Post, error)
	RemovePost(context.Context, cuedrop.PostID, time.Time) error
	Apply(context.Context, cuedrop.Change) (cuedrop.Post, error)
	ApplyAll(context.Context, []cuedrop.Step, time.Time) ([]cuedrop.Post, error)
	Attempts(context.Context, cuedrop.PostID) ([]cuedrop.Attempt, error)
	Events(context.Context, cuedrop.PostID) ([]cuedrop.AttemptEvent, error)
	Media(context.Context, cuedrop.MediaID) (cuedrop.Media, error)
	Account(context.Context, cuedrop.AccountID) (cuedrop.Account, error)
	AccountClips(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]cuedrop.AccountClip, error)
	slotStore
	snippetStore
}

// Config are the parts that a Queue is made of.
type Config struct {
	Store postStore
	Clock clock.Clock
	// Changed is called after a change that the scheduler should know of. May be nil.
	Changed func()
	// Interrupt stops work under way for a post. May be nil.
	Interrupt func(cuedrop.PostID)
	// Discard removes the rendition of a post that will not go out. May be nil.
	Discard func(cuedrop.PostID) error
	// Make has the file of a post made that was converted at the user's word, so that it is
	// there before it is due. It does not wait. May be nil: then it is made in time.
	Make func(cuedrop.PostID)
	// Policy returns the fault for which nothing may be scheduled yet. May be nil. It is
	// asked before the user puts a post on the schedule, or one that has stopped back on
	// it. What is scheduled already is not asked about again: it goes out, may be given
	// another time, and an act that took it off may be taken back.
	Policy func(context.Context) error
	// Preflighting says where Preflight learns more.
	Preflighting PreflightParts
	Log          *slog.Logger // may be nil
}

// Queue is safe for concurrent use.
type Queue struct {
	Config
	memory memory
}

// New returns a queue.
func New(c Config) *Queue {
	if c.Changed == nil {
		c.Changed = func() {}
	}
	if c.Interrupt == nil {
		c.Interrupt = func(cuedrop.PostID) {}
	}
	if c.Discard == nil {
		c.Discard = func(cuedrop.PostID) error { return nil }
	}
	if c.Make == nil {
		c.Make = func(cuedrop.PostID) {}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Queue{Config: c}
}

// Draft is what a new post starts from.
type Draft struct {
	MediaID   cuedrop.MediaID
	AccountID cuedrop.AccountID // may be empty
	Mode      cuedrop.Mode
	Settings  cuedrop.Settings
	// CreatedAt is the post's place among those without a time; zero = now.
	CreatedAt time.Time
}

// Create stores a new draft.
func (q *Queue) Create(ctx context.Context, d Draft) (cuedrop.Post, error) {
	all, err := q.CreateAll(ctx, d)
	if err != nil {
		return cuedrop.Post{}, err
	}
	return all[0], nil
}

// CreateAll stores new drafts, all or none.
func (q *Queue) CreateAll(ctx context.Context, drafts ...Draft) ([]cuedrop.Post, error) {
	var posts []cuedrop.Post
	for _, d := range drafts {
		if err := q.validate(ctx, d.AccountID, d.Mode, d.Settings); err != nil {
			return nil, err
		}
		if _, err := q.Store.Media(ctx, d.MediaID); err != nil {
			return nil, err
		}
		at := d.CreatedAt
		if at.IsZero() {
			at = q.Clock.Now()
		}
		posts = append(posts, cuedrop.Post{
			ID: cuedrop.NewPostID(), AccountID: d.AccountID, MediaID: d.MediaID, Mode: d.Mode, Settings: d.Settings,
			CreatedAt: at, UpdatedAt: at,
		})
	}
	return q.Store.CreatePosts(ctx, posts...)
}

func (q *Queue) validate(ctx context.Context, id cuedrop.AccountID, mode cuedrop.Mode, s cuedrop.Settings) error {
	if err := cuedrop.ValidateSettings(mode, s); err != nil {
		return err
	}
	if id == "" {
		return nil
	}
	_, err := q.Store.Account(ctx, id)
	return err
}

// Save stores an edit of a post that may still be edited. A scheduled post whose
// words or settings change becomes a draft again, keeping its time, because the
// consent was for what it said before.
func (q *Queue) Save(ctx context.Context, id cuedrop.PostID, account cuedrop.AccountID, mode cuedrop.Mode, s cuedrop.Settings) (cuedrop.Post, error) {
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	if p.AccountID == account && p.Mode == mode && p.Settings == s {
		return p, nil
	}
	if err := q.validate(ctx, account, mode, s); err != nil {
		return cuedrop.Post{}, err
	}
	if p.State == cuedrop.Scheduled {
		if p, err = q.Unschedule(ctx, id); err != nil {
			return cuedrop.Post{}, err
		}
	}
	if !p.State.Editable() {
		return cuedrop.Post{}, errNotEditable
	}
	p.AccountID, p.Mode, p.Settings = account, mode, s
	return q.Store.SavePost(ctx, p, q.Clock.Now())
}

var errNotEditable = fault.New(fault.Conflict, "post.not_editable", "This post is already on its way. Its words can't change any more.")

// Schedule gives a post a time, with the receipt of what the user agreed to. A
// failed or canceled post is put back with its new time.
func (q *Queue) Schedule(ctx context.Context, id cuedrop.PostID, s cuedrop.Schedule, consent cuedrop.Consent) (cuedrop.Post, error) {
	return q.schedule(ctx, id, s, consent, false)
}

func (q *Queue) schedule(ctx context.Context, id cuedrop.PostID, s cuedrop.Schedule, consent cuedrop.Consent, bySlot bool) (cuedrop.Post, error) {
	if s.IsZero() || s.At.IsZero() {
		return cuedrop.Post{}, fault.New(fault.Invalid, "schedule.time", "Choose when the post goes out.")
	}
	if err := q.mayGoOut(ctx); err != nil {
		return cuedrop.Post{}, err
	}
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	m, err := q.Store.Media(ctx, p.MediaID)
	if err != nil {
		return cuedrop.Post{}, err
	}
	p.Consent = &consent
	if err := cuedrop.ValidateReady(p, m); err != nil {
		return cuedrop.Post{}, err
	}
	c := cuedrop.ScheduleChange(p, s, consent, q.Clock.Now())
	c.BySlot = bySlot
	if p.State == cuedrop.Failed || p.State == cuedrop.Canceled {
		c.Transition = cuedrop.TransRetry
	}
	return q.apply(ctx, c)
}

// mayGoOut is the gate that Policy keeps.
func (q *Queue) mayGoOut(ctx context.Context) error {
	if q.Policy == nil {
		return nil
	}
	return q.Policy(ctx)
}

// Unschedule takes a post back to a draft.
func (q *Queue) Unschedule(ctx context.Context, id cuedrop.PostID) (cuedrop.Post, error) {
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	return q.apply(ctx, cuedrop.UnscheduleChange(p, q.Clock.Now()))
}

// Cancel ends a post. It refuses with Conflict once TikTok may have the whole clip.
func (q *Queue) Cancel(ctx context.Context, id cuedrop.PostID) (cuedrop.Post, error) {
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	live, err := q.live(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	if live != nil && !live.FinishingAt.IsZero() {
		return cuedrop.Post{}, fault.New(fault.Conflict, "post.handed_over", "The clip was already handed to TikTok and can't be canceled here.")
	}
	p, err = q.apply(ctx, cuedrop.CancelChange(p, live, q.Clock.Now()))
	if err != nil {
		return cuedrop.Post{}, err
	}
	q.Interrupt(id)
	q.discard(id)
	return p, nil
}

// live returns the attempt of a post that may still bring it about, or nil. It does
// not ask for the upload URL, so a locked vault keeps nobody from canceling.
func (q *Queue) live(ctx context.Context, id cuedrop.PostID) (*cuedrop.Attempt, error) {
	all, err := q.Store.Attempts(ctx, id)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].State.Live() {
			return &all[i], nil
		}
	}
	return nil, nil
}

// discard removes a rendition. What the user asked for is done already, so a file
// that can't be removed now (Windows: still open) must not look like a refusal.
func (q *Queue) discard(id cuedrop.PostID) {
	if err := q.Discard(id); err != nil {
		q.Log.Warn("discard rendition", "post", id, "err", err)
	}
}

// Retry puts a failed, canceled, blocked or missed post back on the schedule, due
// now unless its time is still to come. It needs the consent that was given, so a
// post that was edited since is refused with Invalid.
func (q *Queue) Retry(ctx context.Context, id cuedrop.PostID) (cuedrop.Post, error) {
	if err := q.mayGoOut(ctx); err != nil {
		return cuedrop.Post{}, err
	}
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	m, err := q.Store.Media(ctx, p.MediaID)
	if err != nil {
		return cuedrop.Post{}, err
	}
	if err := cuedrop.ValidateReady(p, m); err != nil {
		return cuedrop.Post{}, err
	}
	now := q.Clock.Now()
	s := p.Schedule
	if !s.At.After(now) {
		if s, err = cuedrop.ScheduleAt(now, s.Zone); err != nil {
			return cuedrop.Post{}, err
		}
	}
	return q.apply(ctx, cuedrop.RetryChange(p, s, now))
}

// Resolve records what the user saw on TikTok of an uncertain post. When it is not
// there, the post goes out again.
func (q *Queue) Resolve(ctx context.Context, id cuedrop.PostID, published bool) (cuedrop.Post, error) {
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	live, err := q.live(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	return q.apply(ctx, cuedrop.ResolveChange(p, live, published, q.Clock.Now()))
}

// Reopen is Resolve of a post that is not on TikTok, for who is to be asked again before
// anything is sent a second time: the post becomes a draft with its words and its time,
// and without its consent.
func (q *Queue) Reopen(ctx context.Context, id cuedrop.PostID) (cuedrop.Post, error) {
	p, err := q.Store.Post(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	live, err := q.live(ctx, id)
	if err != nil {
		return cuedrop.Post{}, err
	}
	now := q.Clock.Now()
	steps, err := cuedrop.ReopenSteps(p, live, now)
	if err != nil {
		return cuedrop.Post{}, err
	}
	after, err := q.Store.ApplyAll(ctx, steps, now)
	if err != nil {
		return cuedrop.Post{}, err
	}
	q.Changed()
	return after[0], nil
}

// Remove deletes a post that is not on its way.
func (q *Queue) Remove(ctx context.Context, id cuedrop.PostID) error {
	if err := q.Store.RemovePost(ctx, id, q.Clock.Now()); err != nil {
		return err
	}
	q.Changed()
	q.discard(id)
	return nil
}

// Post returns the post id, or NotFound.
func (q *Queue) Post(ctx context.Context, id cuedrop.PostID) (cuedrop.Post, error) {
	return q.Store.Post(ctx, id)
}

// Posts returns every post, the earliest time first, drafts last.
func (q *Queue) Posts(ctx context.Context) ([]cuedrop.Post, error) { return q.Store.Posts(ctx) }

// Next returns the post that is scheduled first, and false where none is.
func (q *Queue) Next(ctx context.Context) (cuedrop.Post, bool, error) {
	return q.Store.NextScheduled(ctx)
}

// PostsPage returns limit of those posts, from the one at offset on.
func (q *Queue) PostsPage(ctx context.Context, offset, limit int) ([]cuedrop.Post, error) {
	return q.Store.PostsPage(ctx, offset, limit)
}

// First returns the n posts of each state that the list shows first, and how many of each
// there are beside them.
func (q *Queue) First(ctx context.Context, n int) ([]cuedrop.Post, map[cuedrop.State]int, error) {
	return q.Store.FirstPosts(ctx, n)
}

// After returns limit posts in the order of their ids, from the one after id on.
func (q *Queue) After(ctx context.Context, id cuedrop.PostID, limit int) ([]cuedrop.Post, error) {
	return q.Store.PostsAfter(ctx, id, limit)
}

// Attempts returns what was tried for a post, oldest first.
func (q *Queue) Attempts(ctx context.Context, id cuedrop.PostID) ([]cuedrop.Attempt, error) {
	return q.Store.Attempts(ctx, id)
}

// Events returns the journal of a post.
func (q *Queue) Events(ctx context.Context, id cuedrop.PostID) ([]cuedrop.AttemptEvent, error) {
	return q.Store.Events(ctx, id)
}

func (q *Queue) apply(ctx context.Context, c cuedrop.Change) (cuedrop.Post, error) {
	p, err := q.Store.Apply(ctx, c)
	if err == nil {
		q.Changed()
	}
	return p, err
}
