package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The goal is 140 rows of docs/reliability.md shown by tests and none open
// (reliability-security.md 6). Raise the one and lower the other with each row.
const (
	automatedMin = 140
	openMax      = 0
)

// groups are the ten sections with how many rows each has (reliability-security.md 2).
var groups = []struct {
	letter string
	rows   int
}{{"A", 20}, {"B", 16}, {"C", 20}, {"D", 12}, {"E", 14}, {"F", 12}, {"G", 20}, {"H", 20}, {"I", 13}, {"J", 15}}

// world is what the page may name: the tests of each Go package, and other files.
type world struct {
	tests map[string]map[string]bool // package path from the root → test functions
	files func(name string) (text string, ok bool)
}

// TestTheReliabilityPageIsTrue compares docs/reliability.md with the tests that exist.
func TestTheReliabilityPageIsTrue(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	page := string(read(t, filepath.Join(root, "docs", "reliability.md")))
	problems, automated := checkReliability(page, automatedMin, openMax, world{tests: testFunctions(t, root), files: func(name string) (string, bool) {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name))) // noted by the test cache
		return string(text), err == nil
	}})
	report(t, problems)
	t.Logf("%d of 162 rows are shown by tests", automated)
}

var (
	pageRow    = regexp.MustCompile(`(?m)^\| ([A-J][0-9]+) \|(.*)\|$`)
	pageName   = regexp.MustCompile("`([^`]+)`")
	pageByHand = regexp.MustCompile(`(?m)^- (\*\*[A-J][0-9]+\*\*(?:, \*\*[A-J][0-9]+\*\*)*): (.+)`)
	pageRowID  = regexp.MustCompile(`[A-J][0-9]+`)
)

const byHand = "by hand"

// checkReliability returns what is wrong with the page, and how many rows tests show.
// A row marked TODO is open: it counts as shown by nothing.
func checkReliability(page string, atLeast, openAtMost int, w world) (problems []string, automated int) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	table, last, found := strings.Cut(page, "\n## Not shown by a test\n")
	if !found {
		wrong("docs/reliability.md has no section \"Not shown by a test\"")
	}
	reasons := map[string]bool{}
	for _, m := range pageByHand.FindAllStringSubmatch(last, -1) {
		for _, id := range pageRowID.FindAllString(m[1], -1) {
			if reasons[id] {
				wrong("%s has two reasons", id)
			}
			reasons[id] = true
		}
	}
	seen, open := map[string]bool{}, []string{}
	for _, m := range pageRow.FindAllStringSubmatch(table, -1) {
		id, cells := m[1], strings.Split(m[2], " | ")
		if seen[id] {
			wrong("%s is there twice", id)
		}
		seen[id] = true
		if len(cells) != 3 {
			wrong("%s has %d cells beside its name, want 3", id, len(cells))
			continue
		}
		names := pageName.FindAllStringSubmatch(cells[2], -1)
		for _, n := range names {
			if problem := w.missing(n[1]); problem != "" {
				wrong("%s: %s", id, problem)
			}
		}
		switch listed := strings.Contains(cells[2], byHand); {
		case listed != reasons[id]:
			wrong("%s is %q: %t, and its reason is in the last section: %t", id, byHand, listed, reasons[id])
		case strings.Contains(cells[2], "TODO"):
			open = append(open, id)
		case len(names) == 0 && !listed:
			wrong("%s names neither a test nor a reason", id)
		case !listed:
			automated++
		}
	}
	for id := range reasons {
		if !seen[id] {
			wrong("%s has a reason and no row", id)
		}
	}
	for _, g := range groups {
		for i := 1; i <= g.rows; i++ {
			if id := fmt.Sprint(g.letter, i); !seen[id] {
				wrong("%s is missing", id)
			}
			delete(seen, fmt.Sprint(g.letter, i))
		}
	}
	for id := range seen {
		wrong("%s is no row of the catalogue", id)
	}
	if automated < atLeast {
		wrong("%d rows are shown by tests, want %d at least", automated, atLeast)
	}
	if len(open) > openAtMost {
		wrong("%d rows are open, want %d at most: %v", len(open), openAtMost, open)
	}
	slices.Sort(problems)
	return problems, automated
}

// missing says why a name on the page leads to no test, or returns "". Names are
// package.TestX, package.FuzzX, or file#text where the text stands in the file.
func (w world) missing(name string) string {
	if file, text, ok := strings.Cut(name, "#"); ok {
		content, there := w.files(file)
		switch {
		case !there:
			return "there is no file " + file
		case text == "" || !strings.Contains(content, text):
			return fmt.Sprintf("%s does not hold %q", file, text)
		}
		return ""
	}
	pkg, function, ok := cutLast(name, ".")
	if !ok || !w.tests[pkg][function] {
		return "there is no test " + name
	}
	return ""
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// testFunctions reads every test file of the program, whatever its build tags.
func testFunctions(t *testing.T, root string) map[string]map[string]bool {
	t.Helper()
	all := map[string]map[string]bool{}
	for _, dir := range []string{"app", "internal"} {
		walk(t, filepath.Join(root, dir), func(name string, text []byte) {
			if !strings.HasSuffix(name, "_test.go") {
				return
			}
			pkg := filepath.ToSlash(filepath.Join(dir, filepath.Dir(filepath.FromSlash(name))))
			found, err := testsIn(name, text)
			if err != nil {
				t.Fatal(err)
			}
			if all[pkg] == nil {
				all[pkg] = map[string]bool{}
			}
			maps.Copy(all[pkg], found)
		})
	}
	return all
}

// testsIn returns the names of the tests and fuzz tests that a file declares.
func testsIn(name string, text []byte) (map[string]bool, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || len(f.Type.Params.List) != 1 {
			continue
		}
		pointer, ok := f.Type.Params.List[0].Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		kind, ok := pointer.X.(*ast.SelectorExpr)
		if ok && (kind.Sel.Name == "T" && strings.HasPrefix(f.Name.Name, "Test") || kind.Sel.Name == "F" && strings.HasPrefix(f.Name.Name, "Fuzz")) {
			found[f.Name.Name] = true
		}
	}
	return found, nil
}

