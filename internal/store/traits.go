package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
)

// SaveSignals keeps what decoding shows of the clip with this digest.
func (s *Store) SaveSignals(ctx context.Context, sha256 string, signals cuedrop.Signals) error {
	raw, err := json.Marshal(signals)
	if err != nil {
		return err
	}
	return s.exec(ctx, `INSERT INTO clip_trait (sha256, signals) VALUES (?, ?)
		ON CONFLICT (sha256) DO UPDATE SET signals = excluded.signals`, sha256, string(raw))
}

// Signals returns what decoding shows of the clip with this digest; known is false when
// nobody has looked.
func (s *Store) Signals(ctx context.Context, sha256 string) (signals cuedrop.Signals, known bool, err error) {
	var raw string
	err = s.read.QueryRowContext(ctx, `SELECT signals FROM clip_trait WHERE sha256 = ?`, sha256).Scan(&raw)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && raw == "":
		return signals, false, nil
	case err != nil:
		return signals, false, translate(err)
	}
	if err := json.Unmarshal([]byte(raw), &signals); err != nil {
		return signals, false, fmt.Errorf("read signals of %s: %w", sha256, err)
	}
	return signals, true, nil
}

// SaveProvenance keeps what the file with this digest says of where it comes from.
func (s *Store) SaveProvenance(ctx context.Context, sha256 string, p cuedrop.Provenance) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.exec(ctx, `INSERT INTO clip_trait (sha256, provenance, manifest) VALUES (?, ?, ?)
		ON CONFLICT (sha256) DO UPDATE SET provenance = excluded.provenance, manifest = excluded.manifest`, sha256, string(raw), p.Manifest)
}

func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		_, err := t.ExecContext(ctx, query, args...)
		return nil, err
	})
}

// provenanceQuery asks for what the file with a digest says of where it comes from.
const provenanceQuery = `SELECT provenance, manifest FROM clip_trait WHERE sha256 = ? AND provenance <> ''`

// scanProvenance reads its answer, nil when the file says nothing.
func scanProvenance(row scanner, sha256 string) (*cuedrop.Provenance, error) {
	var raw string
	var p cuedrop.Provenance
	err := row.Scan(&raw, &p.Manifest)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, translate(err)
	}
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		return nil, fmt.Errorf("read provenance of %s: %w", sha256, err)
	}
	return &p, nil
}

// AccountClips returns the clips of an account's posts that went out since, or are to go
// out, the latest first. Posts that were given up are not among them; of those that were
// taken off the lists, the ones that went out are.
func (s *Store) AccountClips(ctx context.Context, id cuedrop.AccountID, since time.Time) ([]cuedrop.AccountClip, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT p.id, p.state, p.zone, p.settings,
		  CASE WHEN p.published_at > 0 THEN p.published_at WHEN p.due_at > 0 THEN p.due_at ELSE p.updated_at END AS at,
		  m.sha256, json_extract(m.info, '$.durationMs'), COALESCE(c.signals, '')
		FROM post p JOIN media m ON m.id = p.media_id LEFT JOIN clip_trait c ON c.sha256 = m.sha256
		WHERE p.account_id = ?1 AND p.state NOT IN ('canceled', 'failed', 'missed')
		  AND at >= ?2 AND (p.removed_at = 0 OR p.published_at > 0)
		ORDER BY at DESC, p.id`, id, millis(since))
	return collect(rows, err, scanAccountClip)
}

func scanAccountClip(row scanner) (cuedrop.AccountClip, error) {
	var (
		c                 cuedrop.AccountClip
		settings, signals string
		at                int64
		length            sql.NullInt64
	)
	if err := row.Scan(&c.Post, &c.State, &c.Zone, &settings, &at, &c.SHA256, &length, &signals); err != nil {
		return c, err
	}
	c.At, c.Length = fromMillis(at), time.Duration(length.Int64)*time.Millisecond
	var chosen cuedrop.Settings
	if err := json.Unmarshal([]byte(settings), &chosen); err != nil {
		return c, fmt.Errorf("read post %s: %w", c.Post, err)
	}
	c.Edit = chosen.Edit
	if signals != "" {
		var s cuedrop.Signals
		if err := json.Unmarshal([]byte(signals), &s); err != nil {
			return c, fmt.Errorf("read signals of %s: %w", c.SHA256, err)
		}
		c.Fingerprint = s.Fingerprint
	}
	return c, nil
}
