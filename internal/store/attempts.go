package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const attemptColumns = `id, post_id, number, state, inits, COALESCE(publish_id, ''), upload_url, issued_at,
  size, chunk_size, chunk_count, sha256, acked, finishing_at, started_at, ended_at, failure, media_id, clip`

type sealedAttempt struct {
	cuedrop.Attempt
	sealedURL []byte
}

func scanAttempt(row scanner) (sealedAttempt, error) {
	var (
		a                                 sealedAttempt
		issued, finishing, started, ended int64
		failure                           sql.NullString
	)
	err := row.Scan(&a.ID, &a.PostID, &a.Number, &a.State, &a.Inits, &a.PublishID, &a.sealedURL, &issued,
		&a.Plan.Size, &a.Plan.ChunkSize, &a.Plan.Count, &a.SHA256, &a.Acked, &finishing, &started, &ended, &failure, &a.MediaID, &a.Clip)
	if err != nil {
		return a, err
	}
	a.IssuedAt, a.FinishingAt = fromMillis(issued), fromMillis(finishing)
	a.StartedAt, a.EndedAt = fromMillis(started), fromMillis(ended)
	if failure.Valid {
		err = json.Unmarshal([]byte(failure.String), &a.Failure)
	}
	return a, err
}

// LiveAttempt returns the attempt of a post that may still bring it about, with
// its upload URL unsealed, or nil when there is none. It refuses with the vault's
// fault while the URL can't be unsealed. A URL whose key is gone for good is no worse
// than one that has expired, and is returned as such: empty, issued in no time.
func (s *Store) LiveAttempt(ctx context.Context, id cuedrop.PostID) (*cuedrop.Attempt, error) {
	a, err := scanAttempt(s.read.QueryRowContext(ctx, `SELECT `+attemptColumns+` FROM attempt
		WHERE post_id = ? AND state IN ('init_sent', 'uploading', 'finishing', 'confirming', 'uncertain')`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, translate(err)
	}
	if a.sealedURL != nil {
		url, err := s.unseal(ctx, a.sealedURL, uploadURLPlace(a.ID))
		if lostForGood(err) {
			a.IssuedAt = time.Time{}
		} else if err != nil {
			return nil, err
		}
		a.UploadURL = cuedrop.Secret(url)
	}
	return &a.Attempt, nil
}

// Attempts returns every attempt of a post, oldest first, without upload URLs.
func (s *Store) Attempts(ctx context.Context, id cuedrop.PostID) ([]cuedrop.Attempt, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+attemptColumns+` FROM attempt WHERE post_id = ? ORDER BY number`, id)
	return collect(rows, err, func(row scanner) (cuedrop.Attempt, error) {
		a, err := scanAttempt(row)
		return a.Attempt, err
	})
}

// Events returns the journal lines of a post in the order written.
func (s *Store) Events(ctx context.Context, id cuedrop.PostID) ([]cuedrop.AttemptEvent, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+eventColumns+` FROM attempt_event WHERE post_id = ? ORDER BY seq`, id)
	return collect(rows, err, scanEvent)
}

const eventColumns = `seq, at, post_id, attempt_id, transition, from_state, to_state, detail, hash`

func scanEvent(row scanner) (cuedrop.AttemptEvent, error) {
	var e cuedrop.AttemptEvent
	var at int64
	err := row.Scan(&e.Seq, &at, &e.PostID, &e.AttemptID, &e.Transition, &e.From, &e.To, &e.Detail, &e.Hash)
	e.At = fromMillis(at)
	return e, err
}

func uploadURLPlace(id cuedrop.AttemptID) string { return "attempt|" + string(id) + "|upload_url|1" }

func (s *Store) seal(ctx context.Context, plain, place string) ([]byte, error) {
	if s.sealer == nil {
		return nil, errNoSealer
	}
	return s.sealer.Seal(ctx, []byte(plain), place)
}

func (s *Store) unseal(ctx context.Context, sealed []byte, place string) (string, error) {
	if s.sealer == nil {
		return "", errNoSealer
	}
	plain, err := s.sealer.Unseal(ctx, sealed, place)
	return string(plain), err
}

// lostForGood reports whether a value was sealed with another key than the workspace
// has now: the user began anew after the old key was lost (reliability-security.md H15).
func lostForGood(err error) bool { return fault.ReasonOf(err) == "vault.unseal" }

var errNoSealer = errors.New("store was opened without a sealer")
