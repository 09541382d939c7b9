package tiktok

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// specSections are those of tiktok-open-api.md that name error codes.
var specSections = []string{"1.4", "1.7", "2", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"}

// notCodes are words that these sections quote among their codes, or in the shape of
// one, and that are none.
var notCodes = map[string]string{
	"error":             "a field of the redirect and of OAuth errors",
	"error_type":        "a field of the redirect",
	"error_description": "a field of the redirect and of OAuth errors",
	"state":             "a field of the redirect",
	"client_key":        "a parameter; as an error_type it is the second half of unauthorized_client/client_key",
	"access_token":      "a field of the token answer",
	"ok":                "success, in the sentence before a list",
}

var (
	quoted    = regexp.MustCompile("`([^`]+)`")
	plainWord = regexp.MustCompile(`[A-Za-z0-9_]+`)
	// codeLike is the shape of the codes that TikTok has made up so far.
	codeLike = regexp.MustCompile(`^(invalid|unsupported|unauthorized|unaudited|spam|scope|rate|internal)_|_(failed|invalid|exceeded|denied|missed|mismatch|unverified|authorized|removed|cancelled|cancellable|cap|error|unavailable|target|client|grant|pull|risk)$`)
	// errorList is from where on, to the end of the paragraph, every quoted word is a
	// code or in notCodes.
	errorList  = regexp.MustCompile("\\bErrors(:| \\[)|^`error` values|^fail_reason \\[doc|General v2 codes|^Failure redirect|`error=")
	statusLine = regexp.MustCompile(`(?m)^\| (\d{3}|5xx) \|`)
	wholeCode  = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
)

func readSpec(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/spec/tiktok-open-api.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the wire reference is not beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	heading := regexp.MustCompile(`(?m)^##+ (\d+(?:\.\d+)?)\.? `)
	text := string(raw)
	sections := map[string]string{}
	at := heading.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		sections[text[m[2]:m[3]]] = text[m[0]:end]
	}
	return sections
}

// codesIn returns the words of a section that are error codes: those quoted in a list
// of errors, and those that look like one wherever they are quoted.
func codesIn(section string) []string {
	found := map[string]bool{}
	for paragraph := range strings.SplitSeq(section, "\n\n") {
		listing := false
		for line := range strings.Lines(paragraph) {
			start := len(line)
			if listing {
				start = 0
			} else if at := errorList.FindStringIndex(line); at != nil {
				listing, start = true, at[0]
			}
			for _, q := range quoted.FindAllStringSubmatchIndex(line, -1) {
				text := line[q[2]:q[3]]
				for _, w := range plainWord.FindAllString(text, -1) {
					whole := w == text || strings.ContainsAny(text, "=&")
					if wholeCode.MatchString(w) && notCodes[w] == "" && (q[0] >= start && whole || codeLike.MatchString(w)) {
						found[w] = true
					}
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func TestCodesAreThoseOfTheWireReference(t *testing.T) {
	t.Parallel()
	sections := readSpec(t)
	list := listedCodes(t)
	for _, name := range specSections {
		section, ok := sections[name]
		if !ok {
			t.Errorf("the reference has no section %s", name)
			continue
		}
		want := codesIn(section)
		for _, m := range statusLine.FindAllStringSubmatch(section, -1) {
			if name == "3.4" && m[1][0] != '2' {
				want = append(want, m[1])
			}
		}
		var have []string
		for _, l := range list {
			switch {
			case l.section != name:
			case l.source == "status":
				if !strings.Contains(section, "`"+l.code+"`") {
					t.Errorf("section %s does not name the status %s", name, l.code)
				}
			default:
				for part := range strings.SplitSeq(l.code, "/") {
					if notCodes[part] == "" && !slices.Contains(have, part) {
						have = append(have, part)
					}
				}
			}
		}
		slices.Sort(have)
		slices.Sort(want)
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("section %s (-reference +codes.tsv):\n%s", name, diff)
		}
	}
}

func TestCodesAreFoundWhereTheyStand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Errors: 400 `made_up`, `ok`; see `data.x`":           {"made_up"},
		"fail_reason [doc]:\n| `internal` | x |\n\n`feed_id`": {"internal"},
		"- `error=no_way&error_type=client_key`: x":           {"no_way"},
		"text `lens_check_failed`, `a_field`":                 {"lens_check_failed"},
		"a table of `title`, `disable_duet`":                  nil,
	} {
		if got := codesIn(text); !slices.Equal(got, want) {
			t.Errorf("%q gave %v, want %v", text, got, want)
		}
	}
}
