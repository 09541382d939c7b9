package app

import (
	"encoding/json"
	"io"
	"os"
	"slices"
)

// tongue is which language the window spoke last, a fact of the computer and not of a workspace:
// what is seen while that is locked speaks it too. Stored on disk: do not rename.
type tongue struct {
	Chosen string `json:"chosen"` // systemLanguage, or one of languages
	Spoken string `json:"spoken"` // one of languages; "" = not known
}

// tongueMax is far more than the file takes, in bytes.
const tongueMax = 1 << 10

// loadTongue reads the file. What is missing or damaged, or no language, is what nobody chose.
func loadTongue(path string) tongue {
	t := tongue{}
	if f, err := os.Open(path); err == nil {
		raw, err := io.ReadAll(io.LimitReader(f, tongueMax))
		_ = f.Close()
		if err != nil || json.Unmarshal(raw, &t) != nil {
			t = tongue{}
		}
	}
	if !slices.Contains(languages, t.Chosen) {
		t.Chosen = systemLanguage
	}
	if !slices.Contains(languages, t.Spoken) {
		t.Spoken = ""
	}
	return t
}

// remember keeps what was changed of it. Nobody is stopped where that fails: it is a
// convenience.
func (a *App) remember(change func(*tongue)) {
	path := a.program.LanguageFile
	if path == "" {
		return
	}
	before := loadTongue(path)
	now := before
	change(&now)
	if now == before {
		return
	}
	raw, err := json.Marshal(now)
	if err == nil {
		err = writeFile(path, append(raw, '\n'))
	}
	if err != nil {
		a.log.Warn("remember the language", "err", err)
	}
}
