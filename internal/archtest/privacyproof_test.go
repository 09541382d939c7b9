package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	privacyClaims  = 7 // of privacy.md 7
	privacyOpenMax = 3 // rows that no test of `make test` shows; lower it with each
)

// TestThePrivacyPageIsTrue compares docs/privacy-proof.md with the tests that exist.
func TestThePrivacyPageIsTrue(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	page := string(read(t, filepath.Join(root, "docs", "privacy-proof.md")))
	problems, shown := checkPrivacyProof(page, privacyOpenMax, world{tests: testFunctions(t, root), files: func(name string) (string, bool) {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name))) // noted by the test cache
		return string(text), err == nil
	}})
	report(t, problems)
	t.Logf("%d rows are shown by tests", shown)
}

var (
	proofRow    = regexp.MustCompile(`(?m)^\| ([0-9]+\.[0-9]+) \|(.*)\|$`)
	proofReason = regexp.MustCompile(`(?m)^- \*\*([0-9]+\.[0-9]+)\*\*: .+`)
	// proofStatus says whether a row of the status needs a reason instead of a test.
	proofStatus = map[string]bool{"shown": false, "shown on Linux": false, "by hand": true, "open": true}
)

// checkPrivacyProof returns what is wrong with the page, and how many rows tests show.
func checkPrivacyProof(page string, openAtMost int, w world) (problems []string, shown int) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	table, last, found := strings.Cut(page, "\n## What is not shown\n")
	if !found {
		wrong("docs/privacy-proof.md has no section \"What is not shown\"")
	}
	reasons := map[string]bool{}
	for _, m := range proofReason.FindAllStringSubmatch(last, -1) {
		if reasons[m[1]] {
			wrong("%s has two reasons", m[1])
		}
		reasons[m[1]] = true
	}
	seen, claims, open := map[string]bool{}, map[string]bool{}, 0
	for _, m := range proofRow.FindAllStringSubmatch(table, -1) {
		id, cells := m[1], strings.Split(m[2], " | ")
		if seen[id] {
			wrong("%s is there twice", id)
		}
		claim, _, _ := strings.Cut(id, ".")
		seen[id], claims[claim] = true, true
		if len(cells) != 3 {
			wrong("%s has %d cells beside its name, want 3", id, len(cells))
			continue
		}
		status := strings.TrimSpace(cells[2])
		needsReason, known := proofStatus[status]
		names := pageName.FindAllStringSubmatch(cells[1], -1)
		for _, n := range names {
			if problem := w.missing(n[1]); problem != "" {
				wrong("%s: %s", id, problem)
			}
		}
		switch {
		case !known:
			wrong("%s is %q, which is no status", id, status)
		case needsReason != reasons[id]:
			wrong("%s is %q, and its reason is in the last section: %t", id, status, reasons[id])
		case needsReason:
			open++
		case len(names) == 0:
			wrong("%s is %q and names no test", id, status)
		default:
			shown++
		}
	}
	for id := range reasons {
		if !seen[id] {
			wrong("%s has a reason and no row", id)
		}
	}
	for i := 1; i <= privacyClaims; i++ {
		if !claims[fmt.Sprint(i)] {
			wrong("claim %d has no row", i)
		}
	}
	if open > openAtMost {
		wrong("%d rows are not shown, want %d at most", open, openAtMost)
	}
	slices.Sort(problems)
	return problems, shown
}

// TestAnUntruePrivacyPageIsDetected is the test of the test: each row breaks one rule.
func TestAnUntruePrivacyPageIsDetected(t *testing.T) {
	t.Parallel()
	w := world{tests: map[string]map[string]bool{"internal/x": {"TestX": true}}, files: func(name string) (string, bool) {
		return "words", name == "a.mjs"
	}}
	const test, reason = "`internal/x.TestX` | shown", "- **1.1**: it can't be.\n"
	page := func(first, last string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "| 1.1 | it is so | %s |\n", first)
		for i := 2; i <= privacyClaims; i++ {
			fmt.Fprintf(&b, "| %d.1 | it is so | %s |\n", i, test)
		}
		return b.String() + "\n## What is not shown\n\n" + last
	}
	for name, tt := range map[string]struct{ page, want string }{
		"all is well":            {page(test, ""), ""},
		"on Linux":               {page(test+" on Linux", ""), ""},
		"a line of a file":       {page("`a.mjs#words` | by hand", reason), ""},
		"open, with a reason":    {page(" | open", reason), ""},
		"open, without a reason": {page(" | open", ""), `1.1 is "open", and its reason is in the last section: false`},
		"a reason for nothing":   {page(test, reason), `1.1 is "shown", and its reason is in the last section: true`},
		"a reason without a row": {page(test, "- **1.2**: it can't be.\n"), "1.2 has a reason and no row"},
		"no test":                {page("surely | shown", ""), `1.1 is "shown" and names no test`},
		"a test that is gone":    {page("`internal/x.TestY` | shown", ""), "1.1: there is no test internal/x.TestY"},
		"a line that is gone":    {page("`a.mjs#deeds` | shown", ""), `1.1: a.mjs does not hold "deeds"`},
		"another status":         {page("`internal/x.TestX` | nearly", ""), `1.1 is "nearly", which is no status`},
		"twice":                  {"| 1.1 | it is so | " + test + " |\n" + page(test, ""), "1.1 is there twice"},
		"a claim without a row":  {strings.Replace(page(test, ""), "| 7.1 |", "| 6.2 |", 1), "claim 7 has no row"},
		"no section of reasons":  {strings.Replace(page(test, ""), "## What", "## That", 1), "has no section"},
		"too many open":          {strings.Replace(page(" | open", reason+"- **2.1**: nor this.\n"), "| 2.1 | it is so | "+test, "| 2.1 | it is so |  | open", 1), "2 rows are not shown, want 1 at most"},
	} {
		problems, _ := checkPrivacyProof(tt.page, 1, w)
		if tt.want == "" && len(problems) == 0 || len(problems) == 1 && tt.want != "" && strings.Contains(problems[0], tt.want) {
			continue
		}
		t.Errorf("%s: got %q, want %q", name, problems, tt.want)
	}
}
