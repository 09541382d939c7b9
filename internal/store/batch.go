package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// ApplyAll makes steps in order, in one transaction: all of them or none. It returns
// the posts that were changed, each once and as it is then, in the order of their first
// step; a removed one is not among them. A refusal is a *cuedrop.StepError that names
// the post.
func (s *Store) ApplyAll(ctx context.Context, steps []cuedrop.Step, at time.Time) ([]cuedrop.Post, error) {
	if err := s.readyForWords(ctx); err != nil {
		return nil, err
	}
	var b *batch
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		b = &batch{s: s, tx: t, at: at, revs: map[cuedrop.PostID]int64{}, posts: map[cuedrop.PostID]cuedrop.Post{}}
		if err := b.freeSlots(ctx, steps); err != nil {
			return nil, err
		}
		for _, step := range steps {
			if err := b.step(ctx, step); err != nil {
				return nil, &cuedrop.StepError{Post: step.Post(), Err: translate(err)}
			}
		}
		return b.report(s), nil
	})
	if err != nil {
		return nil, err
	}
	if b.removed {
		s.erase(ctx)
	}
	return b.changed(), nil
}

// batch is what ApplyAll has done so far.
type batch struct {
	s       *Store
	tx      *sql.Tx
	at      time.Time
	order   []cuedrop.PostID
	posts   map[cuedrop.PostID]cuedrop.Post // as they are now; without those removed
	revs    map[cuedrop.PostID]int64        // of what was written, also of those removed
	removed bool
}

