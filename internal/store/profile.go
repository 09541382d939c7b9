package store

import (
	"context"
	"database/sql"
)

// Keys of the profile. Stored on disk: do not rename.
const (
	keyPersonName  = "profile.name"
	keyPersonEmail = "profile.email"
)

// Person returns the name and the e-mail address of who uses the workspace, "" where
// they were not given.
func (s *Store) Person(ctx context.Context) (name, email string, err error) {
	if name, err = s.Setting(ctx, keyPersonName); err == nil {
		email, err = s.Setting(ctx, keyPersonEmail)
	}
	return name, email, err
}

// SetPerson stores both in one commit. What is replaced or emptied is erased: it is in
// no page of the files afterwards.
func (s *Store) SetPerson(ctx context.Context, name, email string) error {
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		for _, v := range []struct{ key, value string }{{keyPersonName, name}, {keyPersonEmail, email}} {
			if _, err := t.ExecContext(ctx, `DELETE FROM setting WHERE key = ?`, v.key); err != nil {
				return nil, err
			}
			if v.value == "" {
				continue
			}
			if _, err := t.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?)`, v.key, []byte(v.value)); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err == nil {
		s.erase(ctx)
	}
	return err
}
