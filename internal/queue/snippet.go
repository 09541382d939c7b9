package queue

import (
	"context"

	"cuedrop/internal/cuedrop"
)

// snippetStore keeps words for captions.
type snippetStore interface {
	Snippets(context.Context) ([]cuedrop.Snippet, error)
	SaveSnippet(context.Context, cuedrop.Snippet) error
	RemoveSnippet(context.Context, cuedrop.SnippetID) error
}

// Snippets returns the words kept for captions.
func (q *Queue) Snippets(ctx context.Context) ([]cuedrop.Snippet, error) {
	return q.Store.Snippets(ctx)
}

// SaveSnippet stores words for captions and returns them as stored. Invalid for what can't
// be, Conflict for a name that another one has.
func (q *Queue) SaveSnippet(ctx context.Context, s cuedrop.Snippet) (cuedrop.Snippet, error) {
	s, err := cuedrop.NewSnippet(s)
	if err != nil {
		return s, err
	}
	if s.ID == "" {
		s.ID = cuedrop.NewSnippetID()
	}
	if s.AccountID != "" {
		if _, err := q.Store.Account(ctx, s.AccountID); err != nil {
			return s, err
		}
	}
	return s, q.Store.SaveSnippet(ctx, s)
}

// RemoveSnippet forgets words for captions.
func (q *Queue) RemoveSnippet(ctx context.Context, id cuedrop.SnippetID) error {
	return q.Store.RemoveSnippet(ctx, id)
}
