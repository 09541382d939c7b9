package archtest

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "cuedrop"

// source is what the rules look at in one Go file that is not a test.
type source struct {
	name    string // slash-separated, from the root
	pkg     string // as in the table
	imports []string
	comment bool // has a package comment
}

func TestEveryImportIsAllowed(t *testing.T) {
	t.Parallel()
	report(t, checkImports(sources(t)))
}

func TestOutsidePackagesStayWhereTheyBelong(t *testing.T) {
	t.Parallel()
	report(t, checkOutsiders(sources(t)))
}

func TestEveryPackageHasOneComment(t *testing.T) {
	t.Parallel()
	report(t, checkComments(sources(t)))
}

func TestTablesAreSound(t *testing.T) {
	t.Parallel()
	report(t, checkTables())
}

func TestGeneratedBindingsAreImportedByTheBackendOnly(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "frontend", "src")
	if _, err := os.Stat(root); err != nil {
		t.Skip("no front end here")
	}
	files := map[string]string{}
	walk(t, root, func(name string, text []byte) {
		if strings.HasSuffix(name, ".ts") || strings.HasSuffix(name, ".tsx") {
			files[name] = string(text)
		}
	})
	report(t, checkBindings(files))
}

// TestBadCodeIsDetected is the test of the tests: each row breaks one rule.
func TestBadCodeIsDetected(t *testing.T) {
	t.Parallel()
	parse := func(name, text string) []source {
		s, err := parseSource(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return []source{s}
	}
	tests := []struct {
		rule string
		got  []string
		want string
	}{
		{"a use case imports an adapter", checkImports(parse("internal/publish/p.go", `package publish; import "cuedrop/internal/store"`)), "publish must not import store"},
		{"a use case imports another", checkImports(parse("internal/publish/p.go", `package publish; import _ "cuedrop/internal/schedule"`)), "publish must not import schedule"},
		{"build tags hide nothing", checkImports(parse("internal/fault/f_windows.go", "//go:build windows && never\n\npackage fault\n\nimport \"cuedrop/internal/clock\"")), "fault must not import clock"},
		{"the client imports the sandbox", checkImports(parse("internal/tiktok/t.go", `package tiktok; import "cuedrop/internal/sandbox"`)), "tiktok must not import sandbox"},
		{"main imports an adapter", checkImports(parse("main.go", `package main; import "cuedrop/internal/store"`)), "main must not import store"},
		{"a package below another is a package", checkImports(parse("internal/store/deep/d.go", `package deep`)), "store/deep is not in the table"},
		{"a new package", checkImports(parse("internal/helpers/h.go", `package helpers`)), "helpers is not in the table"},
		{"test support in the program", checkImports(parse("internal/engine/e.go", `package engine; import "cuedrop/internal/tiktok/tiktoktest"`)), "engine must not import tiktok/tiktoktest"},
		{"testkit in the program", checkImports(parse("internal/engine/e.go", `package engine; import "cuedrop/internal/testkit"`)), "engine must not import testkit"},
		{"Wails outside app", checkOutsiders(parse("internal/engine/e.go", `package engine; import "github.com/wailsapp/wails/v2/pkg/runtime"`)), "engine must not import github.com/wailsapp"},
		{"HTTP in a use case", checkOutsiders(parse("internal/publish/p.go", `package publish; import "net/http"`)), "publish must not import net/http"},
		{"no package comment", checkComments(parse("internal/fault/f.go", "// not a comment of the package\n\npackage fault")), "fault has no package comment"},
		{"two package comments", checkComments(append(parse("internal/fault/a.go", "// Package fault is.\npackage fault"), parse("internal/fault/b.go", "// Package fault is, again.\npackage fault")...)), "fault has 2 package comments"},
		{"bindings in a view", checkBindings(map[string]string{"views/Queue.tsx": `import { List } from "../../wailsjs/go/app/Posts";`}), "views/Queue.tsx imports wailsjs"},
		{"bindings loaded lazily", checkBindings(map[string]string{"ui/Button.tsx": "const p = await import('../../wailsjs/go/app/Posts')"}), "ui/Button.tsx imports wailsjs"},
	}
	for _, tt := range tests {
		if len(tt.got) != 1 || !strings.Contains(tt.got[0], tt.want) {
			t.Errorf("%s: got %q, want one problem saying %q", tt.rule, tt.got, tt.want)
		}
	}
}

func TestGoodCodePasses(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"internal/publish/p.go":           "// Package publish is.\npackage publish\n\nimport (\"time\"; \"cuedrop/internal/cuedrop\"; \"cuedrop/internal/fault\")",
		"internal/tiktok/tiktoktest/s.go": "// Package tiktoktest is.\npackage tiktoktest\n\nimport (\"net/http\"; \"cuedrop/internal/tiktok\"; \"cuedrop/internal/cuedrop\")",
		"main.go":                         "// Cuedrop is.\npackage main\n\nimport (\"cuedrop/app\"; \"cuedrop/internal/engine\")",
	}
	var all []source
	for name, text := range files {
		s, err := parseSource(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	report(t, slices.Concat(checkImports(all), checkOutsiders(all), checkComments(all)))
	report(t, checkBindings(map[string]string{"backend/calls.ts": `import { List } from "../../wailsjs/go/app/Posts";`, "ui/Text.tsx": `const s = "made by wailsjs"`}))
}

func checkImports(files []source) []string {
	var problems []string
	for _, f := range files {
		from, known := find(f.pkg)
		if !known {
			problems = append(problems, fmt.Sprintf("%s: package %s is not in the table: decide in internal/archtest/layers_test.go what it may import, and say it in .golangci.yml and CONTRIBUTING.md", f.name, f.pkg))
			continue
		}
		for _, imported := range f.imports {
			to, ours := short(imported)
			if !ours || to == f.pkg {
				continue
			}
			target, _ := find(to)
			switch {
			case !slices.Contains(from.may, to):
				problems = append(problems, fmt.Sprintf("%s: %s must not import %s (%s)", f.name, f.pkg, to, from.why))
			case target.only != nil && !slices.Contains(target.only, f.pkg):
				problems = append(problems, fmt.Sprintf("%s: %s must not import %s (%s)", f.name, f.pkg, to, target.why))
			}
		}
	}
	return problems
}

func checkOutsiders(files []source) []string {
	var problems []string
	for _, f := range files {
		// Test support stands in for the outside, with whatever that takes.
		if supports(f.pkg) != "" {
			continue
		}
		for _, imported := range f.imports {
			for _, o := range outsiders {
				if (imported == o.path || strings.HasPrefix(imported, o.path+"/")) && !slices.Contains(o.by, f.pkg) {
					problems = append(problems, fmt.Sprintf("%s: %s must not import %s, only %s may (%s)", f.name, f.pkg, imported, strings.Join(o.by, ", "), o.why))
				}
			}
		}
	}
	return problems
}

func checkComments(files []source) []string {
	with := map[string][]string{}
	for _, f := range files {
		if with[f.pkg] == nil {
			with[f.pkg] = []string{}
		}
		if f.comment {
			with[f.pkg] = append(with[f.pkg], f.name)
		}
	}
	var problems []string
	for pkg, names := range with {
		switch {
		case len(names) == 0:
			problems = append(problems, fmt.Sprintf("%s has no package comment: what it is, what it must not know, who may import it", pkg))
		case len(names) > 1:
			slices.Sort(names)
			problems = append(problems, fmt.Sprintf("%s has %d package comments, keep one: %s", pkg, len(names), strings.Join(names, ", ")))
		}
	}
	slices.Sort(problems)
	return problems
}

// checkTables catches a misspelled name, which would otherwise forbid or allow nothing.
func checkTables() []string {
	var problems []string
	known := func(names []string, where string) {
		for _, name := range names {
			if _, ok := find(name); !ok {
				problems = append(problems, fmt.Sprintf("%s names %s, which is not in the table", where, name))
			}
		}
	}
	seen := map[string]bool{}
	for _, l := range layers {
		if seen[l.pkg] {
			problems = append(problems, l.pkg+" is in the table twice")
		}
		seen[l.pkg] = true
		if l.why == "" {
			problems = append(problems, l.pkg+" has no reason")
		}
		known(l.may, l.pkg)
		known(l.only, l.pkg)
	}
	for _, o := range outsiders {
		known(o.by, o.path)
		if o.why == "" {
			problems = append(problems, o.path+" has no reason")
		}
	}
	return problems
}

var bindingsImport = regexp.MustCompile(`(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*["'][^"']*\bwailsjs/`)

// checkBindings takes the front end's files by their path under frontend/src.
func checkBindings(files map[string]string) []string {
	var problems []string
	for name, text := range files {
		if !strings.HasPrefix(name, "backend/") && bindingsImport.MatchString(text) {
			problems = append(problems, fmt.Sprintf("frontend/src/%s imports wailsjs: only src/backend may, so that errors and times are decoded in one place", name))
		}
	}
	slices.Sort(problems)
	return problems
}

// find returns the row of a package. Test support, such as tiktok/tiktoktest, has
// no row of its own: it may import what it supports and all that may.
func find(pkg string) (layer, bool) {
	for _, l := range layers {
		if l.pkg == pkg {
			return l, true
		}
	}
	if parent := supports(pkg); parent != "" {
		if l, ok := find(parent); ok {
			may := append([]string{parent, "testkit"}, l.may...)
			return layer{pkg: pkg, may: may, only: []string{}, why: "it is for _test.go files"}, true
		}
	}
	return layer{}, false
}

// supports names the package that a test-support package belongs to, or "".
func supports(pkg string) string {
	if parent, name := path.Split(pkg); parent != "" && strings.HasSuffix(name, "test") {
		return strings.TrimSuffix(parent, "/")
	}
	return ""
}

// short turns an import path into a name of the table; ok says whether it is ours.
func short(imported string) (name string, ok bool) {
	if imported == module {
		return "main", true
	}
	name, ok = strings.CutPrefix(imported, module+"/")
	return strings.TrimPrefix(name, "internal/"), ok
}

func parseSource(name string, text []byte) (source, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return source{}, err
	}
	s := source{name: name, comment: file.Doc != nil}
	s.pkg, _ = short(strings.TrimSuffix(module+"/"+path.Dir(name), "/."))
	for _, i := range file.Imports {
		s.imports = append(s.imports, strings.Trim(i.Path.Value, "`\""))
	}
	return s, nil
}

// sources reads every Go file of the program that is not a test.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []source
	add := func(name string, text []byte) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return
		}
		s, err := parseSource(name, text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	top, err := filepath.Glob(filepath.Join(root, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range top {
		add(filepath.Base(file), read(t, file))
	}
	for _, dir := range []string{"app", "internal"} {
		if _, err := os.Stat(filepath.Join(root, dir)); err == nil {
			walk(t, filepath.Join(root, dir), func(name string, text []byte) { add(dir+"/"+name, text) })
		}
	}
	if len(all) == 0 {
		t.Fatal("no Go files found: the test looks in the wrong place")
	}
	return all
}

// walk hands over each file below dir that Go or TypeScript would see, named from
// dir with slashes.
func walk(t *testing.T, dir string, visit func(name string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == "testdata" || entry.Name() == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		switch filepath.Ext(file) {
		case ".go", ".ts", ".tsx":
		default:
			return nil
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(name), read(t, file))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// read uses os.ReadFile, whose use the test cache notes: a changed file runs the
// tests again.
func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func report(t *testing.T, problems []string) {
	t.Helper()
	for _, p := range problems {
		t.Error(p)
	}
}
