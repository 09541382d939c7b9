package store

import (
	"context"
	"database/sql"
	"errors"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Snippets returns the words kept for captions: sets first, then texts, then templates,
// each by name.
func (s *Store) Snippets(ctx context.Context) ([]cuedrop.Snippet, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, kind, name, text, COALESCE(account_id, '') FROM snippet
		ORDER BY CASE kind WHEN 'hashtags' THEN 0 WHEN 'text' THEN 1 ELSE 2 END, name_key, id`)
	return collect(rows, err, func(row scanner) (n cuedrop.Snippet, err error) {
		err = row.Scan(&n.ID, &n.Kind, &n.Name, &n.Text, &n.AccountID)
		return n, err
	})
}

// SaveSnippet stores a snippet, new or changed; an account's template replaces the one it
// had. Conflict when another one has its name, or when there are too many.
func (s *Store) SaveSnippet(ctx context.Context, n cuedrop.Snippet) error {
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if n.Kind == cuedrop.SnippetTemplate {
			if _, err := t.ExecContext(ctx, `DELETE FROM snippet WHERE kind = 'template' AND account_id = ? AND id <> ?`, n.AccountID, n.ID); err != nil {
				return nil, err
			}
		}
		if err := snippetFits(ctx, t, n); err != nil {
			return nil, err
		}
		_, err := t.ExecContext(ctx, `INSERT INTO snippet (id, kind, name, name_key, text, account_id) VALUES (?, ?, ?, ?, ?, NULLIF(?, ''))
			ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_key = excluded.name_key, text = excluded.text,
			  account_id = excluded.account_id`,
			n.ID, n.Kind, n.Name, n.Key(), n.Text, n.AccountID)
		return nil, err
	})
}

func snippetFits(ctx context.Context, t *sql.Tx, n cuedrop.Snippet) error {
	var others, alike int
	err := t.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(*) FILTER (WHERE name_key = ?2 AND kind <> 'template') FROM snippet WHERE id <> ?1`,
		n.ID, n.Key()).Scan(&others, &alike)
	switch {
	case err != nil:
		return err
	case alike > 0 && n.Kind != cuedrop.SnippetTemplate:
		return fault.New(fault.Conflict, "snippet.name_taken", "Another one has this name. Choose a different name.")
	case others >= cuedrop.SnippetsMax:
		return fault.New(fault.Conflict, "snippet.too_many", "200 are kept at most. Remove some.")
	}
	return nil
}

// RemoveSnippet forgets a snippet, or says NotFound.
func (s *Store) RemoveSnippet(ctx context.Context, id cuedrop.SnippetID) error {
	err := s.tx(ctx, func(t *sql.Tx) (func(), error) {
		res, err := t.ExecContext(ctx, `DELETE FROM snippet WHERE id = ?`, id)
		if err != nil {
			return nil, err
		}
		n, err := res.RowsAffected()
		if err == nil && n == 0 {
			err = sql.ErrNoRows
		}
		return nil, err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "snippet.not_found", "It is not there any more.")
	}
	if err == nil {
		s.erase(ctx)
	}
	return err
}
