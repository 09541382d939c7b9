package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Snippets returns the words kept for captions: sets first, then texts, then templates,
// each by name.
//
// It fails as the vault does while that is locked and the words are sealed.
func (s *Store) Snippets(ctx context.Context) ([]cuedrop.Snippet, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+snippetColumns+` FROM snippet`)
	all, err := collect(rows, err, s.scanSnippet(ctx))
	slices.SortFunc(all, func(a, b cuedrop.Snippet) int {
		return cmp.Or(cmp.Compare(snippetRank[a.Kind], snippetRank[b.Kind]), cmp.Compare(a.Key(), b.Key()), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

var snippetRank = map[cuedrop.SnippetKind]int{cuedrop.SnippetHashtags: 0, cuedrop.SnippetText: 1, cuedrop.SnippetTemplate: 2}

const snippetColumns = `id, kind, name, text, COALESCE(account_id, ''), sealed`

func (s *Store) scanSnippet(ctx context.Context) func(scanner) (cuedrop.Snippet, error) {
	return func(row scanner) (n cuedrop.Snippet, err error) {
		var sealed []byte
		if err := row.Scan(&n.ID, &n.Kind, &n.Name, &n.Text, &n.AccountID, &sealed); err != nil {
			return n, err
		}
		err = s.openSnippet(ctx, &n, sealed)
		return n, err
	}
}

// SaveSnippet stores a snippet, new or changed; an account's template replaces the one it
// had. Conflict when another one has its name, or when there are too many.
func (s *Store) SaveSnippet(ctx context.Context, n cuedrop.Snippet) error {
	if err := s.readyForWords(ctx); err != nil {
		return err
	}
	return s.tx(ctx, func(t *sql.Tx) (func(), error) {
		if n.Kind == cuedrop.SnippetTemplate {
			if _, err := t.ExecContext(ctx, `DELETE FROM snippet WHERE kind = 'template' AND account_id = ? AND id <> ?`, n.AccountID, n.ID); err != nil {
				return nil, err
			}
		}
		if err := s.snippetFits(ctx, t, n); err != nil {
			return nil, err
		}
		sealed, err := sealsWords(ctx, t)
		if err != nil {
			return nil, err
		}
		row, err := s.encodeSnippet(ctx, n, sealed)
		if err != nil {
			return nil, err
		}
		_, err = t.ExecContext(ctx, `INSERT INTO snippet (id, kind, name, name_key, text, sealed, account_id) VALUES (?, ?, ?, ?, ?, ?, NULLIF(?, ''))
			ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_key = excluded.name_key, text = excluded.text,
			  sealed = excluded.sealed, account_id = excluded.account_id`,
			n.ID, n.Kind, row.name, row.key, row.text, row.sealed, n.AccountID)
		return nil, err
	})
}

// snippetFits looks through all of them: there are few, and sealed names can be compared
// in no other way.
func (s *Store) snippetFits(ctx context.Context, t *sql.Tx, n cuedrop.Snippet) error {
	rows, err := t.QueryContext(ctx, `SELECT `+snippetColumns+` FROM snippet WHERE id <> ?`, n.ID)
	others, err := collect(rows, err, s.scanSnippet(ctx))
	switch {
	case err != nil:
		return err
	case n.Kind != cuedrop.SnippetTemplate && slices.ContainsFunc(others, func(o cuedrop.Snippet) bool {
		return o.Kind != cuedrop.SnippetTemplate && o.Key() == n.Key()
	}):
		return fault.New(fault.Conflict, "snippet.name_taken", "Another one has this name. Choose a different name.")
	case len(others) >= cuedrop.SnippetsMax:
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
