package store

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
)

// ReceiptParts reads everything that a receipt of the post id is made of, as of one
// moment, and recomputes the chain of the whole journal; NotFound without such a
// post. A post that was taken off the lists is found too: the record of what went out
// stays. It takes the key only where captions are sealed.
func (s *Store) ReceiptParts(ctx context.Context, id cuedrop.PostID) (cuedrop.ReceiptParts, error) {
	all, err := s.receipts(ctx, `p.id = ?1`, id)
	if err == nil && len(all) == 0 {
		return cuedrop.ReceiptParts{}, errPostGone
	}
	if err != nil {
		return cuedrop.ReceiptParts{}, err
	}
	return all[0], nil
}

// ReceiptPartsBetween reads the same of the posts that went out, or were to go out,
// from one instant until another, the earliest first; of one account, or with "" of
// all. Drafts have no time and are not among them.
func (s *Store) ReceiptPartsBetween(ctx context.Context, account cuedrop.AccountID, from, until time.Time) ([]cuedrop.ReceiptParts, error) {
	return s.receipts(ctx, `(?1 = '' OR p.account_id = ?1) AND p.state <> 'draft' AND (
		p.published_at >= ?2 AND p.published_at < ?3 OR p.due_at >= ?2 AND p.due_at < ?3
		OR EXISTS (SELECT 1 FROM attempt a WHERE a.post_id = p.id AND a.started_at < ?3 AND (a.ended_at >= ?2 OR a.ended_at = 0)))`,
		account, millis(from), millis(until))
}

// receipts reads the parts of the posts that where chooses. where is a constant of
// this file, never input.
func (s *Store) receipts(ctx context.Context, where string, args ...any) ([]cuedrop.ReceiptParts, error) {
	all := []cuedrop.ReceiptParts{}
	err := s.ReadReceipts(ctx, func(r *ReceiptReader) error {
		rows, err := r.t.QueryContext(ctx, `SELECT p.id FROM post p WHERE `+where+` ORDER BY p.due_at, p.created_at, p.id`, args...) //nolint:gosec // where is ours, see above
		ids, err := collect(rows, err, scanText)
		for _, id := range ids {
			parts, err := r.Parts(ctx, cuedrop.PostID(id))
			if err != nil {
				return err
			}
			all = append(all, parts)
		}
		return err
	})
	return all, err
}
