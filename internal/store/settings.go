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

// SetSetting gives key a value; "" is as if it had never been set.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return s.putSetting(ctx, key, []byte(value))
}

// SealedSetting returns the value of a key that SetSealedSetting wrote, or "".
func (s *Store) SealedSetting(ctx context.Context, key string) (string, error) {
	raw, err := s.Setting(ctx, key)
	if err != nil || raw == "" {
		return "", err
	}
	return s.unseal(ctx, []byte(raw), settingPlace(key))
}

// SetSealedSetting gives key a secret value, or none with "".
func (s *Store) SetSealedSetting(ctx context.Context, key, value string) error {
	var sealed []byte
	if value != "" {
		var err error
		if sealed, err = s.seal(ctx, value, settingPlace(key)); err != nil {
			return err
		}
	}
	err := s.putSetting(ctx, key, sealed)
	if err == nil {
		s.erase(ctx)
	}
	return err
}

func (s *Store) putSetting(ctx context.Context, key string, value []byte) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if len(value) == 0 {
			_, err := t.ExecContext(ctx, `DELETE FROM setting WHERE key = ?`, key)
			return nil, err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return nil, err
	})
}

func settingPlace(key string) string { return "setting|" + key + "|1" }
