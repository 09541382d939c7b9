package app

import "cuedrop/internal/cuedrop"

// Snippets returns the words that the user keeps for captions.
func (s *Settings) Snippets() (out []Snippet, err error) {
	defer s.a.call("Settings.Snippets").end(&err)
	all, err := s.a.deps().Queue.Snippets(s.a.context())
	out = []Snippet{}
	for _, n := range all {
		out = append(out, toSnippet(n))
	}
	return out, err
}

// SaveSnippet keeps words for captions and returns them put in order.
func (s *Settings) SaveSnippet(in Snippet) (out Snippet, err error) {
	defer s.a.call("Settings.SaveSnippet").end(&err)
	saved, err := s.a.deps().Queue.SaveSnippet(s.a.context(), cuedrop.Snippet{
		ID: cuedrop.SnippetID(in.ID), Kind: cuedrop.SnippetKind(in.Kind), Name: in.Name, Text: in.Text, AccountID: cuedrop.AccountID(in.AccountID),
	})
	return toSnippet(saved), err
}

// RemoveSnippet forgets words for captions.
func (s *Settings) RemoveSnippet(id string) (err error) {
	defer s.a.call("Settings.RemoveSnippet").end(&err)
	return s.a.deps().Queue.RemoveSnippet(s.a.context(), cuedrop.SnippetID(id))
}

func toSnippet(n cuedrop.Snippet) Snippet {
	return Snippet{string(n.ID), string(n.Kind), n.Name, n.Text, string(n.AccountID)}
}
