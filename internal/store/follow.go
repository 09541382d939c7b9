package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"cuedrop/internal/cuedrop"
)

// Followable returns the posts of which TikTok may still have news although nothing
// is to be sent: public ones published after since whose ids it has not named yet,
// and inbox uploads delivered after since that the creator may finish.
func (s *Store) Followable(ctx context.Context, since time.Time) ([]cuedrop.Post, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+postColumns+` FROM post p
		WHERE p.removed_at = 0 AND p.account_id IS NOT NULL AND (
		  p.state = 'published' AND p.post_ids = '[]' AND p.published_at > ?1 AND
		    (p.mode = 'inbox' OR json_extract(p.settings, '$.Privacy') <> 'SELF_ONLY')
		  OR p.state = 'in_inbox' AND p.updated_at > ?1)
		ORDER BY p.published_at, p.id`, millis(since))
	return collect(rows, err, scanPost)
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
		p, err := postIn(ctx, t, id)
		return s.postReport(p), err
	})
}
