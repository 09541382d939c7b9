package publish

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// Follow asks TikTok once about a post that is done: public posts get their ids
// after moderation, usually within a minute, sometimes after hours, and inbox
// uploads are finished by the creator when it suits (tiktok-open-api.md 3.5). It
// sends nothing, and a fault is no more than a reason to ask again later.
func (p *Publisher) Follow(ctx context.Context, post cuedrop.Post) error {
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
	return p.Store.SetPostIDs(ctx, post.ID, status.PostIDs)
}
