package queue

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Convert has the picture of a post made anew that TikTok refused for its frame rate, its
// format or its size: sent as it was, it would be refused again. With to, the post goes back on
// the schedule at that time, in the same transaction; without it the post stays where it is.
//
// The consent stays. It is for what the post shows and says, and a conversion changes neither:
// Cuedrop does the same unasked wherever it knows beforehand that TikTok needs it. Save, which
// stores what the user chose, withdraws it all the same.
//
// Invalid "post.no_conversion" when TikTok refused the post for something else, or has refused
// what this conversion gives.
func (q *Queue) Convert(ctx context.Context, id cuedrop.PostID, to *Move) (Act, error) {
	return q.convert(ctx, id, func(p cuedrop.Post) ([]cuedrop.Step, error) {
		m, err := q.Store.Media(ctx, p.MediaID)
		if err != nil {
			return nil, err
		}
		r := cuedrop.RemakeFor(p, m)
		if r == "" {
			return nil, fault.New(fault.Invalid, "post.no_conversion", "Converting this clip would not help: TikTok has refused what that gives, or refused the post for something else. Give the post another clip.")
		}
		return q.converted(ctx, p, r, to)
	})
}

// Remake is Convert by a remake of the user's own choice; "" takes one back. It refuses with
// Conflict what is on its way or out.
func (q *Queue) Remake(ctx context.Context, id cuedrop.PostID, r cuedrop.Remake) (Act, error) {
	if err := cuedrop.ValidateEdit(cuedrop.Edit{Remake: r}); err != nil {
		return Act{}, err
	}
	return q.convert(ctx, id, func(p cuedrop.Post) ([]cuedrop.Step, error) {
		if p.Settings.Remake == r {
			return nil, nil
		}
		return q.converted(ctx, p, r, nil)
	})
}

func (q *Queue) convert(ctx context.Context, id cuedrop.PostID, plan func(cuedrop.Post) ([]cuedrop.Step, error)) (Act, error) {
	a, err := q.act(ctx, []cuedrop.PostID{id}, func(_ int, p cuedrop.Post) ([]cuedrop.Step, error) { return plan(p) })
	if a.Undo != "" {
		q.Make(id)
	}
	return a.one(err)
}

func (q *Queue) converted(ctx context.Context, p cuedrop.Post, r cuedrop.Remake, to *Move) ([]cuedrop.Step, error) {
	if !p.State.Editable() {
		return nil, errNotEditable
	}
	p = p.Remade(r)
	steps := []cuedrop.Step{{Remake: &p}}
	if to == nil {
		return steps, nil
	}
	more, err := q.moved(ctx, p, *to)
	return append(steps, more...), err
}
