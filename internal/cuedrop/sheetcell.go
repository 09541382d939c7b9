package cuedrop

import (
	"regexp"
	"strings"
)

// exact is how many digits a spreadsheet keeps of a number; TikTok's ids have more,
// and digests may look like one.
const exact = 15

// blanks do not keep a spreadsheet from seeing a formula behind them.
const blanks = " \u00a0\u200b\ufeff"

// cellWithin is a formula within a text. Where lists are separated by semicolons, as in Spanish
// and Indonesian, a spreadsheet ends a cell there, and a line at its end, whatever quotes
// stand around. A minus begins one before what could be counted only: ;-) is a smile.
var cellWithin = regexp.MustCompile(`([;\r\n][` + blanks + `]*)([=+@＝＋＠]|[-－][(+-]*[\pL\pN"])`)

// SheetCell makes a spreadsheet take s as the text that it is: what it would take for a
// formula, or for a number that it can't hold, begins with an apostrophe
// (reliability-security.md J9).
func SheetCell(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\ufffd")
	s = cellWithin.ReplaceAllString(s, "$1'$2")
	first := strings.TrimLeft(s, blanks)
	if first != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(first)[0]) || numeric(s) {
		return "'" + s
	}
	return s
}

// numeric reports whether a spreadsheet would read s as a number and lose some of it.
func numeric(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r != 'e' && r != 'E' && r != '.':
			return false
		}
	}
	return digits > exact || digits > 0 && strings.ContainsAny(s, "eE")
}
