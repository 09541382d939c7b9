package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// keyPausedAll is set while everything is held. Stored on disk: do not rename.
const keyPausedAll = "privacy.paused"

func millisDuration(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

// SetPaused holds an account, or everything for "", from a time on; the zero time ends
// it.
func (s *Store) SetPaused(ctx context.Context, id cuedrop.AccountID, at time.Time) error {
	if id == "" {
		value := ""
		if !at.IsZero() {
			value = at.UTC().Format(time.RFC3339)
		}
		return s.SetSetting(ctx, keyPausedAll, value)
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		res, err := t.ExecContext(ctx, `UPDATE account SET paused_at = ? WHERE id = ?`, millis(at), id)
		if err != nil {
			return nil, err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return nil, notFound(sql.ErrNoRows, errAccountGone.Reason, errAccountGone.Message)
		}
		return nil, nil
	})
}

// Paused returns whether everything is held, and which accounts are.
func (s *Store) Paused(ctx context.Context) (all bool, accounts []cuedrop.AccountID, err error) {
	since, err := s.Setting(ctx, keyPausedAll)
	if err != nil {
		return false, nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM account WHERE paused_at > 0 ORDER BY id`)
	accounts, err = collect(rows, err, func(row scanner) (cuedrop.AccountID, error) {
		var id cuedrop.AccountID
		err := row.Scan(&id)
		return id, err
	})
	return since != "", accounts, err
}

// Held reports whether nothing of an account is to be sent.
func (s *Store) Held(ctx context.Context, id cuedrop.AccountID) (bool, error) {
	var held bool
	err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM setting WHERE key = ?)
		OR EXISTS (SELECT 1 FROM account WHERE id = ? AND paused_at > 0)`, keyPausedAll, id).Scan(&held)
	return held, translate(err)
}
