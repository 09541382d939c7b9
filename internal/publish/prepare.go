package publish

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

// prepare makes the file that goes out and records it (due → prepared).
func (p *Publisher) prepare(ctx context.Context, post cuedrop.Post) error {
	if post.AccountID == "" {
		return p.block(ctx, post, nil, errNoAccount)
	}
	a, err := p.Store.Account(ctx, post.AccountID)
	if err == nil && a.Health == cuedrop.AccountOK { // a missing sign-in says more than a missing permission
		err = p.Allows(a, post.Mode)
	}
	if err != nil {
		return p.stop(ctx, post, nil, err)
	}
	r, err := p.Library.Render(ctx, post, func(progress cuedrop.RenderProgress) {
		p.Bus.Publish(event.RenderProgress{PostID: post.ID, Progress: progress})
	})
	if err != nil {
		return p.stop(ctx, post, nil, err)
	}
	if _, err := cuedrop.PlanChunks(r.Size); err != nil {
		return p.stop(ctx, post, nil, err)
	}
	_, err = p.apply(ctx, cuedrop.PrepareChange(post, r, p.Clock.Now()))
	return err
}

var errNoAccount = fault.New(fault.AuthRequired, "post.account_gone", "The account of this post was disconnected. Choose another one.")

// init asks TikTok for an upload (prepared, init_sent → uploading). While a post is
// init_sent no byte was sent, so an init whose answer was lost may be repeated.
func (p *Publisher) init(ctx context.Context, post cuedrop.Post) error {
	attempt, err := p.Store.LiveAttempt(ctx, post.ID)
	if err != nil {
		return p.waitFor(ctx, post, err)
	}
	if err := p.mayGoOut(ctx, post); err != nil {
		return p.stop(ctx, post, attempt, err)
	}
	plan, err := cuedrop.PlanChunks(post.Rendition.Size)
	if err != nil {
		return p.stop(ctx, post, attempt, err)
	}
	now := p.Clock.Now()
	switch {
	case attempt == nil:
		attempt = &cuedrop.Attempt{ID: cuedrop.NewAttemptID(), PostID: post.ID, Plan: plan, SHA256: post.Rendition.SHA256}
		post, err = p.apply(ctx, cuedrop.StartAttemptChange(post, *attempt, now))
		attempt.State, attempt.Inits = cuedrop.AttemptInitSent, 1
	case attempt.Inits >= maxInits:
		return p.block(ctx, post, attempt, fault.New(fault.Unavailable, "publish.init_gave_up",
			"TikTok did not answer three times. Nothing was sent. Try again later."))
	default:
		post, err = p.apply(ctx, cuedrop.RepeatInitChange(post, *attempt, now))
		attempt.Inits++
	}
	if err != nil {
		return err
	}
	var result cuedrop.InitResult
	p.Probe("before init")
	err = p.Accounts.WithToken(ctx, post.AccountID, func(access cuedrop.Secret) error {
		var err error
		result, err = p.TikTok.Init(ctx, access, cuedrop.InitRequest{Mode: post.Mode, Settings: post.Settings, Plan: plan})
		return err
	})
	p.Probe("after init")
	if fault.Is(err, fault.RateLimited) {
		// TikTok would not hear of it, so it was not one of the three tries. (One is
		// the least that a live attempt can have.)
		f, now := failure(err), p.Clock.Now()
		c := cuedrop.SnoozeChange(post, now.Add(max(fault.RetryAfterOf(err), time.Second)), &f, now)
		if attempt.Inits > 1 {
			c.Attempt = &cuedrop.AttemptChange{ID: attempt.ID, Inits: attempt.Inits - 1}
		}
		_, err = p.apply(ctx, c)
		return err
	}
	if fault.Is(err, fault.Unavailable) {
		// The answer was lost or was none. Inits are few and counted by TikTok, so the
		// next one waits longer than other calls do.
		f, now := failure(err), p.Clock.Now()
		until := now.Add(initPause[min(attempt.Inits, len(initPause))-1])
		_, err = p.apply(ctx, cuedrop.SnoozeChange(post, until, &f, now))
		return err
	}
	if err != nil {
		return p.stop(ctx, post, attempt, err)
	}
	if _, err = p.apply(ctx, cuedrop.AcceptInitChange(post, *attempt, result, p.Clock.Now())); err == nil {
		p.markFresh(attempt.ID)
	}
	return err
}

// initPause is how long the second and the third init wait for a TikTok that did
// not answer. TikTok takes 6 a minute (tiktok-open-api.md 3.2).
var initPause = []time.Duration{5 * time.Second, 30 * time.Second, 30 * time.Second}

// mayGoOut asks, right before init, whether the post is still wanted as it is: the
// account's live options, its longest video, and the file itself.
func (p *Publisher) mayGoOut(ctx context.Context, post cuedrop.Post) error {
	if post.AccountID == "" {
		return errNoAccount
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

// stop decides what a fault means for a post of which nothing is with TikTok yet,
// writes it, and returns the fault only when trying again later by itself makes
// sense.
func (p *Publisher) stop(ctx context.Context, post cuedrop.Post, a *cuedrop.Attempt, err error) error {
	if post.AccountID != "" {
		p.Accounts.Refused(ctx, post.AccountID, err)
	}
	switch fault.KindOf(err) {
	case fault.Canceled, fault.Conflict:
		return err
	case fault.RateLimited, fault.Unavailable, fault.Internal:
		return p.waitFor(ctx, post, err)
	case fault.AuthRequired, fault.Unsupported, fault.NotFound, fault.Uncertain:
		return p.block(ctx, post, a, err)
	case fault.Invalid, fault.Rejected:
		if blocking[fault.ReasonOf(err)] {
			return p.block(ctx, post, a, err)
		}
		p.Log.Warn("post failed", "post", post.ID, "err", err)
		_, applyErr := p.apply(ctx, cuedrop.FailChange(post, a, failure(err), p.Clock.Now()))
		return applyErr
	}
	return err
}

// blocking are refusals that something outside the post can lift: the user's
// choice, the account's settings, a quota, a missing file.
var blocking = map[string]bool{
	"media.source_missing":       true,
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

func (p *Publisher) block(ctx context.Context, post cuedrop.Post, a *cuedrop.Attempt, err error) error {
	p.Log.Warn("post blocked", "post", post.ID, "err", err)
	_, applyErr := p.apply(ctx, cuedrop.BlockChange(post, a, failure(err), p.Clock.Now()))
	return applyErr
}

// waitFor holds the post back when TikTok named a time, and otherwise writes the
// cause once, so that the user sees it, and leaves the pace to the caller.
func (p *Publisher) waitFor(ctx context.Context, post cuedrop.Post, err error) error {
	if fault.Is(err, fault.Canceled) || fault.Is(err, fault.Conflict) && fault.ReasonOf(err) != reasonRange {
		return err // nothing that the user should read on the post
	}
	now := p.Clock.Now()
	f := failure(err)
	if d := fault.RetryAfterOf(err); fault.Is(err, fault.RateLimited) {
		_, applyErr := p.apply(ctx, cuedrop.SnoozeChange(post, now.Add(max(d, time.Second)), &f, now))
		return applyErr
	}
	if post.Failure == nil || post.Failure.Reason != f.Reason {
		if _, applyErr := p.apply(ctx, cuedrop.SnoozeChange(post, now, &f, now)); applyErr != nil {
			return applyErr
		}
	}
	return err
}

func failure(err error) cuedrop.Failure {
	return cuedrop.Failure{Reason: fault.ReasonOf(err), Message: fault.MessageOf(err)}
}
