package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"cuedrop/internal/fault"
)

// highestSeq is the highest number that a journal line was ever given.
const highestSeq = `COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'attempt_event'), 0)`

// VerifyJournal recomputes the chain of the whole journal. It returns Internal
// (store.journal_broken), naming the first line that does not fit or is missing.
func (s *Store) VerifyJournal(ctx context.Context) error {
	return s.verifyJournal(ctx, -1)
}

// VerifyJournalEnd is VerifyJournal for the newest lines only, and for lines missing
// anywhere: quick enough for every start, however long the journal is.
func (s *Store) VerifyJournalEnd(ctx context.Context, lines int64) error {
	return s.verifyJournal(ctx, lines)
}

func (s *Store) verifyJournal(ctx context.Context, lines int64) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one snapshot for all questions
	if err != nil {
		return translate(err)
	}
	defer func() { _ = t.Rollback() }() // it only read
	line, err := brokenLine(ctx, t, lines)
	if err == nil && line > 0 {
		err = broken(line)
	}
	return err
}

// brokenLine returns the number of the first journal line that does not fit the one
// before it or is missing, or 0 when there is none. It recomputes the newest lines,
// or all for a negative number.
func brokenLine(ctx context.Context, t *sql.Tx, lines int64) (int64, error) {
	var highest, count int64
	err := t.QueryRowContext(ctx, `SELECT `+highestSeq+`, (SELECT COUNT(*) FROM attempt_event)`).Scan(&highest, &count)
	if err != nil {
		return 0, translate(err)
	}
	from, err := anchorIn(ctx, t)
	if err != nil {
		return 0, err
	}
	seq, last := from.Seq, from.Hash
	if lines >= 0 && highest-seq > lines && count == highest-seq { // where lines are missing, the first of them is to be named
		seq = highest - lines
		err := t.QueryRowContext(ctx, `SELECT hash FROM attempt_event WHERE seq = ?`, seq).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return seq, nil
		}
		if err != nil {
			return 0, translate(err)
		}
	}
	rows, err := t.QueryContext(ctx, `SELECT `+eventColumns+` FROM attempt_event WHERE seq > ? ORDER BY seq`, seq)
	if err != nil {
		return 0, translate(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return 0, translate(err)
		}
		if seq++; e.Seq != seq || e.Transition != transErased && e.Hash != chain(last, e) {
			return seq, nil
		}
		last = e.Hash
	}
	if err := rows.Err(); err != nil {
		return 0, translate(err)
	}
	if seq != highest {
		return seq + 1, nil
	}
	return 0, nil
}

// transErased is what a line says that has lost what it said. Its digest stays, so that
// the next line still fits.
const transErased = "erased"

// keyAnchor holds the number and the digest of the last line that is gone for good:
// what the first line that is left is chained to. Stored on disk: do not rename.
const keyAnchor = "journal.anchor"

type anchor struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

func anchorIn(ctx context.Context, t *sql.Tx) (anchor, error) {
	var raw []byte
	var a anchor
	err := t.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = ?`, keyAnchor).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return a, nil
	}
	if err != nil {
		return a, translate(err)
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, damaged(err)
	}
	return a, nil
}

// eraseLines makes the journal lines that where chooses say nothing any more. where is
// a constant of the caller, never input.
func eraseLines(ctx context.Context, t *sql.Tx, where string, args ...any) (int64, error) {
	//nolint:gosec // where is a constant, see above
	res, err := t.ExecContext(ctx, `UPDATE attempt_event SET at = 0, post_id = '', attempt_id = '', transition = '`+transErased+`',
		from_state = '', to_state = '', detail = '{}' WHERE transition <> '`+transErased+`' AND (`+where+`)`, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// trimJournal removes the erased lines before the first one that still says something.
func trimJournal(ctx context.Context, t *sql.Tx) error {
	var a anchor
	err := t.QueryRowContext(ctx, `SELECT seq, hash FROM attempt_event
		WHERE seq < COALESCE((SELECT MIN(seq) FROM attempt_event WHERE transition <> '`+transErased+`'), 9223372036854775807)
		ORDER BY seq DESC LIMIT 1`).Scan(&a.Seq, &a.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, keyAnchor, raw)
	if err == nil {
		_, err = t.ExecContext(ctx, `DELETE FROM attempt_event WHERE seq <= ?`, a.Seq)
	}
	return err
}

func broken(line int64) error {
	return fault.Wrap(fmt.Errorf("line %d", line), fault.Internal, "store.journal_broken",
		"The record of what was published was changed by another program.")
}
