package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// RecordRequests adds lines to the ledger, in one commit, and then reports each. A post that
// was erased while its request was out is not named, nor is its account.
func (s *Store) RecordRequests(ctx context.Context, all []cuedrop.Request) error {
	rows := make([]cuedrop.LedgerRow, 0, len(all))
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		for _, r := range all {
			res, err := t.ExecContext(ctx, `INSERT INTO request (at, purpose, account_id, post_id, method, host, path, bytes_out, bytes_in, status, elapsed_ms, outcome)
				VALUES (?1, ?2, CASE WHEN ?4 <> '' AND NOT EXISTS (SELECT 1 FROM post WHERE id = ?4) THEN ''
				    ELSE COALESCE(NULLIF(?3, ''), (SELECT account_id FROM post WHERE id = ?4), '') END,
				  COALESCE((SELECT id FROM post WHERE id = ?4), ''), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`,
				millis(r.At), r.Purpose, r.Account, r.Post, r.Method, r.Host, r.Path, r.BytesOut, r.BytesIn, r.Status, r.Elapsed.Milliseconds(), r.Outcome)
			if err != nil {
				return nil, err
			}
			id, err := res.LastInsertId()
			if err != nil {
				return nil, err
			}
			rows = append(rows, cuedrop.LedgerRow{ID: id, Request: r})
		}
		return func() {
			if s.opts.RequestSent == nil {
				return
			}
			for _, r := range rows {
				s.opts.RequestSent(r)
			}
		}, nil
	})
}

// Requests returns the newest limit lines of the ledger, newest first.
func (s *Store) Requests(ctx context.Context, limit int) ([]cuedrop.Request, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+requestColumns+` FROM request ORDER BY id DESC LIMIT ?`, limit)
	return collect(rows, err, func(row scanner) (cuedrop.Request, error) {
		r, err := scanRequest(row)
		return r.Request, err
	})
}

const requestColumns = `id, at, purpose, account_id, post_id, method, host, path, bytes_out, bytes_in, status, elapsed_ms, outcome`

func scanRequest(row scanner) (cuedrop.LedgerRow, error) {
	var r cuedrop.LedgerRow
	var at, elapsed int64
	err := row.Scan(&r.ID, &at, &r.Purpose, &r.Account, &r.Post, &r.Method, &r.Host, &r.Path, &r.BytesOut, &r.BytesIn, &r.Status, &elapsed, &r.Outcome)
	r.At, r.Elapsed = fromMillis(at), time.Duration(elapsed)*time.Millisecond
	return r, err
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
