package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
)

const mediaColumns = `id, path, name, size, mod_time, sha256, sum64, verdict, route, info, findings, added_at, file_id, checked_by`

func scanMedia(row scanner) (cuedrop.Media, error) {
	var (
		m              cuedrop.Media
		info, findings string
		modTime, added int64
	)
	err := row.Scan(&m.ID, &m.Path, &m.Name, &m.Size, &modTime, &m.SHA256, &m.Sum64, &m.Check.Verdict, &m.Check.Route, &info, &findings, &added, &m.FileID, &m.CheckedBy)
	if err != nil {
		return m, err
	}
	m.ModTime, m.AddedAt = time.Unix(0, modTime).UTC(), fromMillis(added)
	if err := json.Unmarshal([]byte(info), &m.Check.Info); err != nil {
		return m, fmt.Errorf("read clip %s: %w", m.ID, err)
	}
	if err := json.Unmarshal([]byte(findings), &m.Check.Findings); err != nil {
		return m, fmt.Errorf("read clip %s: %w", m.ID, err)
	}
	return m, nil
}

// SaveMedia stores clips, new or checked again, in one transaction.
func (s *Store) SaveMedia(ctx context.Context, all ...cuedrop.Media) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		for i := range all {
			if all[i].Check.Findings == nil {
				all[i].Check.Findings = []cuedrop.Finding{}
			}
			if err := saveMediaIn(ctx, t, all[i]); err != nil {
				return nil, err
			}
		}
		return func() {
			if s.opts.MediaChanged == nil {
				return
			}
			for _, m := range all {
				s.opts.MediaChanged(m)
			}
		}, nil
	})
}

func saveMediaIn(ctx context.Context, t *sql.Tx, m cuedrop.Media) error {
	info, err := json.Marshal(m.Check.Info)
	if err != nil {
		return err
	}
	findings, err := json.Marshal(m.Check.Findings)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO media (`+mediaColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET path = excluded.path, name = excluded.name, size = excluded.size, mod_time = excluded.mod_time,
		  sha256 = excluded.sha256, sum64 = excluded.sum64, verdict = excluded.verdict, route = excluded.route, info = excluded.info,
		  findings = excluded.findings, file_id = excluded.file_id, checked_by = excluded.checked_by`,
		m.ID, m.Path, m.Name, m.Size, m.ModTime.UnixNano(), m.SHA256, m.Sum64, m.Check.Verdict, m.Check.Route, string(info), string(findings),
		millis(m.AddedAt), m.FileID, m.CheckedBy)
	return err
}

// Media returns the clip id, or NotFound.
func (s *Store) Media(ctx context.Context, id cuedrop.MediaID) (cuedrop.Media, error) {
	m, err := scanMedia(s.read.QueryRowContext(ctx, `SELECT `+mediaColumns+` FROM media WHERE id = ?`, id))
	return m, notFound(err, "media.not_found", "There is no such clip.")
}

// MediaAt returns the clips whose file is, or was, at path, newest first.
func (s *Store) MediaAt(ctx context.Context, path string) ([]cuedrop.Media, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+mediaColumns+` FROM media WHERE path = ? ORDER BY added_at DESC, id`, path)
	return collect(rows, err, scanMedia)
}

// MediaOf returns the clips that have, byte for byte, the content with that digest,
// newest first.
func (s *Store) MediaOf(ctx context.Context, sha256 string) ([]cuedrop.Media, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+mediaColumns+` FROM media WHERE sha256 = ? ORDER BY added_at DESC, id`, sha256)
	return collect(rows, err, scanMedia)
}

// AllMedia returns every clip, newest first.
func (s *Store) AllMedia(ctx context.Context) ([]cuedrop.Media, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+mediaColumns+` FROM media ORDER BY added_at DESC, id`)
	return collect(rows, err, scanMedia)
}
