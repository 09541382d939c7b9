package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"cuedrop/internal/fault"
)

// tx runs f in one IMMEDIATE transaction and commits. report, if f returned one, is
// called after the commit and before the next transaction starts, so that facts
// leave in commit order.
func (s *Store) tx(ctx context.Context, f func(*sql.Tx) (report func(), err error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.InPlace(); err != nil {
		return err
	}
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	report, err := f(t)
	if err != nil {
		_ = t.Rollback() // the error that matters is f's
		return translate(err)
	}
	var at position
	if s.marking && s.mark != nil {
		if at, err = positionIn(ctx, t); err != nil {
			_ = t.Rollback() // the error that matters is the first
			return translate(err)
		}
	}
	if err := t.Commit(); err != nil {
		return translate(err)
	}
	if s.marking {
		s.mark.set(at)
	}
	if report != nil {
		report()
	}
	return nil
}

// erase moves what was just deleted out of the write-ahead log, which keeps old
// pages until they are overwritten; secure_delete has cleared it in the database
// already (reliability-security.md C20). Best effort: while somebody reads for long,
// it is left to the next checkpoint.
func (s *Store) erase(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), eraseWithin)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
}

// eraseWithin is how long erase may keep others from writing.
const eraseWithin = 250 * time.Millisecond

// nextRev returns the next value of the counter that orders all changes.
func nextRev(ctx context.Context, t *sql.Tx) (int64, error) {
	var rev int64
	err := t.QueryRowContext(ctx, `UPDATE rev SET value = value + 1 RETURNING value`).Scan(&rev)
	return rev, err
}

// Rev returns the present value of the counter.
func (s *Store) Rev(ctx context.Context) (int64, error) {
	var rev int64
	err := s.read.QueryRowContext(ctx, `SELECT value FROM rev`).Scan(&rev)
	return rev, translate(err)
}

// millis stores a time; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis is the inverse of millis.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// notFound turns "no row" into the fault that says so.
func notFound(err error, reason, message string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, reason, message)
	}
	return translate(err)
}

type scanner interface{ Scan(dest ...any) error }

// collect reads all rows with scan and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = rows.Close() }()
	all := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, translate(err)
		}
		all = append(all, v)
	}
	return all, translate(rows.Err())
}
