package app

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
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

// TestALockedWindowSpeaksAsItsUserDoes: what was chosen last is known beside the workspaces, to
// the lock screen, the tray, and a workspace that is new.
func TestALockedWindowSpeaksAsItsUserDoes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withLocks(cuedrop.LockRules{})
	b.program.LanguageFile = filepath.Join(b.dir, "language.json")
	settings, system := &Settings{b.App}, &System{b.App}
	if now, err := b.workspaces(); err != nil || now.Language != "system" {
		t.Errorf("before anything was chosen: %q, %v", now.Language, err)
	}
	if err := errors.Join(settings.SetLanguage("id"), system.SetSpoken("id")); err != nil {
		t.Fatal(err)
	}
	locked := func() *App {
		p := b.program
		p.Open = nil
		return New(p)
	}
	next := locked()
	if now, err := next.workspaces(); err != nil || now.Language != "id" || next.word("quit") != "Keluar" {
		t.Errorf("locked, it speaks %q, %v, and %q", now.Language, err, next.word("quit"))
	}
	if info, err := os.Stat(b.program.LanguageFile); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	// A workspace in which nothing was chosen yet, and one that goes with the system.
	if err := b.store.SetSetting(t.Context(), keyLanguage, ""); err != nil {
		t.Fatal(err)
	}
	if snap, err := (&System{New(b.program)}).Snapshot(); err != nil || snap.Preferences.Language != "id" {
		t.Errorf("a new workspace speaks %q, %v", snap.Preferences.Language, err)
	}
	if err := errors.Join(settings.SetLanguage("system"), system.SetSpoken("zh")); err != nil {
		t.Fatal(err)
	}
	next = locked()
	if now, err := next.workspaces(); err != nil || now.Language != "system" || next.word("quit") != "退出" {
		t.Errorf("with the system it speaks %q, %v, and %q", now.Language, err, next.word("quit"))
	}
	// The lock screen tells what it speaks too, and changes no choice.
	if err := (&System{next}).SetSpoken("es"); err != nil || locked().word("quit") != "Salir" {
		t.Errorf("%v, %q", err, locked().word("quit"))
	}
	for name, content := range map[string]string{"damaged": "{", "foreign": `{"chosen":"xx","spoken":"../es"}`, "huge": strings.Repeat(" ", 1<<20) + "{}"} {
		if err := os.WriteFile(b.program.LanguageFile, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if now, err := locked().workspaces(); err != nil || now.Language != "system" || locked().word("quit") != "Quit" {
			t.Errorf("%s: %q, %v", name, now.Language, err)
		}
	}
}
