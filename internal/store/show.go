package store

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// shown are the questions behind "show me", by category: what, in words, when, and of
// which post, for the account ?1 or all for "". Never a secret, never a path.
var shown = map[string]string{ //nolint:gosec // words of SQL, no credentials
	"profile": `SELECT key, CAST(value AS TEXT), 0, '' FROM setting WHERE (key LIKE 'profile.%' OR key = 'policy.adult_at') AND ?1 = '' LIMIT ?2`,
	"account": `SELECT COALESCE(NULLIF('@' || username, '@'), nickname), nickname || ': ' || scopes, connected_at, '' FROM account
		WHERE ?1 = '' OR id = ?1 ORDER BY connected_at DESC LIMIT ?2`,
	"credentials": `SELECT COALESCE(NULLIF('@' || username, '@'), nickname), 'tokens, sealed', updated_at, '' FROM account
		WHERE tokens IS NOT NULL AND (?1 = '' OR id = ?1)
		UNION ALL SELECT 'TikTok is still to be told', 'tokens, sealed', queued_at, '' FROM revocation WHERE ?1 = ''
		UNION ALL SELECT key, 'sealed', 0, '' FROM setting WHERE key LIKE 'app.%' AND ?1 = '' LIMIT ?2`,
	"content": `SELECT COALESCE(NULLIF(json_extract(p.settings, '$.Caption'), ''), m.name), m.name || ', ' || p.state, p.updated_at, p.id
		FROM post p JOIN media m ON m.id = p.media_id WHERE ?1 = '' OR p.account_id = ?1 ORDER BY p.updated_at DESC LIMIT ?2`,
	"record": `SELECT a.state, COALESCE(a.publish_id, ''), a.started_at, a.post_id FROM attempt a JOIN post p ON p.id = a.post_id
		WHERE ?1 = '' OR p.account_id = ?1 ORDER BY a.started_at DESC LIMIT ?2`,
	"technical": `SELECT method || ' ' || host, path || ' ' || outcome, at, post_id FROM request
		WHERE ?1 = '' OR account_id = ?1 ORDER BY id DESC LIMIT ?2`,
	"requests": `SELECT kind, scope || ', ' || outcome, at, '' FROM data_request WHERE ?1 = '' ORDER BY id DESC LIMIT ?2`,
}

// Shown returns things of a category, the newest first. A category that has no rows of
// its own has none to show.
func (s *Store) Shown(ctx context.Context, category string, account cuedrop.AccountID, limit int) ([]cuedrop.ShownThing, error) {
	query, ok := shown[category]
	if !ok {
		return []cuedrop.ShownThing{}, nil
	}
	rows, err := s.read.QueryContext(ctx, query, account, limit)
	return collect(rows, err, func(row scanner) (cuedrop.ShownThing, error) {
		var v cuedrop.ShownThing
		var at int64
		err := row.Scan(&v.Title, &v.Detail, &at, &v.Post)
		v.At = fromMillis(at)
		return v, err
	})
}
