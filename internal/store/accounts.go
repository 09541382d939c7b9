package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const accountColumns = `id, rev, open_id, nickname, username, avatar_url, scopes, health,
  avatar IS NOT NULL, CASE WHEN tokens IS NULL THEN 0 ELSE refresh_expires_at END, connected_at, updated_at,
  missed_policy, missed_minutes, ` + accountSlots

type sealedAccount struct {
	cuedrop.Account
	openID []byte
}

func scanAccount(row scanner) (sealedAccount, error) {
	var a sealedAccount
	var scopes, slots string
	var ends, connected, updated int64
	err := row.Scan(&a.ID, &a.Rev, &a.openID, &a.Nickname, &a.Username, &a.AvatarURL, &scopes, &a.Health, &a.HasAvatar, &ends, &connected, &updated,
		&a.Missed.Policy, &a.Missed.Minutes, &slots)
	a.SignInEndsAt, a.ConnectedAt, a.UpdatedAt = fromMillis(ends), fromMillis(connected), fromMillis(updated)
	a.Scopes = []string{}
	if scopes != "" {
		a.Scopes = strings.Split(scopes, ",")
	}
	if err != nil {
		return a, err
	}
	a.Slots, err = readSlots(slots)
	return a, err
}

// SaveGrant stores a signed-in account with its tokens, both new or again, in one
// transaction. An account with the same open_id keeps its id. It returns the
// account as stored.
func (s *Store) SaveGrant(ctx context.Context, a cuedrop.Account, tokens cuedrop.Tokens, at time.Time) (cuedrop.Account, error) {
	fresh := a.ID
	for {
		saved, err := s.saveGrant(ctx, a, tokens, at)
		if !errors.Is(err, errOtherID) {
			return saved, err
		}
		a.ID = fresh // another process has just stored the same creator: read again
	}
}

var errOtherID = errors.New("the creator is stored under another id")

func (s *Store) saveGrant(ctx context.Context, a cuedrop.Account, tokens cuedrop.Tokens, at time.Time) (cuedrop.Account, error) {
	digest := s.openIDDigest(a.OpenID)
	err := s.read.QueryRowContext(ctx, `SELECT id FROM account WHERE open_id_digest = ?`, digest).Scan(&a.ID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return cuedrop.Account{}, translate(err)
	}
	sealedID, err := s.seal(ctx, a.OpenID, openIDPlace(a.ID))
	if err != nil {
		return cuedrop.Account{}, err
	}
	sealedTokens, err := s.sealTokens(ctx, a.ID, tokens)
	if err != nil {
		return cuedrop.Account{}, err
	}
	var saved sealedAccount
	err = s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		// What is sealed is bound to the id it was sealed for, so a row that has
		// meanwhile got another id is left alone.
		saved, err = scanAccount(t.QueryRowContext(ctx, `INSERT INTO account (id, rev, open_id_digest, open_id, nickname, username, avatar_url, scopes, health, tokens,
			  access_expires_at, refresh_expires_at, connected_at, updated_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ok', ?, ?, ?, ?, ?)
			ON CONFLICT (open_id_digest) DO UPDATE SET rev = excluded.rev, open_id = excluded.open_id, nickname = excluded.nickname,
			  username = excluded.username, avatar_url = excluded.avatar_url, scopes = excluded.scopes, health = 'ok', tokens = excluded.tokens,
			  access_expires_at = excluded.access_expires_at, refresh_expires_at = excluded.refresh_expires_at, refreshing_until = 0,
			  updated_at = excluded.updated_at
			WHERE account.id = excluded.id
			RETURNING `+accountColumns,
			a.ID, rev, digest, sealedID, a.Nickname, a.Username, a.AvatarURL, strings.Join(a.Scopes, ","), sealedTokens,
			millis(tokens.AccessExpiresAt), millis(tokens.RefreshExpiresAt), millis(at), millis(at)))
		if errors.Is(err, sql.ErrNoRows) {
			return nil, errOtherID
		}
		saved.OpenID = a.OpenID
		return s.accountReport(saved.Account), err
	})
	return saved.Account, err
}

// SaveTokens replaces an account's pair after a refresh and ends the refresh's
// lease. The new pair is durable when it returns; only then may it be used. AuthRequired
// (account.signed_out) where the sign-in was ended meanwhile: the pair is not kept.
func (s *Store) SaveTokens(ctx context.Context, id cuedrop.AccountID, tokens cuedrop.Tokens, scopes []string, at time.Time) error {
	sealed, err := s.sealTokens(ctx, id, tokens)
	if err != nil {
		return err
	}
	known, err := s.Account(ctx, id) // unseals before the transaction: the vault may have to ask the keyring
	if err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		a, err := scanAccount(t.QueryRowContext(ctx, `UPDATE account SET rev = ?, tokens = ?, access_expires_at = ?, refresh_expires_at = ?, refreshing_until = 0,
			  scopes = COALESCE(NULLIF(?, ''), scopes), updated_at = ? WHERE id = ? AND tokens IS NOT NULL RETURNING `+accountColumns,
			rev, sealed, millis(tokens.AccessExpiresAt), millis(tokens.RefreshExpiresAt), strings.Join(scopes, ","), millis(at), id))
		if err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return nil, errSignedOut // meanwhile, and the pair is nobody's: the account was there
			}
			return nil, translate(err)
		}
		a.OpenID = known.OpenID
		return s.accountReport(a.Account), nil
	})
}

