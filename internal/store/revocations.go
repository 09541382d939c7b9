package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

func addRevocation(ctx context.Context, t *sql.Tx, r cuedrop.Revocation, sealed []byte) error {
	_, err := t.ExecContext(ctx, `INSERT INTO revocation (id, tokens, queued_at, next_at) VALUES (?, ?, ?, ?)`,
		r.ID, sealed, millis(r.QueuedAt), millis(r.QueuedAt))
	return err
}

// QueueRevocation remembers a sign-in that TikTok is still to be told the end of and
// that has no account here.
func (s *Store) QueueRevocation(ctx context.Context, r cuedrop.Revocation) error {
	sealed, err := s.sealPair(ctx, r.Tokens, revocationPlace(r.ID))
	if err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) { return nil, addRevocation(ctx, t, r, sealed) })
}

// Revocations returns what TikTok should be told by now, oldest first. One whose tokens
// were sealed with a key that is gone has none.
func (s *Store) Revocations(ctx context.Context, now time.Time) ([]cuedrop.Revocation, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, tokens, queued_at, tries FROM revocation WHERE next_at <= ? ORDER BY queued_at, id`, millis(now))
	type sealedRevocation struct {
		cuedrop.Revocation
		tokens []byte
	}
	sealed, err := collect(rows, err, func(row scanner) (r sealedRevocation, err error) {
		var queued int64
		err = row.Scan(&r.ID, &r.tokens, &queued, &r.Tries)
		r.QueuedAt = fromMillis(queued)
		return r, err
	})
	if err != nil {
		return nil, err
	}
	all := make([]cuedrop.Revocation, 0, len(sealed))
	for _, r := range sealed {
		if r.Tokens, err = s.unsealPair(ctx, r.tokens, revocationPlace(r.ID)); err != nil && !lostForGood(err) {
			return nil, err
		}
		all = append(all, r.Revocation)
	}
	return all, nil
}

// RevocationsLeft returns how many sign-ins TikTok is still to be told the end of.
func (s *Store) RevocationsLeft(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM revocation`).Scan(&n)
	return n, translate(err)
}

// PostponeRevocation counts a try that did not reach TikTok, and stores the pair in
// force since (a refresh may have been needed).
func (s *Store) PostponeRevocation(ctx context.Context, r cuedrop.Revocation, next time.Time) error {
	sealed, err := s.sealPair(ctx, r.Tokens, revocationPlace(r.ID))
	if err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `UPDATE revocation SET tokens = ?, next_at = ?, tries = tries + 1 WHERE id = ?`, sealed, millis(next), r.ID)
		return nil, err
	})
}

// DropRevocation forgets a sign-in that is over at TikTok as well.
func (s *Store) DropRevocation(ctx context.Context, id string) error {
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `DELETE FROM revocation WHERE id = ?`, id)
		return nil, err
	})
	if err == nil {
		s.erase(ctx)
	}
	return err
}

func revocationPlace(id string) string { return "revocation|" + id + "|tokens|1" }
