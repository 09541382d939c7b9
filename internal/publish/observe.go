package publish

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	reasonUnconfirmed    = "publish.unconfirmed"
	reasonSecondReading  = "publish.second_reading"
	reasonAddressDead    = "publish.address_dead"
	reasonInvalidPublish = "tiktok.invalid_publish_id"
	reasonNotAuthorized  = "tiktok.token_not_authorized_for_specified_publish_id"
)

// observe asks TikTok what became of a post that it may have (finishing,
// confirming). It never sends and never starts anew.
func (p *Publisher) observe(ctx context.Context, post cuedrop.Post) (time.Duration, error) {
	a, err := p.live(ctx, post)
	if err != nil {
		return 0, err
	}
	status, err := p.status(ctx, post, a)
	if err != nil {
		return 0, p.observeFault(ctx, post, a, err)
	}
	if post.State == cuedrop.Finishing && status.State == cuedrop.RemoteUploading {
		return p.settleFinishing(ctx, post, a, status)
	}
	return p.verdict(ctx, post, a, status)
}

// settleFinishing decides about a last chunk that was not acknowledged.
func (p *Publisher) settleFinishing(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, status cuedrop.RemoteStatus) (time.Duration, error) {
	now := p.Clock.Now()
	again := because(post, reasonSecondReading)
	dead := again || because(post, reasonAddressDead) || p.expired(a)
	switch {
	case status.Uploaded >= a.Plan.Size:
		_, err := p.apply(ctx, cuedrop.FinishUploadChange(post, a, now))
		return 0, err
	case !dead:
		from := status.Uploaded
		if from < 0 {
			from = a.Acked // TikTok did not say: the last chunk again, to the same address
		}
		_, err := p.apply(ctx, cuedrop.ResumeUploadChange(post, a, from, now))
		return 0, err
	case status.Uploaded < 0:
		_, err := p.apply(ctx, cuedrop.FinishUploadChange(post, a, now))
		return 0, err
	case !again:
		// The address is dead and bytes are missing. A slow TikTok could still find
		// them: look again before starting anew.
		f := cuedrop.Failure{Reason: reasonSecondReading, Message: "The upload broke off at its very end. Cuedrop makes sure that TikTok has nothing before it starts anew."}
		_, err := p.apply(ctx, cuedrop.SnoozeChange(post, now.Add(secondReading), &f, now))
		return 0, err
	default:
		return 0, p.abandon(ctx, post, a, "upload address dead, bytes missing in two readings")
	}
}

func because(post cuedrop.Post, reason string) bool {
	return post.Failure != nil && post.Failure.Reason == reason
}

// verdict acts on what TikTok said of a post, or says when to ask again.
func (p *Publisher) verdict(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, status cuedrop.RemoteStatus) (time.Duration, error) {
	now := p.Clock.Now()
	var c cuedrop.Change
	switch status.State {
	case cuedrop.RemoteComplete:
		c = cuedrop.PublishChange(post, &a, status.PostIDs, now)
		p.Accounts.Accepted(ctx, post)
	case cuedrop.RemoteInbox:
		c = cuedrop.DeliverChange(post, &a, now)
	case cuedrop.RemoteFailed:
		f, _ := p.FailureOf(status.FailReason)
		p.Accounts.Refused(ctx, post.AccountID, fault.New(fault.Rejected, f.Reason, f.Message))
		c = cuedrop.FailChange(post, &a, f, now)
	case cuedrop.RemoteUploading, cuedrop.RemotePending:
		switch {
		case post.State != cuedrop.Confirming:
			c = cuedrop.FinishUploadChange(post, a, now)
		case now.Sub(handedOverAt(a)) < verdictWithin:
			if post.Failure != nil { // TikTok answers again
				if _, err := p.apply(ctx, cuedrop.SnoozeChange(post, now, nil, now)); err != nil {
					return 0, err
				}
			}
			return pollAfter(now.Sub(handedOverAt(a))), nil
		default:
			c = cuedrop.MarkUncertainChange(post, a, unconfirmed, now)
		}
	}
	_, err := p.apply(ctx, c)
	return 0, err
}

var unconfirmed = cuedrop.Failure{
	Reason:  reasonUnconfirmed,
	Message: "TikTok took the file, then went quiet. Look before you post it again.",
}

// handedOverAt is when TikTok may first have had the whole clip.
func handedOverAt(a cuedrop.Attempt) time.Time {
	if a.FinishingAt.IsZero() {
		return a.StartedAt
	}
	return a.FinishingAt
}

// pollAfter spaces the questions: every second or so at first, because small clips
// are done in seconds, then ever more rarely, down to every 15 minutes
// (reliability-security.md B5). The limit is 30 a minute per token.
func pollAfter(waiting time.Duration) time.Duration {
	switch {
	case waiting < 5*time.Second:
		return time.Second
	case waiting < time.Minute:
		return 5 * time.Second
	case waiting < 10*time.Minute:
		return 15 * time.Second
	case waiting < time.Hour:
		return time.Minute
	default:
		return 15 * time.Minute
	}
}

// observeFault handles a question that TikTok did not answer. The post stays where
// it is; only the lack of any answer for a day, or an answer that the id is
// unknown, makes it uncertain. A computer that wakes up after a day has not asked
// yet: the trouble must have lasted a while.
func (p *Publisher) observeFault(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt, err error) error {
	unknown := fault.ReasonOf(err) == reasonInvalidPublish || fault.ReasonOf(err) == reasonNotAuthorized
	now := p.Clock.Now()
	late := now.Sub(handedOverAt(a)) >= verdictWithin && post.Failure != nil && now.Sub(post.UpdatedAt) >= troubleLasts
	switch {
	case fault.Is(err, fault.Canceled) || fault.Is(err, fault.Conflict):
		return err
	case post.State == cuedrop.Uploading && a.FinishingAt.IsZero():
		if unknown {
			return p.giveUpURL(ctx, post, a, true)
		}
	case unknown || late:
		if post.State == cuedrop.Uploading { // again: the last chunk was sent before
			var err error
			if post, err = p.apply(ctx, cuedrop.BeginFinishChange(post, a, now)); err != nil {
				return err
			}
		}
		_, applyErr := p.apply(ctx, cuedrop.MarkUncertainChange(post, a, unconfirmed, now))
		return applyErr
	}
	return p.waitFor(ctx, post, err)
}

// status asks TikTok about the attempt. A dead token is renewed on the way, which
// never leads to a second init.
func (p *Publisher) status(ctx context.Context, post cuedrop.Post, a cuedrop.Attempt) (cuedrop.RemoteStatus, error) {
	var status cuedrop.RemoteStatus
	if post.AccountID == "" {
		return status, errNoAccount
	}
	p.Probe("before status")
	err := p.Accounts.WithToken(ctx, post.AccountID, func(access cuedrop.Secret) error {
		var err error
		status, err = p.TikTok.Status(ctx, access, a.PublishID)
		return err
	})
	p.Probe("after status")
	return status, err
}
