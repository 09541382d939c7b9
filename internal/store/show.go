package store

import (
	"cmp"
	"context"

	"cuedrop/internal/cuedrop"
)

// showContent is the category whose title is a caption, or the clip's name without one.
const showContent = "content"

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
	showContent: `SELECT p.settings, m.name || ', ' || p.state, p.updated_at, p.id, m.name
		FROM post p JOIN media m ON m.id = p.media_id WHERE ?1 = '' OR p.account_id = ?1 ORDER BY p.updated_at DESC LIMIT ?2`,
	"record": `SELECT a.state, COALESCE(a.publish_id, ''), a.started_at, a.post_id FROM attempt a JOIN post p ON p.id = a.post_id
		WHERE ?1 = '' OR p.account_id = ?1 ORDER BY a.started_at DESC LIMIT ?2`,
	"technical": `SELECT method || ' ' || host, path || ' ' || outcome, at, post_id FROM request
		WHERE ?1 = '' OR account_id = ?1 ORDER BY id DESC LIMIT ?2`,
	"requests": `SELECT kind, scope || ', ' || outcome, at, '' FROM data_request WHERE ?1 = '' ORDER BY id DESC LIMIT ?2`,
}

// Shown returns things of a category, the newest first. A category that has no rows of
// its own has none to show. It fails as the vault does where captions are sealed and that is
// locked.
func (s *Store) Shown(ctx context.Context, category string, account cuedrop.AccountID, limit int) ([]cuedrop.ShownThing, error) {
	query, ok := shown[category]
	if !ok {
		return []cuedrop.ShownThing{}, nil
	}
	rows, err := s.read.QueryContext(ctx, query, account, limit)
	return collect(rows, err, func(row scanner) (cuedrop.ShownThing, error) {
		var v cuedrop.ShownThing
		var at int64
		if category != showContent {
			err := row.Scan(&v.Title, &v.Detail, &at, &v.Post)
			v.At = fromMillis(at)
			return v, err
		}
		var settings string
		if err := row.Scan(&settings, &v.Detail, &at, &v.Post, &v.Title); err != nil {
			return v, err
		}
		chosen, err := s.decodeSettings(ctx, v.Post, settings)
		v.Title, v.At = cmp.Or(chosen.Caption, v.Title), fromMillis(at)
		return v, err
	})
}
