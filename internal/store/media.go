package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const mediaColumns = `id, path, name, size, mod_time, sha256, sum64, verdict, route, info, findings, added_at, file_id, checked_by, removed_at`

func scanMedia(row scanner) (cuedrop.Media, error) {
	var (
		m                       cuedrop.Media
		info, findings          string
		modTime, added, removed int64
	)
	err := row.Scan(&m.ID, &m.Path, &m.Name, &m.Size, &modTime, &m.SHA256, &m.Sum64, &m.Check.Verdict, &m.Check.Route, &info, &findings, &added, &m.FileID, &m.CheckedBy, &removed)
	if err != nil {
		return m, err
	}
	m.ModTime, m.AddedAt, m.RemovedAt = time.Unix(0, modTime).UTC(), fromMillis(added), fromMillis(removed)
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
		return s.mediaReport(all...), nil
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
	_, err = t.ExecContext(ctx, `INSERT INTO media (`+mediaColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET path = excluded.path, name = excluded.name, size = excluded.size, mod_time = excluded.mod_time,
		  sha256 = excluded.sha256, sum64 = excluded.sum64, verdict = excluded.verdict, route = excluded.route, info = excluded.info,
		  findings = excluded.findings, file_id = excluded.file_id, checked_by = excluded.checked_by,
		  removed_at = excluded.removed_at`,
		m.ID, m.Path, m.Name, m.Size, m.ModTime.UnixNano(), m.SHA256, m.Sum64, m.Check.Verdict, m.Check.Route, string(info), string(findings),
		millis(m.AddedAt), m.FileID, m.CheckedBy, millis(m.RemovedAt))
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

// RemoveMedia takes a clip out of the library. One that no post has is deleted, with what
// was found out about it, and gone is true; otherwise its posts keep it. It refuses with
// Conflict while a post of it may still go out by itself. It touches no file.
func (s *Store) RemoveMedia(ctx context.Context, id cuedrop.MediaID, at time.Time) (gone bool, err error) {
	m, err := s.Media(ctx, id)
	if err != nil {
		return false, err
	}
	err = s.tx(ctx, func(t *sql.Tx) (func(), error) {
		var posts, busy int
		err := t.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(*) FILTER (WHERE removed_at = 0
			AND state IN ('scheduled', 'due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming', 'uncertain'))
			FROM post WHERE media_id = ?`, id).Scan(&posts, &busy)
		switch {
		case err != nil:
			return nil, err
		case busy > 0:
			return nil, fault.New(fault.Conflict, "media.in_use", "A post of this clip is scheduled, on its way or not confirmed yet. Settle it first, then remove the clip.")
		case posts > 0:
			m.RemovedAt = at
			_, err = t.ExecContext(ctx, `UPDATE media SET removed_at = ? WHERE id = ?`, millis(at), id)
			return s.mediaReport(m), err
		}
		gone = true
		if _, err := t.ExecContext(ctx, `DELETE FROM media WHERE id = ?`, id); err != nil {
			return nil, err
		}
		_, err = t.ExecContext(ctx, `DELETE FROM clip_trait WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM media WHERE sha256 = ?1)`, m.SHA256)
		return func() {
			if s.opts.MediaRemoved != nil {
				s.opts.MediaRemoved(id)
			}
		}, err
	})
	if err == nil && gone {
		s.erase(ctx)
	}
	return gone && err == nil, err
}

func (s *Store) mediaReport(all ...cuedrop.Media) func() {
	return func() {
		if s.opts.MediaChanged == nil {
			return
		}
		for _, m := range all {
			s.opts.MediaChanged(m)
		}
	}
}