// LeaseRefresh reserves the refresh of an account's tokens until a time, across
// processes. It reports false while another holds the lease. SaveTokens and
// ReleaseRefresh end it.
func (s *Store) LeaseRefresh(ctx context.Context, id cuedrop.AccountID, now, until time.Time) (bool, error) {
	var got bool
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		res, err := t.ExecContext(ctx, `UPDATE account SET refreshing_until = ? WHERE id = ? AND refreshing_until <= ?`, millis(until), id, millis(now))
		if err != nil {
			return nil, err
		}
		n, err := res.RowsAffected()
		got = n == 1
		return nil, err
	})
	return got, err
}

// ReleaseRefresh ends a lease whose refresh did not happen.
func (s *Store) ReleaseRefresh(ctx context.Context, id cuedrop.AccountID) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, `UPDATE account SET refreshing_until = 0 WHERE id = ?`, id)
		return nil, err
	})
}

// Tokens returns an account's pair, or AuthRequired when it is signed out.
func (s *Store) Tokens(ctx context.Context, id cuedrop.AccountID) (cuedrop.Tokens, error) {
	var sealed []byte
	err := s.read.QueryRowContext(ctx, `SELECT tokens FROM account WHERE id = ?`, id).Scan(&sealed)
	if err != nil {
		return cuedrop.Tokens{}, notFound(err, errAccountGone.Reason, errAccountGone.Message)
	}
	if sealed == nil {
		return cuedrop.Tokens{}, errSignedOut
	}
	tokens, err := s.unsealPair(ctx, sealed, tokensPlace(id))
	if err != nil {
		return cuedrop.Tokens{}, fmt.Errorf("read tokens of %s: %w", id, err)
	}
	return tokens, nil
}

// RemoveAccount deletes an account with its tokens. Its posts stay, without an
// account. It refuses with Conflict while a post of it is in flight. owed, if not
// nil, is queued in the same transaction: what TikTok is still to be told.
func (s *Store) RemoveAccount(ctx context.Context, id cuedrop.AccountID, owed *cuedrop.Revocation) error {
	var sealed []byte
	if owed != nil {
		var err error
		if sealed, err = s.sealPair(ctx, owed.Tokens, revocationPlace(owed.ID)); err != nil {
			return err
		}
	}
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		var busy int
		err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM post WHERE account_id = ? AND removed_at = 0
			AND state IN ('due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming')`, id).Scan(&busy)
		if err != nil {
			return nil, err
		}
		if busy > 0 {
			return nil, fault.New(fault.Conflict, "account.busy", "A post of this account is on its way. Wait until it is done or cancel it.")
		}
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		res, err := t.ExecContext(ctx, `DELETE FROM account WHERE id = ?`, id)
		if err != nil {
			return nil, err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return nil, notFound(sql.ErrNoRows, errAccountGone.Reason, errAccountGone.Message)
		}
		if owed != nil {
			if err := addRevocation(ctx, t, *owed, sealed); err != nil {
				return nil, err
			}
		}
		return func() {
			if s.opts.AccountRemoved != nil {
				s.opts.AccountRemoved(id, rev)
			}
		}, nil
	})
	if err == nil {
		s.erase(ctx)
	}
	return err
}

var errSignedOut = fault.New(fault.AuthRequired, "account.signed_out", "The account is signed out. Sign in to TikTok again.")

var errAccountGone = fault.New(fault.NotFound, "account.not_found", "There is no such account. Connect it first.")

// Account returns the account id, or NotFound.
func (s *Store) Account(ctx context.Context, id cuedrop.AccountID) (cuedrop.Account, error) {
	a, err := scanAccount(s.read.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account WHERE id = ?`, id))
	if err != nil {
		return cuedrop.Account{}, notFound(err, errAccountGone.Reason, errAccountGone.Message)
	}
	return s.openAccount(ctx, a)
}

// Accounts returns every account, first connected first.
func (s *Store) Accounts(ctx context.Context) ([]cuedrop.Account, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+accountColumns+` FROM account ORDER BY connected_at, id`)
	sealed, err := collect(rows, err, scanAccount)
	if err != nil {
		return nil, err
	}
	all := make([]cuedrop.Account, 0, len(sealed))
	for _, a := range sealed {
		open, err := s.openAccount(ctx, a)
		if err != nil {
			return nil, err
		}
		all = append(all, open)
	}
	return all, nil
}

