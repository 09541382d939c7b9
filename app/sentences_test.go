package app

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// sentencesFile has every sentence that can reach the window from here, by its code. The
// window finds what it is told in it, and says the same in the user's language
// (docs/decisions/0013-languages.md).
const sentencesFile = "../frontend/src/i18n/backend/en.json"

// TestEverySentenceIsKnownToTheWindow reads the sentences out of the source: a new one
// that no translator has heard of fails here. `go test ./app -run Sentence -update` adds
// it; then it is translated, or listed as not translated.
func TestEverySentenceIsKnownToTheWindow(t *testing.T) {
	t.Parallel()
	got := sentences{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			// Those speak to a terminal, to TikTok or to a browser, not to the window.
			if slices.Contains([]string{"cli", "sandbox", "testkit", "archtest", "oauth", "notify", "receipt", "testdata", "frontend", "build"}, name) || name != ".." && strings.HasPrefix(name, ".") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || filepath.Dir(path) == ".." {
			return nil
		}
		// Documents, which have languages of their own (internal/privacy).
		if slices.Contains([]string{"categories.go", "policywords.go", "packsheets.go"}, name) {
			return nil
		}
		return got.read(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	text := got.marshal(t)
	if *update {
		if err := os.WriteFile(sentencesFile, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(sentencesFile)
	if err != nil {
		t.Fatal(err)
	}
	// The front end's formatter has its own mind about short lists.
	var known sentences
	if err := json.Unmarshal(want, &known); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(known, got); diff != "" {
		t.Errorf("%s is not what the source says; run go test ./app -run Sentence -update (-file +source):\n%s", sentencesFile, diff)
	}
}

// sentences are templates by code; what varies in one is {0}, {1} and so on. Those without
// a code of their own are under "".
type sentences map[string][]string

func (s sentences) marshal(t *testing.T) []byte {
	t.Helper()
	for code, all := range s {
		slices.Sort(all)
		s[code] = slices.Compact(all)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (s sentences) read(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var stack []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if e, ok := n.(ast.Expr); ok {
			if text := template(e); isSentence(text) {
				code := codeOf(e, stack)
				s[code] = append(s[code], text)
				return false // what it is made of is no sentence of its own
			}
		}
		stack = append(stack, n)
		return true
	})
	return nil
}

// template returns what e says with its variables as {0}, {1}, or "" if it is no text.
func template(e ast.Expr) string {
	n := -1
	text, ok := render(e, &n)
	if !ok {
		return ""
	}
	// A format that a helper or fault.Newf fills in.
	return bareVerb.ReplaceAllStringFunc(text, func(string) string { n++; return "{" + strconv.Itoa(n) + "}" })
}

var (
	verb     = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)
	bareVerb = regexp.MustCompile(`%[0-9.]*[sdfvqx]`)
	sql      = regexp.MustCompile(`^[A-Z]{3,} `)
)

func render(e ast.Expr, n *int) (text string, ok bool) {
	hole := func() string { *n++; return "{" + strconv.Itoa(*n) + "}" }
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, okLeft := render(e.X, n)
		if !okLeft {
			left = hole()
		}
		right, okRight := render(e.Y, n)
		if !okRight {
			right = hole()
		}
		return left + right, okLeft || okRight
	case *ast.CallExpr:
		if f, isSelector := e.Fun.(*ast.SelectorExpr); isSelector && f.Sel.Name == "Sprintf" && len(e.Args) > 0 {
			format, ok := render(e.Args[0], n)
			return holes(format, hole), ok
		}
	case *ast.ParenExpr:
		return render(e.X, n)
	}
	return "", false
}

func holes(format string, hole func() string) string {
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if v == "%%" {
			return "%"
		}
		return hole()
	})
}

func isSentence(text string) bool {
	if !strings.Contains(text, " ") || !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") || strings.Contains(text, "\n") || sql.MatchString(text) {
		return false
	}
	first := []rune(text)[0]
	return unicode.IsUpper(first) || first == '{' || first == '“'
}

var codeWord = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$`)

// codeOf finds the code that stands beside e: among the arguments of its call, in its
// struct, or as its key in a table. Wrapped in a call that formats, e is looked for there.
func codeOf(e ast.Expr, stack []ast.Node) string {
	for _, parent := range slices.Backward(stack) {
		switch p := parent.(type) {
		case *ast.CallExpr:
			if f, ok := p.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Newf" {
				return firstCode(p.Args)
			}
			if code := firstCode(p.Args); code != "" {
				return code
			}
		case *ast.CompositeLit:
			var values []ast.Expr
			for _, el := range p.Elts {
				if kv, ok := el.(*ast.KeyValueExpr); ok {
					if key, isName := kv.Key.(*ast.Ident); !isName || key.Name != "Code" && key.Name != "Reason" {
						continue
					}
					el = kv.Value
				}
				values = append(values, el)
			}
			if code := firstCode(values); code != "" {
				return code
			}
		case *ast.KeyValueExpr:
			if code := firstCode([]ast.Expr{p.Key}); code != "" {
				return code
			}
		case *ast.FuncDecl, *ast.BlockStmt:
			return ""
		}
	}
	return ""
}

func firstCode(values []ast.Expr) string {
	for _, v := range values {
		lit, ok := v.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			continue
		}
		if text, err := strconv.Unquote(lit.Value); err == nil && codeWord.MatchString(text) {
			return text
		}
	}
	return ""
}
