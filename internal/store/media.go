package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
)

const mediaColumns = `id, path, name, size, mod_time, sha256, sum64, verdict, route, info, findings, added_at`

func scanMedia(row scanner) (cuedrop.Media, error) {
	var (
		m              cuedrop.Media
		info, findings string
		modTime, added int64
	)
	err := row.Scan(&m.ID, &m.Path, &m.Name, &m.Size, &modTime, &m.SHA256, &m.Sum64, &m.Check.Verdict, &m.Check.Route, &info, &findings, &added)
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

// SaveMedia stores m, new or checked again.
func (s *Store) SaveMedia(ctx context.Context, m cuedrop.Media) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		info, err := json.Marshal(m.Check.Info)
		if err != nil {
			return nil, err
		}
		if m.Check.Findings == nil {
			m.Check.Findings = []cuedrop.Finding{}
		}
		findings, err := json.Marshal(m.Check.Findings)
		if err != nil {
			return nil, err
		}
		_, err = t.ExecContext(ctx, `INSERT INTO media (`+mediaColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET path = excluded.path, name = excluded.name, size = excluded.size, mod_time = excluded.mod_time,
			  sha256 = excluded.sha256, sum64 = excluded.sum64, verdict = excluded.verdict, route = excluded.route, info = excluded.info, findings = excluded.findings`,
			m.ID, m.Path, m.Name, m.Size, m.ModTime.UnixNano(), m.SHA256, m.Sum64, m.Check.Verdict, m.Check.Route, string(info), string(findings), millis(m.AddedAt))
		if err != nil {
			return nil, err
		}
		return func() {
			if s.opts.MediaChanged != nil {
				s.opts.MediaChanged(m)
			}
		}, nil
	})
}

// Media returns the clip id, or NotFound.
func (s *Store) Media(ctx context.Context, id cuedrop.MediaID) (cuedrop.Media, error) {
	m, err := scanMedia(s.read.QueryRowContext(ctx, `SELECT `+mediaColumns+` FROM media WHERE id = ?`, id))
	return m, notFound(err, "media.not_found", "There is no such clip.")
}

// AllMedia returns every clip, newest first.
func (s *Store) AllMedia(ctx context.Context) ([]cuedrop.Media, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+mediaColumns+` FROM media ORDER BY added_at DESC, id`)
	return collect(rows, err, scanMedia)
}
