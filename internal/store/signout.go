package store

import (
	"context"
	"database/sql"
	"time"

	"cuedrop/internal/cuedrop"
)

// SignOut forgets an account's tokens and marks it signed out. It keeps the
// account and its posts.
func (s *Store) SignOut(ctx context.Context, id cuedrop.AccountID, at time.Time) error {
	return s.EndSignIn(ctx, id, nil, at)
}

// EndSignIn signs an account out and, in the same commit, keeps what TikTok is still to be
// told of it; nil = nothing. The account, its posts and its record stay.
func (s *Store) EndSignIn(ctx context.Context, id cuedrop.AccountID, owed *cuedrop.Revocation, at time.Time) error {
	known, err := s.Account(ctx, id) // unseals before the transaction: the vault may have to ask the keyring
	if err != nil {
		return err
	}
	var sealed []byte
	if owed != nil {
		if sealed, err = s.sealPair(ctx, owed.Tokens, revocationPlace(owed.ID)); err != nil {
			return err
		}
	}
	err = s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		a, err := scanAccount(t.QueryRowContext(ctx, `UPDATE account SET rev = ?, health = 'signed_out', tokens = NULL, refreshing_until = 0, updated_at = ?
			WHERE id = ? RETURNING `+accountColumns, rev, millis(at), id))
		if err != nil {
			return nil, notFound(err, errAccountGone.Reason, errAccountGone.Message)
		}
		if owed != nil {
			if err := addRevocation(ctx, t, *owed, sealed); err != nil {
				return nil, err
			}
		}
		a.OpenID = known.OpenID
		return s.accountReport(a.Account), nil
	})
	if err == nil {
		s.erase(ctx)
	}
	return err
}

// SignedIn returns how many accounts have a sign-in. It needs no key.
func (s *Store) SignedIn(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM account WHERE health <> 'signed_out'`).Scan(&n)
	return n, translate(err)
}

// WaitingPosts returns how many posts are scheduled or on their way. It needs no key.
func (s *Store) WaitingPosts(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM post WHERE removed_at = 0
		AND state IN ('scheduled', 'due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming')`).Scan(&n)
	return n, translate(err)
}
