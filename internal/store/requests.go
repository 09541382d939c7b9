package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// RecordRequest adds one line to the ledger.
func (s *Store) RecordRequest(ctx context.Context, r cuedrop.Request) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `INSERT INTO request (at, purpose, method, host, path, bytes_out, bytes_in, status, elapsed_ms, outcome)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			millis(r.At), r.Purpose, r.Method, r.Host, r.Path, r.BytesOut, r.BytesIn, r.Status, r.Elapsed.Milliseconds(), r.Outcome)
		return nil, err
	})
}

// Requests returns the newest limit lines of the ledger, newest first.
func (s *Store) Requests(ctx context.Context, limit int) ([]cuedrop.Request, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT at, purpose, method, host, path, bytes_out, bytes_in, status, elapsed_ms, outcome
		FROM request ORDER BY id DESC LIMIT ?`, limit)
	return collect(rows, err, func(row scanner) (cuedrop.Request, error) {
		var r cuedrop.Request
		var at, elapsed int64
		err := row.Scan(&at, &r.Purpose, &r.Method, &r.Host, &r.Path, &r.BytesOut, &r.BytesIn, &r.Status, &elapsed, &r.Outcome)
		r.At, r.Elapsed = fromMillis(at), time.Duration(elapsed)*time.Millisecond
		return r, err
	})
}
