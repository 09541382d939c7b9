package store

import (
	"context"
	"database/sql"
	"errors"

	"cuedrop/internal/cuedrop"
)

// ContentSealed reports whether words are sealed, all of them, with nothing left of them in
// the clear: what SealContent(ctx, true) leads to.
func (s *Store) ContentSealed(ctx context.Context) (bool, error) {
	sealed, err := s.Setting(ctx, keyContentSealed)
	if err != nil || sealed == "" {
		return false, err
	}
	open, err := s.Setting(ctx, keyContentOpen)
	return open == "", err
}

// beginSealing makes whatever is written from now on sealed. What is there already is
// SealContent's: it takes the key.
func (s *Store) beginSealing(ctx context.Context) error {
	if state, err := s.Setting(ctx, keyContentSealed); err != nil || state != "" {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) { return nil, noteSealing(ctx, t) })
}

func noteSealing(ctx context.Context, t *sql.Tx) error {
	_, err := t.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?1, ?3), (?2, ?3) ON CONFLICT (key) DO NOTHING`,
		keyContentSealed, keyContentOpen, []byte(yes))
	return err
}

// SealContent seals all words that the user wrote for posts, or unseals them, and makes
// those that come follow. Where there are any it takes the key, and fails as the vault does
// without it; then nothing is changed. The words change in one transaction; posts keep their rev, for they
// say what they said. After sealing, older copies of the database are removed and it is
// written anew, so that no byte of a word is left in it, in its log or among its free
// pages. Cut short there, it is completed by the next call; called again, it does nothing.
//
// A program that is making a backup of the workspace at the same time may keep one in the
// clear: call it where the workspace is published from, or while it is not.
func (s *Store) SealContent(ctx context.Context, on bool) error {
	state, err := s.Setting(ctx, keyContentSealed)
	if err != nil || !on && state == "" {
		return err
	}
	if on {
		if done, err := s.ContentSealed(ctx); err != nil || done {
			return err
		}
	}
	var words bool
	err = s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM post WHERE `+captionIn(!on)+`) OR EXISTS (SELECT 1 FROM snippet)`).Scan(&words)
	if err != nil {
		return translate(err)
	}
	if words { // the key is had before anybody is kept from writing
		if _, err := s.seal(ctx, "", "content"); err != nil {
			return err
		}
	}
	if !on {
		// A transaction that is cut short may leave in the log what it was about to write.
		if err := s.putSetting(ctx, keyContentOpen, []byte(yes)); err != nil {
			return err
		}
	}
	if err := s.tx(ctx, func(t *sql.Tx) (func(), error) { return nil, s.turnWords(ctx, t, on) }); err != nil || !on {
		return err
	}
	if err := s.DropBackups(); err != nil {
		return err
	}
	if err := s.Compact(ctx); err != nil {
		return err
	}
	return s.putSetting(ctx, keyContentOpen, nil)
}

// turnWords seals or unseals the words of all rows, and notes how words are kept from now
// on.
func (s *Store) turnWords(ctx context.Context, t *sql.Tx, on bool) error {
	if on {
		if err := noteSealing(ctx, t); err != nil {
			return err
		}
	} else if _, err := t.ExecContext(ctx, `DELETE FROM setting WHERE key IN (?, ?)`, keyContentSealed, keyContentOpen); err != nil {
		return err
	}
	return errors.Join(s.turnCaptions(ctx, t, on), s.turnSnippets(ctx, t, on))
}

// captionIn is the condition of a post whose caption is sealed, or lies in the clear.
func captionIn(sealed bool) string {
	if sealed {
		return `json_extract(settings, '$.Sealed') IS NOT NULL`
	}
	return `COALESCE(json_extract(settings, '$.Caption'), '') <> ''`
}

func (s *Store) turnCaptions(ctx context.Context, t *sql.Tx, on bool) error {
	type one struct {
		id       cuedrop.PostID
		settings cuedrop.Settings
	}
	rows, err := t.QueryContext(ctx, `SELECT id, settings FROM post WHERE `+captionIn(!on)) //nolint:gosec // constants
	all, err := collect(rows, err, func(row scanner) (o one, err error) {
		var text string
		if err := row.Scan(&o.id, &text); err != nil {
			return o, err
		}
		o.settings, err = s.decodeSettings(ctx, o.id, text)
		return o, err
	})
	if err != nil || len(all) == 0 {
		return err
	}
	update, err := t.PrepareContext(ctx, `UPDATE post SET settings = ? WHERE id = ?`)
	if err != nil {
		return err
	}
	defer func() { _ = update.Close() }() // it ends with the transaction anyway
	for _, o := range all {
		text, err := s.settingsText(ctx, o.id, o.settings, on)
		if err != nil {
			return err
		}
		if _, err := update.ExecContext(ctx, text, o.id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) turnSnippets(ctx context.Context, t *sql.Tx, on bool) error {
	rows, err := t.QueryContext(ctx, `SELECT `+snippetColumns+` FROM snippet WHERE (sealed IS NULL) = ?`, on)
	all, err := collect(rows, err, s.scanSnippet(ctx))
	if err != nil {
		return err
	}
	for _, n := range all {
		row, err := s.encodeSnippet(ctx, n, on)
		if err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `UPDATE snippet SET name = ?, name_key = ?, text = ?, sealed = ? WHERE id = ?`, row.name, row.key, row.text, row.sealed, n.ID)
		if err != nil {
			return err
		}
	}
	return nil
}
