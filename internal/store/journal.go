package store

import (
	"context"
	"database/sql"
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
	var seq int64
	last := ""
	if lines >= 0 && highest > lines && count == highest { // where lines are missing, the first of them is to be named
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
		if seq++; e.Seq != seq || e.Hash != chain(last, e) {
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

func broken(line int64) error {
	return fault.Wrap(fmt.Errorf("line %d", line), fault.Internal, "store.journal_broken",
		"The record of what was published was changed by another program.")
}