// freeSlots takes the slots from all posts that are to be given one: they may change
// places among each other.
func (b *batch) freeSlots(ctx context.Context, steps []cuedrop.Step) error {
	for _, step := range steps {
		if c := step.Change; c != nil && c.BySlot {
			if _, err := b.tx.ExecContext(ctx, `UPDATE post SET slot_at = 0 WHERE id = ?`, c.Post); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) step(ctx context.Context, step cuedrop.Step) error {
	id := step.Post()
	rev, again := b.revs[id]
	p, err := b.write(ctx, step, func(seen int64) int64 {
		if again {
			return rev
		}
		return seen
	})
	if err != nil {
		return err
	}
	if !again {
		b.order = append(b.order, id)
	}
	b.revs[id] = p.Rev
	if step.Remove != nil {
		b.removed = true
		delete(b.posts, id)
		return nil
	}
	b.posts[id] = p
	return nil
}

// write makes one step. at tells the rev that it must find.
func (b *batch) write(ctx context.Context, step cuedrop.Step, at func(seen int64) int64) (cuedrop.Post, error) {
	switch {
	case step.Change != nil:
		c := *step.Change
		c.Rev = at(c.Rev)
		to, err := cuedrop.Next(c.From, c.Transition)
		if err != nil {
			return cuedrop.Post{}, err
		}
		if c.Rev == 0 || c.Attempt != nil && !c.Attempt.End {
			return cuedrop.Post{}, errBatch
		}
		return b.s.applyIn(ctx, b.tx, c, to, nil)
	case step.Words != nil:
		p := *step.Words
		p.Rev = at(p.Rev)
		return b.s.savePostIn(ctx, b.tx, p, b.at)
	case step.Remake != nil:
		p := *step.Remake
		p.Rev = at(p.Rev)
		return b.s.remakePostIn(ctx, b.tx, p, b.at)
	case step.Plan != nil:
		p := *step.Plan
		p.Rev = at(p.Rev)
		return b.s.planPostIn(ctx, b.tx, p, b.at)
	case step.Remove != nil:
		p, err := b.s.postIn(ctx, b.tx, step.Remove.ID)
		if err != nil {
			return p, err
		}
		if p.Rev != at(step.Remove.Rev) {
			return p, conflict(fmt.Errorf("rev %d, not %d", p.Rev, step.Remove.Rev))
		}
		p.Rev, err = removePostIn(ctx, b.tx, p, b.at)
		return p, err
	case step.Return != nil:
		return b.s.returnPostIn(ctx, b.tx, *step.Return)
	}
	return cuedrop.Post{}, errBatch
}

var errBatch = fault.New(fault.Internal, "store.batch", fault.InternalMessage)

func (b *batch) changed() []cuedrop.Post {
	all := make([]cuedrop.Post, 0, len(b.posts))
	for _, id := range b.order {
		if p, ok := b.posts[id]; ok {
			all = append(all, p)
		}
	}
	return all
}

func (b *batch) report(s *Store) func() {
	return func() {
		for _, id := range b.order {
			if p, ok := b.posts[id]; ok {
				s.postReport(p)()
			} else {
				s.removeReport(id, b.revs[id])()
			}
		}
	}
}

// remakePostIn stores how the picture of a post is made anew, and why it has stopped. The
// consent stays, so nothing else of what p says is taken over.
func (s *Store) remakePostIn(ctx context.Context, t *sql.Tx, p cuedrop.Post, at time.Time) (cuedrop.Post, error) {
	stored, err := s.postIn(ctx, t, p.ID)
	if err != nil {
		return p, err
	}
	stored.Settings.Remake = p.Settings.Remake
	settings, err := s.encodeSettings(ctx, t, p.ID, stored.Settings)
	if err != nil {
		return p, err
	}
	failure, err := jsonOrNull(p.Failure)
	if err != nil {
		return p, err
	}
	rev, err := nextRev(ctx, t)
	if err != nil {
		return p, err
	}
	res, err := t.ExecContext(ctx, `UPDATE post SET rev = ?, settings = ?, failure = ?, updated_at = ?
		WHERE id = ? AND rev = ? AND state IN ('draft', 'scheduled', 'blocked', 'missed', 'failed', 'canceled')`,
		rev, settings, failure, millis(at), p.ID, p.Rev)
	if err != nil {
		return p, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return p, conflict(err)
	}
	return s.postIn(ctx, t, p.ID)
}

// planPostIn stores the time of a draft. It is a plan: the scheduler looks at scheduled
// posts only, and scheduling one takes a consent.
func (s *Store) planPostIn(ctx context.Context, t *sql.Tx, p cuedrop.Post, at time.Time) (cuedrop.Post, error) {
	rev, err := nextRev(ctx, t)
	if err != nil {
		return p, err
	}
	res, err := t.ExecContext(ctx, `UPDATE post SET rev = ?, wall = ?, zone = ?, due_at = ?, slot_at = 0, updated_at = ?
		WHERE id = ? AND rev = ? AND state = 'draft' AND removed_at = 0`,
		rev, p.Schedule.Wall, p.Schedule.Zone, millis(p.Schedule.At), millis(at), p.ID, p.Rev)
	if err != nil {
		return p, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return p, conflict(err)
	}
	return s.postIn(ctx, t, p.ID)
}

// returnPostIn brings back what removePostIn took away. What was hidden shows as it was.
// What was deleted is made anew: a draft with the same words, place and id, so that its
// lines in the journal are its own.
func (s *Store) returnPostIn(ctx context.Context, t *sql.Tx, p cuedrop.Post) (cuedrop.Post, error) {
	if p.Attempts == 0 {
		p.Schedule = cuedrop.Schedule{}
		return s.createPostIn(ctx, t, p)
	}
	rev, err := nextRev(ctx, t)
	if err != nil {
		return p, err
	}
	// Its slot may be another one's by now; it keeps the time.
	res, err := t.ExecContext(ctx, `UPDATE post SET rev = ?, removed_at = 0, slot_at = 0 WHERE id = ? AND rev = ? AND removed_at > 0`, rev, p.ID, p.Rev)
	if err != nil {
		return p, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return p, conflict(err)
	}
	return s.postIn(ctx, t, p.ID)
}

// PlannedTimes returns for when the drafts of an account are planned after since, but
// for those named.
func (s *Store) PlannedTimes(ctx context.Context, id cuedrop.AccountID, since time.Time, but ...cuedrop.PostID) ([]time.Time, error) {
	but = append([]cuedrop.PostID{}, but...) // never NULL, which is in no list and out of none
	skip, err := jsonOrNull(&but)
	if err != nil {
		return nil, err
	}
	return s.times(ctx, `SELECT due_at FROM post WHERE account_id = ? AND due_at > ? AND removed_at = 0
		AND state = 'draft' AND id NOT IN (SELECT value FROM json_each(?))`, id, millis(since), skip)
}
