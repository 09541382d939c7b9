package store

import (
	"context"
	"database/sql"
	"errors"
)

// Setting returns the value of key, or "" when it was never set.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	var v []byte
	err := s.read.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = ?`, key).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return string(v), translate(err)
}

// SetSettingOnce sets key unless it has a value, and returns the value in force.
func (s *Store) SetSettingOnce(ctx context.Context, key, value string) (string, error) {
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, key, []byte(value))
		return nil, err
	})
	if err != nil {
		return "", err
	}
	return s.Setting(ctx, key)
}
