package publish

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

// prepare makes the file that goes out.
func (p *Publisher) prepare(ctx context.Context, post cuedrop.Post) (cuedrop.Rendition, error) {
	if post.AccountID == "" {
		return cuedrop.Rendition{}, errNoAccount
	}
	a, err := p.Store.Account(ctx, post.AccountID)
	if err == nil && a.Health == cuedrop.AccountOK { // a missing sign-in says more than a missing permission
		err = p.Allows(a, post.Mode)
	}
	if err == nil {
		err = p.Ready(ctx)
	}
	if err != nil {
		return cuedrop.Rendition{}, err
	}
	r, err := p.Library.Render(ctx, post, func(progress cuedrop.RenderProgress) {
		p.Bus.Publish(event.RenderProgress{PostID: post.ID, Progress: progress})
	})
	if err != nil {
		return r, err
	}
	_, err = cuedrop.PlanChunks(r.Size)
	return r, err
}

// PrepareAhead makes the file of a scheduled post before its time, or does nothing when
// it is there. What keeps it from being made is written on the post, which stays on the
// schedule: there is time to put it right.
func (p *Publisher) PrepareAhead(ctx context.Context, post cuedrop.Post) error {
	if post.AccountID == "" || post.State != cuedrop.Scheduled {
		return nil
	}
	r, err := p.prepare(ctx, post)
	if err == nil {
		p.noteSize(post.ID, r.Size)
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Rejected, fault.Unsupported, fault.NotFound:
		f, now := failure(err), p.Clock.Now()
		if because(post, f.Reason) {
			return err
		}
		_, applyErr := p.apply(ctx, cuedrop.SnoozeChange(post, post.NotBefore, &f, now))
		return applyErr
	default:
		return err
	}
}

// Make makes the file of a post that is not under way, whatever its time, and tells how far
// it is; it does nothing when the file is there. The post is left as it is: what keeps the file
// from being made is told when the post is due.
func (p *Publisher) Make(ctx context.Context, id cuedrop.PostID) error {
	post, err := p.Store.Post(ctx, id)
	if err != nil || !post.State.Editable() {
		return err
	}
	tell := func(progress cuedrop.RenderProgress) {
		p.Bus.Publish(event.RenderProgress{PostID: id, Progress: progress})
	}
	defer tell(cuedrop.RenderProgress{Fraction: 1}) // nobody is to wait for one that was given up
	_, err = p.Library.Render(ctx, post, tell)
	return err
}

// leadLeast and leadMost bound how long before its time a clip for the inbox leaves.
const (
	leadLeast = time.Minute
	leadMost  = 30 * time.Minute
)

// Lead is how long before its time a post's upload begins, so that it ends at about its
// time: only for the inbox, where nothing is public when it ends, and only when the
// file was made ahead and the last upload's speed says that it takes minutes. A direct
// post becomes visible when its upload ends, so it begins at its time.
func (p *Publisher) Lead(post cuedrop.Post) time.Duration {
	if post.Mode != cuedrop.ModeInbox {
		return 0
	}
	p.mu.Lock()
	size := p.sizes[post.ID]
	p.mu.Unlock()
	if lead := p.throttle.expect(size); lead >= leadLeast {
		return min(lead, leadMost)
	}
	return 0
}

func (p *Publisher) noteSize(id cuedrop.PostID, size int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sizes[id] = size
}

var errNoAccount = fault.New(fault.AuthRequired, "post.account_gone", "The account of this post was disconnected. Choose another one.")

// mayGoOut asks, right before init, whether the post is still wanted as it is: the
// account's live options, its longest video, and the file itself.
func (p *Publisher) mayGoOut(ctx context.Context, post cuedrop.Post) error {
	if post.AccountID == "" {
		return errNoAccount
	}
	if err := p.Ready(ctx); err != nil {
		return err
	}
	if err := p.fits(ctx, post); err != nil {
		return err
	}
	if err := p.Accounts.Room(ctx, post.AccountID, post.Mode); err != nil {
		return err
	}
	if post.Mode == cuedrop.ModeDirect {
		creator, err := p.Accounts.Creator(ctx, post.AccountID, true)
		if err != nil {
			return err
		}
		if err := cuedrop.CheckOffer(post.Settings, creator); err != nil {
			return err
		}
		length := time.Duration(post.Rendition.DurationMs) * time.Millisecond
		if creator.MaxDuration > 0 && length > creator.MaxDuration {
			return fault.New(fault.Rejected, "media.too_long_for_creator",
				"The clip is longer than TikTok lets this account post. Shorten it and add it again.")
		}
	}
	return checkFile(post.Rendition)
}

// blocking are refusals that something outside the post can lift: the user's
// choice, the account's settings, a quota, a missing file.
var blocking = map[string]bool{
	reasonSourceMissing:          true,
	"media.source_changed":       true,
	"media.rendition_changed":    true,
	"media.too_long_for_creator": true,
	"quota.pending_drafts":       true,
	reasonLimitTooLow:            true,
	reasonTooSlow:                true,

	"tiktok.privacy_not_offered":                                true,
	"tiktok.comment_disabled":                                   true,
	"tiktok.duet_disabled":                                      true,
	"tiktok.stitch_disabled":                                    true,
	"tiktok.privacy_level_option_mismatch":                      true,
	"tiktok.spam_risk_too_many_posts":                           true,
	"tiktok.spam_risk_too_many_pending_share":                   true,
	"tiktok.reached_active_user_cap":                            true,
	"tiktok.unaudited_client_can_only_post_to_private_accounts": true,
}
