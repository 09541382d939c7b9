package cuedrop_test

import (
	"testing"

	"cuedrop/internal/cuedrop"
)

// TestNoCellIsAFormula, in a table that commas separate, and where a spreadsheet of another
// language takes semicolons to.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                    "",
		"a caption":           "a caption",
		"=1+1":                "'=1+1",
		"+1":                  "'+1",
		"-1":                  "'-1",
		"@SUM(1)":             "'@SUM(1)",
		"\t=1":                "'\t=1",
		"\n=1":                "'\n'=1",
		" \u00a0=1":           "' \u00a0=1",
		"＝1":                  "'＝1",
		"x;=HYPERLINK(1)":     "x;'=HYPERLINK(1)",
		"x; \u200b=1":         "x; \u200b'=1",
		"x\n=cmd":             "x\n'=cmd",
		"x\r\n@SUM(1)":        "x\r\n'@SUM(1)",
		"x;-HYPERLINK(1)":     "x;'-HYPERLINK(1)",
		"x;-(HYPERLINK(1))":   "x;'-(HYPERLINK(1))",
		"x;-\"a\"":            "x;'-\"a\"",
		"see you ;-)":         "see you ;-)",
		"sad ;-(":             "sad ;-(",
		"a - b; c = d\n- one": "a - b; c = d\n- one",
		"7512345678901234567": "'7512345678901234567",
		"12e34":               "'12e34",
		"2026":                "2026",
		"a\x00b\xff":          "ab\ufffd",
	} {
		if got := cuedrop.SheetCell(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
