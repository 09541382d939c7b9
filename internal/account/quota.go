package account

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	auditKey = "audit" // stored on disk: do not rename
	// refusalHolds is how long a refusal is believed where our own count can't tell
	// when a place frees up: other apps post with the account too.
	refusalHolds = time.Hour
	// arrival is how much later than begun an init may reach TikTok, which counts
	// when it arrives.
	arrival = time.Second
)

// refusedQuota is the quota that one of TikTok's refusals speaks of.
var refusedQuota = map[string]cuedrop.QuotaName{
	"tiktok.spam_risk_too_many_posts":         cuedrop.QuotaPostsPerDay,
	"tiktok.spam_risk_too_many_pending_share": cuedrop.QuotaPendingDrafts,
	"tiktok.reached_active_user_cap":          cuedrop.QuotaPostingAccounts,
}

const reasonUnaudited = "tiktok.unaudited_client_can_only_post_to_private_accounts"

// Refused remembers what a refusal of TikTok teaches about an account's quotas or
// the app's audit. Other faults teach nothing.
func (s *Service) Refused(ctx context.Context, id cuedrop.AccountID, err error) {
	reason := fault.ReasonOf(err)
	var storeErr error
	if quota, ok := refusedQuota[reason]; ok {
		storeErr = s.Store.RecordRefusal(ctx, id, quota, s.Clock.Now())
	} else if reason == reasonUnaudited {
		storeErr = s.Store.SetSetting(ctx, auditKey, string(cuedrop.AuditUnaudited))
	}
	if storeErr != nil {
		s.Log.Warn("remember refusal", "account", id, "reason", reason, "err", storeErr)
	}
}

// Accepted remembers what a published post teaches: an app without audit could not
// have posted to everyone (tiktok-open-api.md 3.8).
func (s *Service) Accepted(ctx context.Context, p cuedrop.Post) {
	if p.Mode != cuedrop.ModeDirect || p.Settings.Privacy == cuedrop.PrivacySelf {
		return
	}
	if err := s.Store.SetSetting(ctx, auditKey, string(cuedrop.AuditAudited)); err != nil {
		s.Log.Warn("remember audit", "err", err)
	}
}

// Room returns nil when an account may begin another post now, and otherwise why
// not: RateLimited "quota.inits_per_minute" or "quota.pending_drafts" with RetryAfter
// when a place is soon free, Rejected "quota.pending_drafts" when it is not. The cap
// of posts a day is not judged here: TikTok's number varies and other apps count
// too, and creator_info tells (tiktok-open-api.md 3.1).
func (s *Service) Room(ctx context.Context, id cuedrop.AccountID, mode cuedrop.Mode) error {
	now := s.Clock.Now()
	inits, err := s.initQuota(ctx, id, mode, now)
	if err != nil {
		return err
	}
	if inits.Full(now) {
		return fault.New(fault.RateLimited, "quota.inits_per_minute", "TikTok takes six posts a minute from one account. Cuedrop waits and goes on by itself.").
			WithRetryAfter(inits.FreeAt.Sub(now))
	}
	if mode != cuedrop.ModeInbox {
		return nil
	}
	drafts, err := s.draftQuota(ctx, id, now)
	if err != nil || !drafts.Full(now) {
		return err
	}
	if wait := drafts.FreeAt.Sub(now); wait <= refusalHolds {
		return fault.New(fault.RateLimited, "quota.pending_drafts", "Five clips wait in this account's TikTok inbox, the most it takes in a day. Cuedrop goes on as soon as one is finished or a day old.").
			WithRetryAfter(min(wait, time.Minute))
	}
	return fault.New(fault.Rejected, "quota.pending_drafts", "Five clips wait in this account's TikTok inbox, the most it takes in a day. Finish or delete one in the TikTok app; Cuedrop goes on then.")
}

