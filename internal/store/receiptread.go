package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"cuedrop/internal/cuedrop"
)

// ReceiptReader reads what receipts are made of as of one moment, one at a time, so that
// memory does not grow with their number.
type ReceiptReader struct {
	s      *Store
	t      *sql.Tx
	broken int64 // the first line of the journal that does not fit; 0 = all do

	post, media, trait, attempts, events *sql.Stmt

	accounts map[cuedrop.AccountID]*cuedrop.Account
}

// ReadReceipts calls f with a reader of the database as it is now. It recomputes the chain
// of the whole journal, once.
func (s *Store) ReadReceipts(ctx context.Context, f func(*ReceiptReader) error) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one snapshot: post, attempts and journal agree
	if err != nil {
		return translate(err)
	}
	defer func() { _ = t.Rollback() }() // it only read; what was prepared ends with it
	r := &ReceiptReader{s: s, t: t, accounts: map[cuedrop.AccountID]*cuedrop.Account{}}
	if r.broken, err = brokenLine(ctx, t, -1); err != nil {
		return err
	}
	for query, into := range map[string]**sql.Stmt{
		`SELECT ` + ownColumns + `, 0, '', p.removed_at FROM post p WHERE p.id = ?`: &r.post,
		`SELECT ` + mediaColumns + ` FROM media WHERE id = ?`:                       &r.media,
		provenanceQuery: &r.trait,
		`SELECT ` + attemptColumns + ` FROM attempt WHERE post_id = ? ORDER BY number`:  &r.attempts,
		`SELECT ` + eventColumns + ` FROM attempt_event WHERE post_id = ? ORDER BY seq`: &r.events,
	} {
		if *into, err = t.PrepareContext(ctx, query); err != nil { //nolint:sqlclosecheck // the transaction closes it
			return translate(err)
		}
	}
	return f(r)
}

// handedOver are the states of posts that TikTok has or may have, as SQL.
var handedOver = func() string {
	var all []string
	for _, state := range cuedrop.States {
		if state.HandedOver() {
			all = append(all, "'"+string(state)+"'")
		}
	}
	return "(" + strings.Join(all, ", ") + ")"
}()

// WentOut returns the posts that went out or may have, with the instant of their receipt
// (cuedrop.Receipt's At), the earliest first. Those without one are not among them.
func (r *ReceiptReader) WentOut(ctx context.Context) ([]cuedrop.ReceiptKey, error) {
	//nolint:gosec // the states are ours
	rows, err := r.t.QueryContext(ctx, `SELECT p.id, p.zone, CASE WHEN p.published_at > 0 THEN p.published_at ELSE
		  COALESCE(NULLIF((SELECT a.ended_at FROM attempt a WHERE a.post_id = p.id ORDER BY a.number DESC LIMIT 1), 0), p.due_at) END AS at
		FROM post p WHERE p.state IN `+handedOver+` AND at > 0 ORDER BY at, p.due_at, p.created_at, p.id`)
	return collect(rows, err, func(row scanner) (k cuedrop.ReceiptKey, err error) {
		var at int64
		err = row.Scan(&k.Post, &k.Zone, &at)
		k.At = fromMillis(at)
		return k, err
	})
}

// Parts returns what the receipt of a post is made of, or NotFound.
func (r *ReceiptReader) Parts(ctx context.Context, id cuedrop.PostID) (parts cuedrop.ReceiptParts, err error) {
	parts.BrokenLine = r.broken
	var removed int64
	if parts.Post, err = r.s.readPost(ctx, widened{r.post.QueryRowContext(ctx, id), []any{&removed}}); err != nil {
		return parts, notFound(err, errPostGone.Reason, errPostGone.Message)
	}
	parts.RemovedAt = fromMillis(removed)
	if parts.Media, err = scanMedia(r.media.QueryRowContext(ctx, parts.Post.MediaID)); err != nil {
		return parts, translate(err)
	}
	if parts.Provenance, err = scanProvenance(r.trait.QueryRowContext(ctx, parts.Media.SHA256), parts.Media.SHA256); err != nil {
		return parts, err
	}
	if parts.Account, err = r.account(ctx, parts.Post.AccountID); err != nil {
		return parts, err
	}
	rows, err := r.attempts.QueryContext(ctx, id)
	parts.Attempts, err = collect(rows, err, func(row scanner) (cuedrop.Attempt, error) {
		a, err := scanAttempt(row)
		return a.Attempt, err
	})
	if err != nil {
		return parts, err
	}
	if n := len(parts.Attempts); n > 0 { // the query did not count them
		parts.Post.Attempts, parts.Post.PublishID = n, parts.Attempts[n-1].PublishID
	}
	rows, err = r.events.QueryContext(ctx, id)
	parts.Journal, err = collect(rows, err, scanEvent)
	return parts, err
}

// account returns an account without its open_id, or nil where it was disconnected.
func (r *ReceiptReader) account(ctx context.Context, id cuedrop.AccountID) (*cuedrop.Account, error) {
	if known, ok := r.accounts[id]; ok {
		return known, nil
	}
	a, err := scanAccount(r.t.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account WHERE id = ?`, id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		r.accounts[id] = nil
	case err != nil:
		return nil, translate(err)
	default:
		r.accounts[id] = &a.Account
	}
	return r.accounts[id], nil
}

// widened is a row with more columns at its end than its reader knows of.
type widened struct {
	scanner

	more []any
}

func (w widened) Scan(dest ...any) error { return w.scanner.Scan(append(dest, w.more...)...) }