// TestAnUntruePageIsDetected is the test of the test: each row breaks one rule.
func TestAnUntruePageIsDetected(t *testing.T) {
	t.Parallel()
	found, err := testsIn("x_test.go", []byte("//go:build never\n\npackage x\n\nfunc TestX(t *testing.T) {}\nfunc FuzzX(f *testing.F) {}\nfunc TestMain(m *testing.M) {}\nfunc TestHelp(t *testing.T, n int) {}\nfunc (w world) TestNot(t *testing.T) {}"))
	if err != nil || len(found) != 2 || !found["TestX"] || !found["FuzzX"] {
		t.Fatalf("found %v, %v", found, err)
	}
	w := world{tests: map[string]map[string]bool{"internal/x": found}, files: func(name string) (string, bool) {
		return "it('works', () => {})", name == "a.test.ts"
	}}
	rows := map[string]string{}
	for _, g := range groups {
		for i := range g.rows {
			rows[fmt.Sprint(g.letter, i+1)] = "`internal/x.TestX`"
		}
	}
	const reason = "- **A1**: needs a human.\n"
	page := func(cells map[string]string, last string) string {
		var b strings.Builder
		for _, id := range slices.Sorted(maps.Keys(cells)) {
			fmt.Fprintf(&b, "| %s | it breaks | it is mended | %s |\n", id, cells[id])
		}
		return b.String() + "\n## Not shown by a test\n\n" + last
	}
	with := func(id, cell string) map[string]string {
		changed := maps.Clone(rows)
		changed[id] = cell
		return changed
	}
	without := maps.Clone(rows)
	delete(without, "J15")
	few := maps.Clone(rows)
	var all strings.Builder
	for i := range 20 {
		few[fmt.Sprint("C", i+1)], few[fmt.Sprint("G", i+1)] = byHand, byHand
		fmt.Fprintf(&all, "- **C%d**, **G%d**: needs a human.\n", i+1, i+1)
	}
	for name, tt := range map[string]struct{ page, want string }{
		"a row is missing":      {page(without, ""), "J15 is missing"},
		"a row is there twice":  {page(rows, "") + "", ""},
		"a row too many":        {page(with("A21", "`internal/x.TestX`"), ""), "A21 is no row of the catalogue"},
		"a test that is gone":   {page(with("A1", "`internal/x.TestY`"), ""), "A1: there is no test internal/x.TestY"},
		"another package":       {page(with("A1", "`internal/y.TestX`"), ""), "A1: there is no test internal/y.TestX"},
		"a test's fuzz name":    {page(with("A1", "`internal/x.FuzzX`"), ""), ""},
		"a title":               {page(with("A1", "`a.test.ts#works`"), ""), ""},
		"a title that is gone":  {page(with("A1", "`a.test.ts#breaks`"), ""), `A1: a.test.ts does not hold "breaks"`},
		"a file that is gone":   {page(with("A1", "`b.test.ts#works`"), ""), "A1: there is no file b.test.ts"},
		"neither":               {page(with("A1", "surely"), ""), "A1 names neither a test nor a reason"},
		"a reason":              {page(with("A1", byHand), reason), ""},
		"no reason":             {page(with("A1", byHand), ""), "A1 is \"by hand\": true, and its reason is in the last section: false"},
		"a reason for nothing":  {page(rows, reason), "A1 is \"by hand\": false, and its reason is in the last section: true"},
		"not done":              {page(with("A1", "TODO(me) `internal/x.TestX`"), ""), "1 rows are open, want 0 at most: [A1]"},
		"too few tests":         {page(few, all.String()), "122 rows are shown by tests, want 140 at least"},
		"no section of reasons": {strings.Replace(page(rows, ""), "## Not", "## Now", 1), "has no section"},
	} {
		text := tt.page
		if name == "a row is there twice" {
			text, tt.want = "| A1 | a | b | `internal/x.TestX` |\n"+text, "A1 is there twice"
		}
		problems, _ := checkReliability(text, 140, 0, w)
		if tt.want == "" && len(problems) == 0 || len(problems) == 1 && tt.want != "" && strings.Contains(problems[0], tt.want) {
			continue
		}
		t.Errorf("%s: got %q, want %q", name, problems, tt.want)
	}
}
