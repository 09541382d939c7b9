package publish

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// Follow asks TikTok once about a post of which nothing is to be sent: public posts
// get their ids after moderation, usually within a minute, sometimes after hours;
// inbox uploads are finished by the creator when it suits (tiktok-open-api.md 3.5);
// and one that could not be confirmed may be found after all. A fault is no more than
// a reason to ask again later.
func (p *Publisher) Follow(ctx context.Context, post cuedrop.Post) error {
	switch {
	case post.State == cuedrop.Uncertain:
		return p.reconcile(ctx, post)
	case post.State == cuedrop.Published && len(post.PostIDs) > 0:
		return p.link(ctx, post, post.PostIDs)
	}
	status, err := p.status(ctx, post, cuedrop.Attempt{PublishID: post.PublishID})
	if err != nil || status.State != cuedrop.RemoteComplete {
		return err
	}
	if post.State == cuedrop.InInbox {
		_, err := p.apply(ctx, cuedrop.PublishChange(post, nil, status.PostIDs, p.Clock.Now()))
		return err
	}
	if len(status.PostIDs) == 0 {
		return nil
	}
	if err := p.Store.SetPostIDs(ctx, post.ID, status.PostIDs); err != nil {
		return err
	}
	return p.link(ctx, post, status.PostIDs)
}
