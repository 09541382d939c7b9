package app

import (
	"context"
	"slices"

	"cuedrop/internal/fault"
	"cuedrop/internal/notify"
)

// The window's languages. What is said outside it (notifications, the tray, the menu)
// follows the same choice.
var languages = []string{"en", "es", "id", "zh"}

// systemLanguage is the choice to speak as the system does.
const systemLanguage = "system"

// Keys of settings. Stored on disk: do not rename. The second is which language the
// system's was when the window last told: the page knows it on every system, and before
// the page is there it is most likely still the same.
const (
	keyLanguage = "window.language"
	keySpoken   = "window.spoken"
)

// SetLanguage chooses the language of the program: one of languages, or "system".
func (s *Settings) SetLanguage(language string) (err error) {
	defer s.a.call("Settings.SetLanguage").end(&err)
	if language != systemLanguage && !slices.Contains(languages, language) {
		return fault.New(fault.Invalid, "settings.language", "Cuedrop does not speak that language. Choose one from the list.")
	}
	return s.a.changed(s.a.deps().Settings.SetSetting(s.a.context(), keyLanguage, language))
}

// SetSpoken says which language the window speaks: for "system" only the page knows.
func (s *System) SetSpoken(language string) (err error) {
	defer s.a.call("System.SetSpoken").end(&err)
	if !slices.Contains(languages, language) {
		return fault.New(fault.Invalid, "settings.language", "Cuedrop does not speak that language. Choose one from the list.")
	}
	if s.a.spoken.Swap(language) == language {
		return nil
	}
	s.a.respeak()
	d, ok := s.a.open()
	if !ok { // the lock screen speaks too
		return nil
	}
	return d.Settings.SetSetting(s.a.context(), keySpoken, language)
}

// chosenLanguage is what the user chose: "system", or one of languages.
func (a *App) chosenLanguage(ctx context.Context) (string, error) {
	stored, err := a.deps().Settings.Setting(ctx, keyLanguage)
	if err != nil || !slices.Contains(languages, stored) {
		return systemLanguage, err
	}
	return stored, nil
}

// language is what is spoken outside the window.
func (a *App) language() string {
	if l, ok := a.spoken.Load().(string); ok {
		return l
	}
	d, ok := a.open()
	if !ok || d.Settings == nil { // it is locked, or the bindings are generated
		return notify.English
	}
	l := notify.English
	for _, key := range []string{keySpoken, keyLanguage} {
		if stored, err := d.Settings.Setting(a.context(), key); err == nil && slices.Contains(languages, stored) {
			l = stored
		}
	}
	a.spoken.CompareAndSwap(nil, l)
	return l
}
