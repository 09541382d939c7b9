package cuedrop

import "time"

// QuotaName names one of TikTok's limits on an account. The words are stored on disk
// and go to the window: do not rename.
type QuotaName string

// The quotas (tiktok-open-api.md 3.8).
const (
	QuotaPostsPerDay     QuotaName = "posts_per_day"    // direct posts in 24 hours, shared with other apps
	QuotaPendingDrafts   QuotaName = "pending_drafts"   // inbox uploads in 24 hours that the creator has not finished
	QuotaInitsPerMinute  QuotaName = "inits_per_minute" // posts begun in a minute, each way of posting
	QuotaPostingAccounts QuotaName = "posting_accounts" // accounts that an app without audit may post for in 24 hours
)

// TikTok's numbers (tiktok-open-api.md 3.2, 3.3, 3.8).
const (
	PostsPerDay     = 15 // "roughly, varies": the number is a guide, TikTok's refusal decides
	PendingDrafts   = 5
	InitsPerMinute  = 6
	PostingAccounts = 5
	QuotaDay        = 24 * time.Hour
	QuotaMinute     = time.Minute
)

// Quota is how much of one limit is used.
type Quota struct {
	Name  QuotaName
	Limit int
	Used  int
	// FreeAt is when the next place is free; zero when there is one now.
	FreeAt time.Time
	// Learned is set when TikTok refused although our own count was below the limit:
	// other apps have used it up, or the account's limit is lower.
	Learned bool
}

// Full reports whether nothing is left at now.
func (q Quota) Full(now time.Time) bool { return q.FreeAt.After(now) }

// Audit is what is known of the TikTok app's audit. TikTok does not tell; it shows
// only in what is refused (tiktok-open-api.md 3.1, 3.8).
type Audit string

// The audit states. Stored on disk: do not rename.
const (
	AuditUnknown   Audit = "unknown"
	AuditAudited   Audit = "audited"
	AuditUnaudited Audit = "unaudited"
)

// Quotas are the limits of one account at one moment.
type Quotas struct {
	Account AccountID
	Audit   Audit
	All     []Quota
}

// SlidingQuota counts uses, oldest first, against a limit in any window of length
// within. Uses that lie outside the window are ignored.
func SlidingQuota(name QuotaName, limit int, uses []time.Time, within time.Duration, now time.Time) Quota {
	q := Quota{Name: name, Limit: limit}
	var inside []time.Time
	for _, at := range uses {
		if now.Sub(at) < within {
			inside = append(inside, at)
		}
	}
	q.Used = len(inside)
	if q.Used >= limit && limit > 0 {
		q.FreeAt = inside[q.Used-limit].Add(within)
	}
	return q
}

// UploadLimits are what the user allows uploads.
type UploadLimits struct {
	BytesPerSecond int64 // 0 = as fast as the network goes
	Paused         bool  // nothing is sent until it is lifted
}
