package cuedrop_test

import (
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

func TestSnippetsArePutInOrder(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want cuedrop.Snippet }{
		"a set": {
			cuedrop.Snippet{Kind: "hashtags", Name: "  Surf,\n daily ", Text: "surf #SurfCoach,#surf\t＃indonesia ##día_2", AccountID: "acct_1"},
			cuedrop.Snippet{Kind: "hashtags", Name: "Surf, daily", Text: "#surf #SurfCoach #indonesia #día_2"},
		},
		"a text":     {cuedrop.Snippet{Kind: "text", Name: "Hours", Text: " Open\nTue to Sun. "}, cuedrop.Snippet{Kind: "text", Name: "Hours", Text: "Open\nTue to Sun."}},
		"a template": {cuedrop.Snippet{Kind: "template", Name: "x", Text: "{file} {date}", AccountID: "acct_1"}, cuedrop.Snippet{Kind: "template", Text: "{file} {date}", AccountID: "acct_1"}},
	} {
		got, err := cuedrop.NewSnippet(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestSnippetsThatCantBe(t *testing.T) {
	t.Parallel()
	for reason, s := range map[string]cuedrop.Snippet{
		"snippet.kind":     {Kind: "emoji", Name: "x", Text: "x"},
		"snippet.account":  {Kind: "template", Text: "x"},
		"snippet.empty":    {Kind: "text", Name: "x", Text: " \n"},
		"snippet.hashtag":  {Kind: "hashtags", Name: "x", Text: "#ok no-hyphen"},
		"snippet.name":     {Kind: "text", Name: strings.Repeat("é", 41), Text: "x"},
		"caption.too_long": {Kind: "text", Name: "x", Text: strings.Repeat("🐟", 1101)},
	} {
		if _, err := cuedrop.NewSnippet(s); fault.ReasonOf(err) != reason || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", reason, err)
		}
	}
	for _, name := range []string{"", "a\x00b", "a\x1b[2Jb"} {
		if _, err := cuedrop.NewSnippet(cuedrop.Snippet{Kind: "text", Name: name, Text: "x"}); fault.ReasonOf(err) != "snippet.name" {
			t.Errorf("%q: %v", name, err)
		}
	}
}
