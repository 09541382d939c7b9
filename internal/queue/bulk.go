package queue

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// Edit is what a bulk edit changes of a post; nil leaves a thing as it is. There is no
// way to fill in audience, interactions, disclosure or consent for many: those are
// decided post by post.
type Edit struct {
	Post    cuedrop.PostID
	Account *cuedrop.AccountID // "" takes the account away
	Caption *string
}

// EditAll changes posts that may still be edited, all or none. As with Save, the consent
// of a post that says something else then is withdrawn, and a scheduled one becomes a
// draft that keeps its time. With another account the audience and the interactions are
// to be chosen anew, because they were among what the first one's TikTok offered.
func (q *Queue) EditAll(ctx context.Context, edits []Edit) (Act, error) {
	ids := make([]cuedrop.PostID, len(edits))
	for i, e := range edits {
		ids[i] = e.Post
	}
	return q.act(ctx, ids, func(i int, p cuedrop.Post) ([]cuedrop.Step, error) { return q.edited(ctx, p, edits[i]) })
}

func (q *Queue) edited(ctx context.Context, p cuedrop.Post, e Edit) ([]cuedrop.Step, error) {
	next := p
	if e.Caption != nil {
		next.Settings.Caption = *e.Caption
	}
	if e.Account != nil && *e.Account != p.AccountID {
		next.AccountID = *e.Account
		next.Settings.Privacy = ""
		next.Settings.AllowComment, next.Settings.AllowDuet, next.Settings.AllowStitch = false, false, false
	}
	if next.SaysTheSame(p) {
		return nil, nil
	}
	if !p.State.Editable() {
		return nil, errNotEditable
	}
	if err := q.validate(ctx, next.AccountID, next.Mode, next.Settings); err != nil {
		return nil, err
	}
	if p.State != cuedrop.Scheduled {
		return []cuedrop.Step{{Words: &next}}, nil
	}
	c := cuedrop.UnscheduleChange(p, q.Clock.Now())
	c.Rev = p.Rev
	return []cuedrop.Step{{Change: &c}, {Words: &next}}, nil
}

// RemoveAll deletes posts that are not on their way, all or none. Until it is forgotten
// (see Undo) the act can be taken back; the words are in memory only by then.
func (q *Queue) RemoveAll(ctx context.Context, ids []cuedrop.PostID) (Act, error) {
	a, err := q.act(ctx, ids, func(_ int, p cuedrop.Post) ([]cuedrop.Step, error) { return []cuedrop.Step{{Remove: &p}}, nil })
	if a.Undo != "" {
		for _, id := range ids {
			q.discard(id)
		}
	}
	return a, err
}
