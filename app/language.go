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
	err = s.a.deps().Settings.SetSetting(s.a.context(), keyLanguage, language)
	if err == nil {
		s.a.remember(func(t *tongue) { t.Chosen = language })
	}
	return s.a.changed(err)
}

// SetSpoken says which language the window speaks: for "system" only the page knows.
func (s *System) SetSpoken(language string) (err error) {
	defer s.a.call("System.SetSpoken").end(&err)
	if !slices.Contains(languages, language) {
		return fault.New(fault.Invalid, "settings.language", "Cuedrop does not speak that language. Choose one from the list.")
	}
	if s.a.spoken.Swap(language) != language {
		s.a.respeak()
	}
	d, ok := s.a.open()
	if !ok { // the lock screen speaks too
		s.a.remember(func(t *tongue) { t.Spoken = language })
		return nil
	}
	chosen, err := s.a.chosenLanguage(s.a.context())
	if err != nil {
		return err
	}
	s.a.remember(func(t *tongue) { t.Chosen, t.Spoken = chosen, language })
	if before, err := d.Settings.Setting(s.a.context(), keySpoken); before == language || err != nil {
		return err
	}
	return d.Settings.SetSetting(s.a.context(), keySpoken, language)
}

// chosenLanguage is what the user chose: "system", or one of languages. In a workspace in which
// nothing was chosen yet, it is what was chosen last on this computer.
func (a *App) chosenLanguage(ctx context.Context) (string, error) {
	stored, err := a.deps().Settings.Setting(ctx, keyLanguage)
	switch {
	case err != nil:
		return systemLanguage, err
	case stored == "":
		return loadTongue(a.program.LanguageFile).Chosen, nil
	case !slices.Contains(languages, stored):
		return systemLanguage, nil
	}
	return stored, nil
}

// language is what is spoken outside the window: as the page speaks, and before it has spoken
// as the workspace has it, or as this computer last heard.
func (a *App) language() string {
	if l, ok := a.spoken.Load().(string); ok {
		return l
	}
	l := notify.English
	known := loadTongue(a.program.LanguageFile)
	told := []string{known.Spoken, known.Chosen}
	if d, ok := a.open(); ok && d.Settings != nil { // nil while the bindings are generated
		for _, key := range []string{keySpoken, keyLanguage} {
			if stored, err := d.Settings.Setting(a.context(), key); err == nil {
				told = append(told, stored)
			}
		}
	}
	for _, one := range told {
		if slices.Contains(languages, one) {
			l = one
		}
	}
	a.spoken.CompareAndSwap(nil, l)
	return l
}
