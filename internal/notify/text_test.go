package notify

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"cuedrop/internal/cuedrop"
)

func TestWhatSomebodyWroteIsMadeHarmless(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain words":                     "plain words",
		"two\nlines\tand \x00\x1b[1m":     "two lines and [1m",
		"\u202eright\u2066 to left\u200f": "right to left",
		"<b>bold</b> &amp;":               "‹b›bold‹/b› ＆amp;",
		"]]></text><action/>":             "]]›‹/text›‹action/›",
		"$(calc) `n ${x}":                 "＄(calc) ´n ＄{x}",
		"bad \xff bytes\ufeff":            "bad bytes",
		"👩\u200d👩\u200d👧 می\u200cخواهم":   "👩\u200d👩\u200d👧 می\u200cخواهم",
		"  \u2028 ":                       "",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestShorteningKeepsCharactersWhole(t *testing.T) {
	t.Parallel()
	family := "👩\u200d👩\u200d👧"
	for _, tt := range []struct {
		in   string
		most int
		want string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"cut here please", 5, "cut…"},
		{strings.Repeat(family, 6), 5, strings.Repeat(family, 4) + "…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"", 5, ""},
	} {
		if got := shorten(tt.in, tt.most); got != tt.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", tt.in, tt.most, got, tt.want)
		}
	}
}

// FuzzNotice: whatever a caption, a name or a reason holds, the
// notice is one short line without markup.
func FuzzNotice(f *testing.F) {
	for _, seed := range []string{"", "hello", "$(calc)`<b>&\x00\n\u202e", strings.Repeat("👩\u200d👩\u200d👧", 100), "]]>", "\"@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		p := post("p", 1, cuedrop.Failed)
		p.Settings.Caption, p.Failure.Message = words, words
		n := onePost(p, plainView)
		if strings.ContainsAny(n.Body, "<>&$`\x00\n\r\x1b\u202e") || !utf8.ValidString(n.Body) {
			t.Errorf("body %q", n.Body)
		}
		if got := uniseg.GraphemeClusterCount(n.Body); got > captionMax+reasonMax+40 {
			t.Errorf("%d characters", got)
		}
		if strings.Count(n.Body, "\u2068") != strings.Count(n.Body, "\u2069") {
			t.Errorf("isolates do not match: %q", n.Body)
		}
	})
}

// TestEverySentenceHasItsWords asks for each key that the code can make.
func TestEverySentenceHasItsWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, s := range cuedrop.States {
		if topic, ok := topicOf(s); ok {
			keys = append(keys, string(s)+".title", string(s)+".hidden")
			if topic == needsUser {
				keys = append(keys, "posts."+string(s))
			}
		}
	}
	for _, c := range Categories {
		for _, a := range c.Actions() {
			keys = append(keys, "action."+string(a))
		}
	}
	for _, key := range keys {
		if say(English, key) == "" || say("xx", key) != say(English, key) {
			t.Errorf("no words for %s", key)
		}
	}
	for _, language := range []string{"es", "id", "zh"} { // those of the window
		for key := range table[English] {
			if table[language][key] == "" {
				t.Errorf("%s has no words for %s", language, key)
			}
		}
	}
	for language, words := range table {
		for key, sentence := range words {
			if english, ok := table[English][key]; !ok || strings.Count(english, "%") != strings.Count(sentence, "%") {
				t.Errorf("%s: %s does not fit the English one", language, key)
			}
		}
	}
}
