package workspace

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"cuedrop/internal/fault"
)

// nameMost is how many characters a name has at most.
const nameMost = 64

var (
	idForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9 _-]{0,62}[A-Za-z0-9_-])?$`)
	// deviceName are names that are no folders on Windows, where a workspace may be
	// copied to (reliability-security.md D11).
	deviceName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)
)

// CheckID returns Invalid (config.workspace) for what can't be the name of a folder on
// every system.
func CheckID(id string) error {
	if !idForm.MatchString(id) {
		return fault.New(fault.Invalid, "config.workspace", "A workspace name has letters, digits, spaces, - and _ only, 64 at most, and no space at its end.")
	}
	if deviceName.MatchString(id) {
		return fault.New(fault.Invalid, "config.workspace", "Windows keeps that name for a device. Choose another name for the workspace.")
	}
	return nil
}

// cleanName returns a name as it is kept, or Invalid (workspace.name): trimmed, composed
// (NFC), of 1 to 64 characters, and of nothing that can't be seen or that turns text
// around.
func cleanName(name string) (string, error) {
	if !utf8.ValidString(name) {
		return "", errName
	}
	name = norm.NFC.String(strings.TrimSpace(name))
	if n := utf8.RuneCountInString(name); n < 1 || n > nameMost {
		return "", errName
	}
	seen := false
	for _, r := range name {
		switch {
		case r == zeroWidthNonJoiner || r == zeroWidthJoiner: // words of Persian and Hindi need them, and emoji
		case unicode.Is(unicode.Mn, r):
		case r != ' ' && !unicode.IsGraphic(r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return "", errName
		case !unicode.IsSpace(r):
			seen = true
		}
	}
	if !seen {
		return "", errName
	}
	return name, nil
}

const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'

var errName = fault.New(fault.Invalid, "workspace.name", "A name has 1 to 64 characters that can be seen. Choose another one.")

// key is what two names have in common that people would take for the same.
func key(name string) string {
	name = cases.Fold().String(norm.NFC.String(name))
	name = strings.Map(func(r rune) rune {
		if r == zeroWidthNonJoiner || r == zeroWidthJoiner {
			return -1
		}
		return r
	}, name)
	return norm.NFC.String(strings.Join(strings.Fields(name), " "))
}

// slugMost leaves room for a number behind it.
const slugMost = 40

// slug is an id that reads like a name: "Café Ñandú" is cafe-nandu. It is "workspace"
// where no letter of the name is a Latin one.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFKD.String(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // what was on the letter
		default:
			if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
				b.WriteByte('-')
			}
		}
		if b.Len() >= slugMost {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "workspace"
}

// freeID returns an id made of name for which taken has no key, the first of id, id-2,
// id-3, ….
func freeID(name string, taken map[string]bool) string {
	base := slug(name)
	for n := 1; ; n++ {
		id := base
		if n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		if CheckID(id) == nil && !taken[key(id)] {
			return id
		}
	}
}
