package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// InitTimes returns when inits of an account were begun since, oldest first, from
// the journal: it is written before each is sent, so a crash forgets none.
func (s *Store) InitTimes(ctx context.Context, id cuedrop.AccountID, mode cuedrop.Mode, since time.Time) ([]time.Time, error) {
	// The journal grows with every post, so the newest lines are walked backwards by
	// their number instead of all by their time.
	return s.times(ctx, `SELECT e.at FROM attempt_event e JOIN post p ON p.id = e.post_id
		WHERE e.seq > (SELECT COALESCE(MAX(seq), 0) FROM attempt_event) - 2000
		  AND e.transition = 'begin_init' AND e.at > ? AND p.account_id = ? AND p.mode = ? ORDER BY e.seq`, millis(since), id, mode)
}

// DirectTimes returns when direct posts of an account were handed over since, oldest
// first. Those that TikTok refused, or that turned out not to be there, don't count.
func (s *Store) DirectTimes(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]time.Time, error) {
	return s.times(ctx, `SELECT a.finishing_at FROM attempt a JOIN post p ON p.id = a.post_id
		WHERE a.finishing_at > ? AND p.account_id = ? AND p.mode = 'direct'
		  AND a.state NOT IN ('failed', 'abandoned', 'canceled', 'not_published') ORDER BY a.finishing_at`, millis(since), id)
}

// DraftTimes returns when the inbox uploads of an account were begun since that the
// creator has not finished in the TikTok app, oldest first.
func (s *Store) DraftTimes(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]time.Time, error) {
	return s.times(ctx, `SELECT a.started_at FROM attempt a JOIN post p ON p.id = a.post_id
		WHERE a.started_at > ? AND p.account_id = ? AND p.mode = 'inbox' AND p.state <> 'published'
		  AND a.publish_id IS NOT NULL AND a.state NOT IN ('failed', 'abandoned', 'canceled', 'not_published') ORDER BY a.started_at`, millis(since), id)
}

// PostingTimes returns, for each account that posted directly since, when it first
// did, oldest first.
func (s *Store) PostingTimes(ctx context.Context, since time.Time) ([]time.Time, error) {
	return s.times(ctx, `SELECT MIN(a.finishing_at) AS first FROM attempt a JOIN post p ON p.id = a.post_id
		WHERE a.finishing_at > ? AND p.mode = 'direct' AND p.account_id IS NOT NULL
		  AND a.state NOT IN ('failed', 'abandoned', 'canceled', 'not_published') GROUP BY p.account_id ORDER BY first`, millis(since))
}

func (s *Store) times(ctx context.Context, query string, args ...any) ([]time.Time, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	return collect(rows, err, func(row scanner) (time.Time, error) {
		var ms int64
		err := row.Scan(&ms)
		return fromMillis(ms), err
	})
}

// RecordRefusal remembers that TikTok refused an account for lack of a quota.
func (s *Store) RecordRefusal(ctx context.Context, id cuedrop.AccountID, quota cuedrop.QuotaName, at time.Time) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `INSERT INTO quota_refusal (account_id, quota, at)
			SELECT id, ?2, ?3 FROM account WHERE id = ?1
			ON CONFLICT (account_id, quota) DO UPDATE SET at = excluded.at`, id, quota, millis(at))
		return nil, err
	})
}

// Refusals returns when TikTok last refused an account for lack of each quota.
func (s *Store) Refusals(ctx context.Context, id cuedrop.AccountID) (map[cuedrop.QuotaName]time.Time, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT quota, at FROM quota_refusal WHERE account_id = ?`, id)
	type refusal struct {
		quota cuedrop.QuotaName
		at    time.Time
	}
	all, err := collect(rows, err, func(row scanner) (r refusal, err error) {
		var ms int64
		err = row.Scan(&r.quota, &ms)
		r.at = fromMillis(ms)
		return r, err
	})
	out := map[cuedrop.QuotaName]time.Time{}
	for _, r := range all {
		out[r.quota] = r.at
	}
	return out, err
}

// NextPosts returns, for each account with posts that wait for their time, the
// earliest such time.
func (s *Store) NextPosts(ctx context.Context) (map[cuedrop.AccountID]time.Time, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT account_id, MIN(MAX(due_at, not_before)) FROM post
		WHERE state = 'scheduled' AND removed_at = 0 AND account_id IS NOT NULL GROUP BY account_id`)
	type next struct {
		id cuedrop.AccountID
		at sql.NullInt64
	}
	all, err := collect(rows, err, func(row scanner) (n next, err error) {
		err = row.Scan(&n.id, &n.at)
		return n, err
	})
	out := map[cuedrop.AccountID]time.Time{}
	for _, n := range all {
		out[n.id] = fromMillis(n.at.Int64)
	}
	return out, err
}