// openAccount unseals who an account is. One that was sealed with a key that is gone is
// a signed-out account without its open_id: signing in again brings it back.
func (s *Store) openAccount(ctx context.Context, a sealedAccount) (cuedrop.Account, error) {
	var err error
	a.OpenID, err = s.unseal(ctx, a.openID, openIDPlace(a.ID))
	if lostForGood(err) {
		a.OpenID, a.Health, a.SignInEndsAt = "", cuedrop.AccountSignedOut, time.Time{}
		return a.Account, nil
	}
	return a.Account, err
}

func (s *Store) accountReport(a cuedrop.Account) func() {
	return func() {
		if s.opts.AccountChanged != nil {
			s.opts.AccountChanged(a)
		}
	}
}

// wireTokens is the sealed form. Stored on disk: do not rename.
type wireTokens struct {
	Access           string `json:"access"`
	Refresh          string `json:"refresh"`
	IssuedAt         int64  `json:"issuedAt"`
	AccessExpiresAt  int64  `json:"accessExpiresAt"`
	RefreshExpiresAt int64  `json:"refreshExpiresAt"`
}

func (s *Store) sealTokens(ctx context.Context, id cuedrop.AccountID, t cuedrop.Tokens) ([]byte, error) {
	return s.sealPair(ctx, t, tokensPlace(id))
}

func (s *Store) sealPair(ctx context.Context, t cuedrop.Tokens, place string) ([]byte, error) {
	raw, err := json.Marshal(wireTokens{
		t.Access.Reveal(), t.Refresh.Reveal(), millis(t.IssuedAt), millis(t.AccessExpiresAt), millis(t.RefreshExpiresAt),
	})
	if err != nil {
		return nil, fmt.Errorf("encode tokens: %w", err)
	}
	return s.seal(ctx, string(raw), place)
}

func (s *Store) unsealPair(ctx context.Context, sealed []byte, place string) (cuedrop.Tokens, error) {
	raw, err := s.unseal(ctx, sealed, place)
	if err != nil {
		return cuedrop.Tokens{}, err
	}
	var w wireTokens
	if err := json.Unmarshal([]byte(raw), &w); err != nil {
		return cuedrop.Tokens{}, fmt.Errorf("decode tokens: %w", err)
	}
	return cuedrop.Tokens{
		Access: cuedrop.Secret(w.Access), Refresh: cuedrop.Secret(w.Refresh), IssuedAt: fromMillis(w.IssuedAt),
		AccessExpiresAt: fromMillis(w.AccessExpiresAt), RefreshExpiresAt: fromMillis(w.RefreshExpiresAt),
	}, nil
}

func (s *Store) openIDDigest(openID string) string {
	sum := sha256.Sum256([]byte(s.workspaceID + "|" + openID))
	return hex.EncodeToString(sum[:])
}

// SetAvatar keeps a copy of an account's picture, or forgets it with nil.
func (s *Store) SetAvatar(ctx context.Context, id cuedrop.AccountID, picture []byte) error {
	known, err := s.Account(ctx, id)
	if err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		rev, err := nextRev(ctx, t)
		if err != nil {
			return nil, err
		}
		a, err := scanAccount(t.QueryRowContext(ctx, `UPDATE account SET rev = ?, avatar = ? WHERE id = ? RETURNING `+accountColumns, rev, picture, id))
		if err != nil {
			return nil, notFound(err, errAccountGone.Reason, errAccountGone.Message)
		}
		a.OpenID = known.OpenID
		return s.accountReport(a.Account), nil
	})
}

// TouchAccounts gives every account a new rev and reports it: something that is shown
// with accounts has changed.
func (s *Store) TouchAccounts(ctx context.Context) error {
	all, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
			rev, err := nextRev(ctx, t)
			if err != nil {
				return nil, err
			}
			now, err := scanAccount(t.QueryRowContext(ctx, `UPDATE account SET rev = ? WHERE id = ? RETURNING `+accountColumns, rev, a.ID))
			if errors.Is(err, sql.ErrNoRows) {
				return nil, nil // disconnected meanwhile
			}
			now.OpenID = a.OpenID
			return s.accountReport(now.Account), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Avatar returns the copy of an account's picture; nil when there is none.
func (s *Store) Avatar(ctx context.Context, id cuedrop.AccountID) ([]byte, error) {
	var picture []byte
	err := s.read.QueryRowContext(ctx, `SELECT avatar FROM account WHERE id = ?`, id).Scan(&picture)
	return picture, notFound(err, errAccountGone.Reason, errAccountGone.Message)
}

func openIDPlace(id cuedrop.AccountID) string { return "account|" + string(id) + "|open_id|1" }
func tokensPlace(id cuedrop.AccountID) string { return "account|" + string(id) + "|tokens|1" }
