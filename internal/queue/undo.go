package queue

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	// undoFor is how long an act can be taken back: longer than any window offers it.
	undoFor = 10 * time.Minute
	// undoMax is how many acts are remembered.
	undoMax = 20
)

// done is an act that can be taken back.
type done struct {
	token string
	at    time.Time
	posts []donePost
}

// donePost is a post before an act and after it; after is nil when it was removed.
type donePost struct {
	before cuedrop.Post
	after  *cuedrop.Post
}

// memory keeps the last acts. What the posts were is kept here and never handed out, so
// a consent that Undo gives back is one that the store held.
type memory struct {
	mu   sync.Mutex
	acts []done
}

// remember keeps an act and returns its token.
func (q *Queue) remember(before, after []cuedrop.Post) string {
	now := map[cuedrop.PostID]*cuedrop.Post{}
	for i := range after {
		now[after[i].ID] = &after[i]
	}
	d := done{token: rand.Text(), at: q.Clock.Now()}
	for _, p := range before {
		d.posts = append(d.posts, donePost{p, now[p.ID]})
	}
	q.memory.mu.Lock()
	defer q.memory.mu.Unlock()
	q.memory.acts = append(q.memory.acts, d)
	if n := len(q.memory.acts); n > undoMax {
		q.memory.acts = append([]done{}, q.memory.acts[n-undoMax:]...)
	}
	return d.token
}

// recall returns the act of a token, and forgets it and all that are too old.
func (q *Queue) recall(token string) (found done, ok bool) {
	q.memory.mu.Lock()
	defer q.memory.mu.Unlock()
	var kept []done
	for _, d := range q.memory.acts {
		switch {
		case q.Clock.Now().Sub(d.at) > undoFor:
		case d.token == token:
			found, ok = d, true
		default:
			kept = append(kept, d)
		}
	}
	q.memory.acts = kept
	return found, ok
}

var (
	errUndoGone    = fault.New(fault.NotFound, "undo.gone", "That can't be undone any more.")
	errUndoChanged = fault.New(fault.Conflict, "undo.changed", "Something has changed since, so nothing was undone.")
	tooLate        = cuedrop.Failure{Reason: "undo.late", Message: "Its time passed before you took that back. Choose a new time."}
)

// Undo takes an act back, for all of its posts or, when one has changed since, with
// Conflict for none. Each post is what it was: its words, time, state and the consent
// that it had. Only a scheduled post whose time has passed meanwhile comes back as
// missed, so that nothing goes out unawares. An act can be taken back once.
func (q *Queue) Undo(ctx context.Context, token string) ([]cuedrop.Post, error) {
	d, ok := q.recall(token)
	if !ok {
		return nil, errUndoGone
	}
	posts, err := q.takeBack(ctx, d)
	switch {
	case fault.Is(err, fault.Conflict), fault.Is(err, fault.NotFound):
		return nil, fault.Wrap(err, errUndoChanged.Kind, errUndoChanged.Reason, errUndoChanged.Message)
	case err != nil: // the disk, say: it may be tried again
		q.memory.mu.Lock()
		q.memory.acts = append(q.memory.acts, d)
		q.memory.mu.Unlock()
		return nil, err
	}
	q.rebase(d, posts)
	q.Changed()
	return posts, nil
}

// rebase lets the acts before d be taken back too: what they had left is what d's undo has
// brought back, under new revs. A post that came back as something else, because its time has
// passed, is not what they left.
func (q *Queue) rebase(d done, back []cuedrop.Post) {
	now := map[cuedrop.PostID]*cuedrop.Post{}
	for i := range back {
		now[back[i].ID] = &back[i]
	}
	q.memory.mu.Lock()
	defer q.memory.mu.Unlock()
	for _, one := range d.posts {
		p := now[one.before.ID]
		if p == nil || p.State != one.before.State {
			continue
		}
		for _, earlier := range q.memory.acts {
			for i, left := range earlier.posts {
				if left.after != nil && left.after.ID == p.ID && left.after.Rev == one.before.Rev {
					earlier.posts[i].after = p
				}
			}
		}
	}
}

func (q *Queue) takeBack(ctx context.Context, d done) ([]cuedrop.Post, error) {
	var steps []cuedrop.Step
	for _, one := range d.posts {
		var p cuedrop.Post
		if one.after != nil {
			p = *one.after
		} else {
			if err := q.known(ctx, one.before); err != nil {
				return nil, err
			}
			p = returned(one.before)
			steps = append(steps, cuedrop.Step{Return: &one.before})
		}
		back, err := cuedrop.StepsTo(p, one.before, tooLate, q.Clock.Now())
		if err != nil {
			return nil, err
		}
		steps = append(steps, back...)
	}
	return q.Store.ApplyAll(ctx, steps, q.Clock.Now())
}

// known returns NotFound when the clip or the account of a removed post is gone.
func (q *Queue) known(ctx context.Context, p cuedrop.Post) error {
	if _, err := q.Store.Media(ctx, p.MediaID); err != nil {
		return err
	}
	if p.AccountID == "" {
		return nil
	}
	_, err := q.Store.Account(ctx, p.AccountID)
	return err
}

// returned is what a removed post is right after Step.Return.
func returned(p cuedrop.Post) cuedrop.Post {
	if p.Attempts > 0 {
		return p
	}
	return cuedrop.Post{
		ID: p.ID, Rev: p.Rev, State: cuedrop.Draft, AccountID: p.AccountID, MediaID: p.MediaID, Mode: p.Mode, Settings: p.Settings,
		CreatedAt: p.CreatedAt, UpdatedAt: p.CreatedAt,
	}
}
