package store

import (
	"context"
	"database/sql"
	"errors"
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
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one snapshot: post, attempts and journal agree
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = t.Rollback() }() // it only read
	line, err := brokenLine(ctx, t, -1)
	if err != nil {
		return nil, err
	}
	rows, err := t.QueryContext(ctx, `SELECT `+postColumns+` FROM post p WHERE `+where+` ORDER BY p.due_at, p.created_at, p.id`, args...) //nolint:gosec // where is ours, see above
	posts, err := collect(rows, err, s.scanPost(ctx))
	if err != nil {
		return nil, err
	}
	all := make([]cuedrop.ReceiptParts, 0, len(posts))
	for _, p := range posts {
		parts, err := receiptParts(ctx, t, p)
		if err != nil {
			return nil, err
		}
		parts.BrokenLine = line
		all = append(all, parts)
	}
	return all, nil
}

func receiptParts(ctx context.Context, t *sql.Tx, p cuedrop.Post) (cuedrop.ReceiptParts, error) {
	parts := cuedrop.ReceiptParts{Post: p}
	var removed int64
	err := t.QueryRowContext(ctx, `SELECT removed_at FROM post WHERE id = ?`, p.ID).Scan(&removed)
	if err != nil {
		return parts, translate(err)
	}
	parts.RemovedAt = fromMillis(removed)
	parts.Media, err = scanMedia(t.QueryRowContext(ctx, `SELECT `+mediaColumns+` FROM media WHERE id = ?`, p.MediaID))
	if err != nil {
		return parts, translate(err)
	}
	if parts.Provenance, err = provenance(ctx, t, parts.Media.SHA256); err != nil {
		return parts, err
	}
	a, err := scanAccount(t.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account WHERE id = ?`, p.AccountID))
	switch {
	case err == nil:
		parts.Account = &a.Account
	case !errors.Is(err, sql.ErrNoRows): // it was disconnected
		return parts, translate(err)
	}
	rows, err := t.QueryContext(ctx, `SELECT `+attemptColumns+` FROM attempt WHERE post_id = ? ORDER BY number`, p.ID)
	parts.Attempts, err = collect(rows, err, func(row scanner) (cuedrop.Attempt, error) {
		a, err := scanAttempt(row)
		return a.Attempt, err
	})
	if err != nil {
		return parts, err
	}
	rows, err = t.QueryContext(ctx, `SELECT `+eventColumns+` FROM attempt_event WHERE post_id = ? ORDER BY seq`, p.ID)
	parts.Journal, err = collect(rows, err, scanEvent)
	return parts, err
}