// Quotas returns an account's limits as they stand, for showing.
func (s *Service) Quotas(ctx context.Context, id cuedrop.AccountID) (cuedrop.Quotas, error) {
	now := s.Clock.Now()
	if _, err := s.Store.Account(ctx, id); err != nil {
		return cuedrop.Quotas{}, err
	}
	out := cuedrop.Quotas{Account: id, Audit: cuedrop.AuditUnknown}
	audit, err := s.Store.Setting(ctx, auditKey)
	if err != nil {
		return cuedrop.Quotas{}, err
	}
	if audit != "" {
		out.Audit = cuedrop.Audit(audit)
	}
	for _, count := range []func() (cuedrop.Quota, error){
		func() (cuedrop.Quota, error) { return s.postQuota(ctx, id, now) },
		func() (cuedrop.Quota, error) { return s.draftQuota(ctx, id, now) },
		func() (cuedrop.Quota, error) { return s.initQuota(ctx, id, cuedrop.ModeDirect, now) },
		func() (cuedrop.Quota, error) { return s.accountQuota(ctx, id, now) },
	} {
		q, err := count()
		if err != nil {
			return cuedrop.Quotas{}, err
		}
		if q.Name == cuedrop.QuotaPostingAccounts && out.Audit != cuedrop.AuditUnaudited && !q.Learned {
			continue // the limit holds for apps without audit
		}
		out.All = append(out.All, q)
	}
	return out, nil
}

func (s *Service) initQuota(ctx context.Context, id cuedrop.AccountID, mode cuedrop.Mode, now time.Time) (cuedrop.Quota, error) {
	const window = cuedrop.QuotaMinute + arrival
	uses, err := s.Store.InitTimes(ctx, id, mode, now.Add(-window))
	return cuedrop.SlidingQuota(cuedrop.QuotaInitsPerMinute, cuedrop.InitsPerMinute, uses, window, now), err
}

func (s *Service) postQuota(ctx context.Context, id cuedrop.AccountID, now time.Time) (cuedrop.Quota, error) {
	uses, err := s.Store.DirectTimes(ctx, id, now.Add(-cuedrop.QuotaDay))
	if err != nil {
		return cuedrop.Quota{}, err
	}
	return s.learned(ctx, id, cuedrop.SlidingQuota(cuedrop.QuotaPostsPerDay, cuedrop.PostsPerDay, uses, cuedrop.QuotaDay, now), uses, now)
}

func (s *Service) draftQuota(ctx context.Context, id cuedrop.AccountID, now time.Time) (cuedrop.Quota, error) {
	uses, err := s.Store.DraftTimes(ctx, id, now.Add(-cuedrop.QuotaDay))
	if err != nil {
		return cuedrop.Quota{}, err
	}
	return s.learned(ctx, id, cuedrop.SlidingQuota(cuedrop.QuotaPendingDrafts, cuedrop.PendingDrafts, uses, cuedrop.QuotaDay, now), uses, now)
}

func (s *Service) accountQuota(ctx context.Context, id cuedrop.AccountID, now time.Time) (cuedrop.Quota, error) {
	uses, err := s.Store.PostingTimes(ctx, now.Add(-cuedrop.QuotaDay))
	if err != nil {
		return cuedrop.Quota{}, err
	}
	return s.learned(ctx, id, cuedrop.SlidingQuota(cuedrop.QuotaPostingAccounts, cuedrop.PostingAccounts, uses, cuedrop.QuotaDay, now), uses, now)
}

// learned adds what TikTok has refused meanwhile. A refusal is over when something
// was taken after it, or after a while.
func (s *Service) learned(ctx context.Context, id cuedrop.AccountID, q cuedrop.Quota, uses []time.Time, now time.Time) (cuedrop.Quota, error) {
	refusals, err := s.Store.Refusals(ctx, id)
	if err != nil {
		return q, err
	}
	at, ok := refusals[q.Name]
	switch {
	case !ok || now.Sub(at) >= refusalHolds:
		return q, nil
	case len(uses) > 0 && uses[len(uses)-1].After(at):
		return q, nil
	}
	q.Learned = true
	if free := at.Add(refusalHolds); free.After(q.FreeAt) {
		q.FreeAt = free
	}
	return q, nil
}
