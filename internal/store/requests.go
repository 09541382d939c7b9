package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// RecordRequests adds lines to the ledger, in one commit.
func (s *Store) RecordRequests(ctx context.Context, all []cuedrop.Request) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		for _, r := range all {
			_, err := t.ExecContext(ctx, `INSERT INTO request (at, purpose, account_id, method, host, path, bytes_out, bytes_in, status, elapsed_ms, outcome)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				millis(r.At), r.Purpose, r.Account, r.Method, r.Host, r.Path, r.BytesOut, r.BytesIn, r.Status, r.Elapsed.Milliseconds(), r.Outcome)
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

// Requests returns the newest limit lines of the ledger, newest first.
func (s *Store) Requests(ctx context.Context, limit int) ([]cuedrop.Request, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT at, purpose, account_id, method, host, path, bytes_out, bytes_in, status, elapsed_ms, outcome
		FROM request ORDER BY id DESC LIMIT ?`, limit)
	return collect(rows, err, func(row scanner) (cuedrop.Request, error) {
		var r cuedrop.Request
		var at, elapsed int64
		err := row.Scan(&at, &r.Purpose, &r.Account, &r.Method, &r.Host, &r.Path, &r.BytesOut, &r.BytesIn, &r.Status, &elapsed, &r.Outcome)
		r.At, r.Elapsed = fromMillis(at), time.Duration(elapsed)*time.Millisecond
		return r, err
	})
}

// RequestTimes returns when an account's requests of a purpose were made since, the
// oldest first.
func (s *Store) RequestTimes(ctx context.Context, purpose string, id cuedrop.AccountID, since time.Time) ([]time.Time, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT at FROM request
		WHERE account_id = ? AND account_id <> '' AND purpose = ? AND at >= ? ORDER BY at`, id, purpose, millis(since))
	return collect(rows, err, func(row scanner) (time.Time, error) {
		var at int64
		err := row.Scan(&at)
		return fromMillis(at), err
	})
}
