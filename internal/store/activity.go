package store

import (
	"context"
	"database/sql"

	"cuedrop/internal/cuedrop"
)

// RecordActivity adds a line to the log of activity.
func (s *Store) RecordActivity(ctx context.Context, a cuedrop.Activity) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `INSERT INTO activity (at, kind, subject, outcome) VALUES (?, ?, ?, ?)`,
			millis(a.At), a.Kind, a.Subject, a.Outcome)
		return nil, err
	})
}

// EndTask adds a line to the log of activity and, in the same commit, forgets the setting
// that says that the task which it tells of is not done.
func (s *Store) EndTask(ctx context.Context, a cuedrop.Activity, key string) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if _, err := t.ExecContext(ctx, `DELETE FROM setting WHERE key = ?`, key); err != nil {
			return nil, err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO activity (at, kind, subject, outcome) VALUES (?, ?, ?, ?)`,
			millis(a.At), a.Kind, a.Subject, a.Outcome)
		return nil, err
	})
}

// Activities returns limit lines of the log of activity, the newest first, with a number
// below before; 0 = from the newest on.
func (s *Store) Activities(ctx context.Context, before int64, limit int) ([]cuedrop.Activity, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, at, kind, subject, outcome FROM activity
		WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2`, before, limit)
	return collect(rows, err, func(row scanner) (a cuedrop.Activity, err error) {
		var at int64
		err = row.Scan(&a.ID, &at, &a.Kind, &a.Subject, &a.Outcome)
		a.At = fromMillis(at)
		return a, err
	})
}
