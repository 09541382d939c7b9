package tiktok

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"cuedrop/internal/cuedrop"
)

// noWord is what word makes of nothing.
const noWord = "unknown"

// word makes a code fit for a reason: lower-case letters, digits and a few signs, at
// most 64 bytes.
func word(code string) string {
	w := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("_.-", r) {
			return r
		}
		return '_'
	}, code)
	if w == "" {
		return noWord
	}
	return w[:min(len(w), 64)]
}

// clean makes foreign text fit for the log: one line, at most 200 runes, and none of
// the request's secrets, should the server repeat them.
func clean(s string, hide []cuedrop.Secret) string {
	n := 0
	return strings.Map(func(r rune) rune {
		if n++; n > 200 {
			return -1
		}
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, redact(s, hide))
}

// redact takes the secrets out of s, as they are and as a form or a URL writes them;
// the longest first, because one may hold another.
func redact(s string, hide []cuedrop.Secret) string {
	var forms []string
	for _, secret := range hide {
		if v := secret.Reveal(); v != "" {
			forms = append(forms, v, url.QueryEscape(v), url.PathEscape(v))
		}
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	for _, form := range forms {
		s = strings.ReplaceAll(s, form, "[redacted]")
	}
	return s
}
