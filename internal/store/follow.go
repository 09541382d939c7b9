package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"cuedrop/internal/cuedrop"
)

// Followable returns the posts of which TikTok may still have news although nothing
// is to be sent: public ones published after published whose ids it has not named
// yet, or whose link is not known though the account lets its videos be listed; inbox
// uploads delivered after delivered that the creator may finish; and those that could
// not be confirmed since published.
func (s *Store) Followable(ctx context.Context, published, delivered time.Time) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		JOIN account acc ON acc.id = p.account_id AND acc.health = 'ok'
		WHERE p.removed_at = 0 AND (
		  p.state = 'published' AND p.published_at > ?1 AND
		    (p.post_ids = '[]' OR p.link = '' AND instr(',' || acc.scopes || ',', ',video.list,') > 0) AND
		    (p.mode = 'inbox' OR json_extract(p.settings, '$.Privacy') <> 'SELF_ONLY')
		  OR p.state = 'uncertain' AND p.updated_at > ?1
		  OR p.state = 'in_inbox' AND p.updated_at > ?2)
		ORDER BY p.published_at, p.id`, millis(published), millis(delivered))
	return collect(rows, err, s.scanPost(ctx))
}

// SetPostIDs records the ids that TikTok named after publishing. The state stays.
func (s *Store) SetPostIDs(ctx context.Context, id cuedrop.PostID, postIDs []string) error {
	raw, err := json.Marshal(postIDs)
	if err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		if _, err := t.ExecContext(ctx, `UPDATE post SET rev = ?, post_ids = ? WHERE id = ? AND state = 'published'`, rev, string(raw), id); err != nil {
			return nil, err
		}
		p, err := s.postIn(ctx, t, id)
		return s.postReport(p), err
	})
}

// SetLink records where a published post can be seen. The state stays.
func (s *Store) SetLink(ctx context.Context, id cuedrop.PostID, url string) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		if _, err := t.ExecContext(ctx, `UPDATE post SET rev = ?, link = ? WHERE id = ? AND state = 'published'`, rev, url, id); err != nil {
			return nil, err
		}
		p, err := s.postIn(ctx, t, id)
		return s.postReport(p), err
	})
}

// PostIDClaimed reports whether one of TikTok's post ids is that of a post here.
func (s *Store) PostIDClaimed(ctx context.Context, postID string) (bool, error) {
	var claimed bool
	err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM post, json_each(post.post_ids) j WHERE j.value = ?)`, postID).Scan(&claimed)
	return claimed, translate(err)
}
