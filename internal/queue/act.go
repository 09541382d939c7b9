package queue

import (
	"context"
	"errors"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Act is what an act on posts has come to: it was done to all of them, or to none.
type Act struct {
	// Posts are those acted on, as they are now. Removed ones are not among them.
	Posts []cuedrop.Post
	// Undo takes the act back when given to Queue.Undo; "" when nothing was changed.
	Undo string
	// Refused says why nothing was changed, for each post that stood in the way.
	Refused []Refusal
}

// Refusal is why a post could not be acted on.
type Refusal struct {
	Post cuedrop.PostID
	Err  error // a fault that may be shown
}

// actMax bounds the posts of one act: as many as a window shows.
const actMax = 10_000

// one turns the act on a single post into an error where it was refused.
func (a Act) one(err error) (Act, error) {
	if err == nil && len(a.Refused) > 0 {
		return Act{}, a.Refused[0].Err
	}
	return a, err
}

// act makes the steps that plan wants of each post, in one transaction. plan may want
// none of a post.
func (q *Queue) act(ctx context.Context, ids []cuedrop.PostID, plan func(i int, p cuedrop.Post) ([]cuedrop.Step, error)) (Act, error) {
	if err := checkIDs(ids); err != nil {
		return Act{}, err
	}
	var out Act
	var steps []cuedrop.Step
	var before []cuedrop.Post
	for i, id := range ids {
		p, err := q.Store.Post(ctx, id)
		if err == nil {
			var mine []cuedrop.Step
			mine, err = plan(i, p)
			steps = append(steps, mine...)
			if len(mine) > 0 {
				before = append(before, p)
			} else {
				out.Posts = append(out.Posts, p)
			}
		}
		if err := out.refuse(id, err); err != nil {
			return Act{}, err
		}
	}
	if len(out.Refused) > 0 {
		return Act{Refused: out.Refused}, nil
	}
	if len(steps) == 0 {
		return out, nil
	}
	after, err := q.Store.ApplyAll(ctx, steps, q.Clock.Now())
	var at *cuedrop.StepError
	if errors.As(err, &at) {
		err = out.refuse(at.Post, err)
		return Act{Refused: out.Refused}, err
	}
	if err != nil {
		return Act{}, err
	}
	q.Changed()
	out.Posts = append(out.Posts, after...)
	out.Undo = q.remember(before, after)
	return out, nil
}

// refuse notes why a post is in the way. What is wrong with more than the post is
// returned.
func (a *Act) refuse(id cuedrop.PostID, err error) error {
	if err == nil {
		return nil
	}
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
		return err
	}
	a.Refused = append(a.Refused, Refusal{id, err})
	return nil
}

func checkIDs(ids []cuedrop.PostID) error {
	if len(ids) == 0 {
		return fault.New(fault.Invalid, "posts.none", "Select a post first.")
	}
	if len(ids) > actMax {
		return fault.New(fault.Invalid, "posts.too_many", "That is more than 10,000 posts at once. Select fewer.")
	}
	seen := make(map[cuedrop.PostID]bool, len(ids))
	for _, id := range ids {
		if seen[id] {
			return fault.New(fault.Invalid, "posts.twice", "A post was named twice. Select the posts again.")
		}
		seen[id] = true
	}
	return nil
}
