package security

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed notetext/*.txt
var noteTexts embed.FS

// noteText makes the note of an incident in a language; English where there is no other.
func noteText(language string, i Incident) (string, error) {
	raw, err := noteTexts.ReadFile("notetext/" + language + ".txt")
	if err != nil {
		if raw, err = noteTexts.ReadFile("notetext/en.txt"); err != nil {
			return "", fmt.Errorf("read the note: %w", err)
		}
	}
	t, err := template.New("note").Option("missingkey=error").Parse(string(raw))
	if err != nil {
		return "", fmt.Errorf("parse the note in %s: %w", language, err)
	}
	var out strings.Builder
	if err := t.Execute(&out, struct {
		Incident
		Time string
	}{i, i.At.UTC().Format("2006-01-02 15:04") + " UTC"}); err != nil {
		return "", fmt.Errorf("fill the note in %s: %w", language, err)
	}
	return out.String(), nil
}
