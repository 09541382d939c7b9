package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// SetMissedPolicy stores what becomes of an account's missed posts, and reports the
// account.
func (s *Store) SetMissedPolicy(ctx context.Context, id cuedrop.AccountID, p cuedrop.MissedPolicy) error {
	known, err := s.Account(ctx, id) // unseals before the transaction: the vault may have to ask the keyring
	if err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		a, err := scanAccount(t.QueryRowContext(ctx, `UPDATE account SET rev = ?, missed_policy = ?, missed_minutes = ? WHERE id = ? RETURNING `+accountColumns,
			rev, p.Policy, p.Minutes, id))
		if err != nil {
			return nil, notFound(err, errAccountGone.Reason, errAccountGone.Message)
		}
		a.OpenID = known.OpenID
		return s.accountReport(a.Account), nil
	})
}

// MissedPolicies returns every account's policy. It unseals nothing, so a locked vault
// keeps no post from being judged.
func (s *Store) MissedPolicies(ctx context.Context) (map[cuedrop.AccountID]cuedrop.MissedPolicy, error) {
	type one struct {
		id     cuedrop.AccountID
		policy cuedrop.MissedPolicy
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id, missed_policy, missed_minutes FROM account`)
	list, err := collect(rows, err, func(row scanner) (o one, err error) {
		err = row.Scan(&o.id, &o.policy.Policy, &o.policy.Minutes)
		return o, err
	})
	if err != nil {
		return nil, err
	}
	all := make(map[cuedrop.AccountID]cuedrop.MissedPolicy, len(list))
	for _, o := range list {
		all[o.id] = o.policy
	}
	return all, nil
}

// LatePosts returns the scheduled posts that could have gone out at before, the
// earliest first.
func (s *Store) LatePosts(ctx context.Context, before time.Time) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		WHERE p.state = 'scheduled' AND p.removed_at = 0 AND p.due_at <= ?1 AND MAX(p.due_at, p.not_before) <= ?1
		ORDER BY p.due_at, p.created_at, p.id`, millis(before))
	return collect(rows, err, s.scanPost(ctx))
}

// OverduePosts returns the scheduled posts that are later than their account's policy
// lets them be, the earliest first. An account that is gone has the policy that
// accounts begin with.
func (s *Store) OverduePosts(ctx context.Context, now time.Time) ([]cuedrop.Post, error) {
	// The first comparison uses the index: of posts that wait for their turn there may
	// be thousands, and none of them is late.
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p LEFT JOIN account a ON a.id = p.account_id
		WHERE p.state = 'scheduled' AND p.removed_at = 0
		  AND p.due_at < ?1 - 60000 * MIN(?2, COALESCE((SELECT MIN(missed_minutes) FROM account), ?2))
		  AND MAX(p.due_at, p.not_before) < ?1 - 60000 * COALESCE(a.missed_minutes, ?2)
		ORDER BY p.due_at, p.created_at, p.id`, millis(now), cuedrop.DefaultMissed.Minutes)
	return collect(rows, err, s.scanPost(ctx))
}

// MissedFor returns the missed posts whose failure is one of reasons: what a policy
// has begun to do and not ended.
func (s *Store) MissedFor(ctx context.Context, reason string) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		WHERE p.state = 'missed' AND p.removed_at = 0 AND json_extract(p.failure, '$.Reason') = ?
		ORDER BY p.due_at, p.created_at, p.id`, reason)
	return collect(rows, err, s.scanPost(ctx))
}

// SpacedUntil returns, for each account, the latest time until which a scheduled post
// was held back for reason.
func (s *Store) SpacedUntil(ctx context.Context, reason string) (map[cuedrop.AccountID]time.Time, error) {
	type one struct {
		id    cuedrop.AccountID
		until int64
	}
	rows, err := s.read.QueryContext(ctx, `SELECT COALESCE(account_id, ''), MAX(not_before) FROM post
		WHERE state = 'scheduled' AND removed_at = 0 AND json_extract(failure, '$.Reason') = ? GROUP BY account_id`, reason)
	list, err := collect(rows, err, func(row scanner) (o one, err error) {
		err = row.Scan(&o.id, &o.until)
		return o, err
	})
	if err != nil {
		return nil, err
	}
	all := make(map[cuedrop.AccountID]time.Time, len(list))
	for _, o := range list {
		all[o.id] = fromMillis(o.until)
	}
	return all, nil
}

// DueAfter returns the posts that DuePosts would have after the one given (the zero
// post: from the first on), without those of the accounts in but. Reading page by page
// and leaving out who has work already, no account hides another one, however many
// posts of it wait.
func (s *Store) DueAfter(ctx context.Context, now time.Time, after cuedrop.Post, but []cuedrop.AccountID, limit int) ([]cuedrop.Post, error) {
	but = append([]cuedrop.AccountID{}, but...) // never NULL, which is in no list and out of none
	skip, err := jsonOrNull(&but)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		WHERE p.removed_at = 0 AND `+mayAct+`
		  AND (p.due_at, p.created_at, p.id) > (?2, ?3, ?4)
		  AND COALESCE(p.account_id, '') NOT IN (SELECT value FROM json_each(?5))
		ORDER BY p.due_at, p.created_at, p.id LIMIT ?6`,
		millis(now), millis(after.Schedule.At), millis(after.CreatedAt), after.ID, skip, limit)
	return collect(rows, err, s.scanPost(ctx))
}
