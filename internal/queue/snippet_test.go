package queue_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestSnippetsAreKept with names of their own, one template an account, and go with it.
func TestSnippetsAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	save := func(kind cuedrop.SnippetKind, name, text string, account cuedrop.AccountID) cuedrop.Snippet {
		return must[cuedrop.Snippet](t)(b.SaveSnippet(ctx, cuedrop.Snippet{Kind: kind, Name: name, Text: text, AccountID: account}))
	}
	save("template", "", "{file}, {date}", b.account.ID)
	text := save("text", "Hours", "Open Tue to Sun.", "")
	set := save("hashtags", "Surf", "surf surfcoach", "")
	again := save("template", "", "{account}: {file}", b.account.ID)
	if diff := cmp.Diff([]cuedrop.Snippet{set, text, again}, must[[]cuedrop.Snippet](t)(b.Snippets(ctx))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	_, err := b.SaveSnippet(ctx, cuedrop.Snippet{Kind: "text", Name: "SURF", Text: "x"})
	wantFault(t, err, fault.Conflict, "snippet.name_taken")
	set.Text = "#surf"
	if got := must[cuedrop.Snippet](t)(b.SaveSnippet(ctx, set)); got != set {
		t.Errorf("changed: %+v", got)
	}
	_, err = b.SaveSnippet(ctx, cuedrop.Snippet{Kind: "template", Text: "x", AccountID: "acct_gone"})
	wantFault(t, err, fault.NotFound, "account.not_found")

	if err := b.RemoveSnippet(ctx, text.ID); err != nil {
		t.Fatal(err)
	}
	wantFault(t, b.RemoveSnippet(ctx, text.ID), fault.NotFound, "snippet.not_found")
	if err := b.store.RemoveAccount(ctx, b.account.ID, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]cuedrop.Snippet{set}, must[[]cuedrop.Snippet](t)(b.Snippets(ctx))); diff != "" {
		t.Errorf("after the account went (-want +got):\n%s", diff)
	}
}

func TestNotMoreSnippetsThanAMenuTakes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var last cuedrop.Snippet
	for i := range cuedrop.SnippetsMax {
		last = must[cuedrop.Snippet](t)(b.SaveSnippet(t.Context(), cuedrop.Snippet{Kind: "text", Name: fmt.Sprint(i), Text: "x"}))
	}
	_, err := b.SaveSnippet(t.Context(), cuedrop.Snippet{Kind: "text", Name: "one more", Text: "x"})
	wantFault(t, err, fault.Conflict, "snippet.too_many")
	last.Text = "changed"
	if _, err := b.SaveSnippet(t.Context(), last); err != nil {
		t.Errorf("a full list takes no change: %v", err)
	}
}
