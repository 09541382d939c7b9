package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The rows of docs/reliability.md that the sources themselves show.

// TestTheWindowIsClosedToOthers reads the window's options: no foreign page may call
// the bound methods (J7), and there are no developer tools, no inspector and no default
// menu in a release (J8).
func TestTheWindowIsClosedToOthers(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", read(t, filepath.Join(root, "main.go")), parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		kind, ok := literal.Type.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if from, ok := kind.X.(*ast.Ident); !ok || !slices.Contains([]string{"options", "assetserver", "windows", "mac", "linux"}, from.Name) {
			return true
		}
		for _, e := range literal.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok {
					set[key.Name] = true
				}
			}
		}
		return true
	})
	if !set["Bind"] || !set["Middleware"] || !set["ErrorFormatter"] {
		t.Fatalf("the window's options were not found: %v", set)
	}
	for _, open := range []string{"BindingsAllowedOrigins", "EnableDefaultContextMenu", "Debug", "OpenInspectorOnStartup", "EnableFraudulentWebsiteDetection"} {
		if set[open] {
			t.Errorf("main.go sets %s", open)
		}
	}
	for _, line := range strings.Split(string(read(t, filepath.Join(root, "Makefile"))), "\n") {
		release := strings.Contains(line, "wails build") || strings.Contains(line, "desktop,production") && !strings.Contains(line, "-devtools")
		if release && (strings.Contains(line, "devtools") || strings.Contains(line, "-debug")) {
			t.Errorf("a release has developer tools: %s", line)
		}
	}
}

// markup is how text becomes markup or code in a page.
var markup = regexp.MustCompile(`dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcdoc|window\.open\(`)

// TestWordsStayText: the page has no way to turn a caption or a name into markup or
// script (J1), and opens nothing by itself (J6).
func TestWordsStayText(t *testing.T) {
	t.Parallel()
	files := 0
	walk(t, filepath.Join("..", "..", "frontend", "src"), func(name string, text []byte) {
		files++
		if found := markup.Find(text); found != nil && !strings.Contains(name, ".test.") {
			t.Errorf("frontend/src/%s has %s", name, found)
		}
	})
	if files < 50 {
		t.Errorf("only %d files were looked at", files)
	}
	for text, want := range map[string]bool{`<p dangerouslySetInnerHTML={x} />`: true, `node.innerHTML = x`: true, `eval(x)`: true, `<p>{caption}</p>`: false, `evaluate(x)`: false} {
		if markup.MatchString(text) != want {
			t.Errorf("%s: %t", text, !want)
		}
	}
}

// TestEveryProgramBringsItsZones: Windows has no time zones that Go reads, and not
// every Linux has (F11).
func TestEveryProgramBringsItsZones(t *testing.T) {
	t.Parallel()
	mains := 0
	for _, s := range sources(t) {
		if s.pkg == "main" && slices.Contains(s.imports, "cuedrop/internal/cli") {
			mains++
			if !slices.Contains(s.imports, "time/tzdata") {
				t.Errorf("%s does not import time/tzdata", s.name)
			}
		}
	}
	if mains != 2 {
		t.Errorf("%d programs, want the plain one and the one with the window", mains)
	}
}

// TestCertificatesAreAlwaysChecked: no source turns the check off (G4, G5).
func TestCertificatesAreAlwaysChecked(t *testing.T) {
	t.Parallel()
	files := 0
	for _, dir := range []string{"app", "internal"} {
		walk(t, filepath.Join("..", "..", dir), func(name string, text []byte) {
			if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return
			}
			files++
			for _, word := range []string{"InsecureSkipVerify", "VerifyPeerCertificate", "tls.VersionTLS10", "tls.VersionTLS11"} {
				if strings.Contains(string(text), word) {
					t.Errorf("%s/%s has %s", dir, name, word)
				}
			}
		})
	}
	if files < 100 {
		t.Errorf("only %d files were looked at", files)
	}
}
