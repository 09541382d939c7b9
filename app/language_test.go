package app

import (
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/fault"
)

// TestTheLanguageIsChosenAndSpokenOutsideTheWindow: what the user chose is in the
// preferences, what the page speaks is what notifications and the tray speak, also
// after the next start.
func TestTheLanguageIsChosenAndSpokenOutsideTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	settings, system := &Settings{b.App}, &System{b.App}
	if got := b.word("quit"); got != "Quit" {
		t.Errorf("before anything is known: %q", got)
	}
	if err := settings.SetLanguage("xx"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a language that there is not: %v", err)
	}
	if err := system.SetSpoken("system"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a word that is no language: %v", err)
	}
	if err := settings.SetLanguage("es"); err != nil {
		t.Fatal(err)
	}
	if err := system.SetSpoken("es"); err != nil {
		t.Fatal(err)
	}
	if got := b.word("quit"); got != "Salir" {
		t.Errorf("after the page has spoken: %q", got)
	}
	snap, err := system.Snapshot()
	if err != nil || snap.Preferences.Language != "es" {
		t.Errorf("snapshot %q, %v", snap.Preferences.Language, err)
	}
	// The next start, before there is a page.
	next := New(b.program)
	if got := next.language(); got != "es" {
		t.Errorf("the next start speaks %q", got)
	}
	if err := settings.SetLanguage("system"); err != nil {
		t.Fatal(err)
	}
	if err := system.SetSpoken("zh"); err != nil {
		t.Fatal(err)
	}
	if got := New(b.program).language(); got != "zh" {
		t.Errorf("the system's language is %q at the next start", got)
	}
}

func TestWordsOutsideThePageAreCompleteInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, language := range languages {
		for key, english := range words["en"] {
			got := words[language][key]
			if got == "" || strings.Count(got, "%s") != strings.Count(english, "%s") {
				t.Errorf("%s: %s is %q", language, key, got)
			}
		}
		if len(words[language]) != len(words["en"]) {
			t.Errorf("%s has words that English has not", language)
		}
	}
	if len(words) != len(languages) || !slices.Contains(languages, "en") {
		t.Errorf("languages %v", languages)
	}
}
