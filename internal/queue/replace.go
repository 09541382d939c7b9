package queue

import (
	"context"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Replace gives a post that has not gone out another clip of the library, in one transaction.
// Another clip is another post: the consent is withdrawn and it is a draft again, at its time
// and slot. What belonged to the old picture goes: the cut, the place of the crop, the cover,
// how it was made anew, and the prepared file; words, shape and sound settings stay. Attempts
// with the old clip keep saying that it was the old one. The result's undo brings all of it
// back but the file, which is made again.
//
// It refuses with Conflict while TikTok may have anything of the post, and with NotFound for a
// clip that is not there. The clip that the post has already changes nothing.
func (q *Queue) Replace(ctx context.Context, id cuedrop.PostID, clip cuedrop.MediaID) (Act, error) {
	if _, err := q.Store.Media(ctx, clip); err != nil {
		return Act{}, err
	}
	a, err := q.act(ctx, []cuedrop.PostID{id}, func(_ int, p cuedrop.Post) ([]cuedrop.Step, error) { return q.replaced(p, clip) })
	if a.Undo != "" {
		q.Interrupt(id)
		q.discard(id)
	}
	return a.one(err)
}

func (q *Queue) replaced(p cuedrop.Post, clip cuedrop.MediaID) ([]cuedrop.Step, error) {
	switch {
	case p.MediaID == clip:
		return nil, nil
	case p.State.HandedOver():
		return nil, fault.New(fault.Conflict, "post.clip_handed_over", "TikTok has this post's clip, or may have it, so it can't be given another one. Make a new post of the other clip.")
	case !p.State.Editable():
		return nil, fault.New(fault.Conflict, "post.clip_in_flight", "This post is on its way, so its clip can't change any more. Cancel it first.")
	}
	c := cuedrop.ReplaceChange(p, clip, q.Clock.Now())
	after, _, err := c.On(p, nil)
	if err != nil {
		return nil, err
	}
	steps := []cuedrop.Step{{Change: &c}}
	s := &after.Settings
	s.CoverMs, s.CropX, s.CropY, s.Remake = 0, 0, 0, ""
	s.TrimStartMs, s.TrimEndMs, s.TrimAtKeyframe = 0, 0, false
	if after.Settings != p.Settings {
		steps = append(steps, cuedrop.Step{Words: &after})
	}
	return steps, nil
}
