package engine_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/privacy"
)

// TestEveryColumnIsClaimed walks the schema: what no category claims fails, and
// so does a claim on what is not there, so that what is said can't drift from what is
// stored.
func TestEveryColumnIsClaimed(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	columns, err := e.Store.Columns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(columns) < 10 {
		t.Fatalf("the walk sees %d tables only", len(columns))
	}
	for table, all := range columns {
		for _, column := range all {
			if privacy.OfColumn(table, column) == "" {
				t.Errorf("no category claims %s.%s: add it to internal/privacy/categories.go", table, column)
			}
		}
	}
	claimed := map[string]privacy.ID{}
	for _, c := range privacy.Registry() {
		for _, table := range c.Tables {
			for _, column := range table.Columns {
				if !slices.Contains(columns[table.Name], column) {
					t.Errorf("%s claims %s.%s, which is not there", c.ID, table.Name, column)
				}
				name := table.Name + "." + column
				if other := claimed[name]; other != "" {
					t.Errorf("%s and %s both claim %s", other, c.ID, name)
				}
				claimed[name] = c.ID
			}
		}
	}
}

// settingKey is how the house declares a key of the settings.
var settingKey = regexp.MustCompile(`(?m)^\s*(?:const )?(?:key[A-Z]\w*|\w+Key)\s*=\s*"([a-z_.]+)"`)

// TestEverySettingIsClaimed looks for the keys in the sources, and in a workspace that
// has lived.
func TestEverySettingIsClaimed(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, filepath.Join("..", "media")) {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, m := range settingKey.FindAllSubmatch(raw, -1) {
			keys[string(m[1])] = true
		}
		return err
	})
	if err != nil || len(keys) < 20 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	l := newLife(t)
	sizes, err := l.e.Store.SettingSizes(t.Context())
	if err != nil || len(sizes) == 0 {
		t.Fatal(sizes, err)
	}
	for key := range sizes {
		keys[key] = true
	}
	for key := range keys {
		if privacy.OfSetting(key) == "" {
			t.Errorf("no category claims the setting %s: add it to internal/privacy/categories.go", key)
		}
	}
}

// TestTheRegistrySaysEverything: no sentence is missing and no limit is the wrong way
// round.
func TestTheRegistrySaysEverything(t *testing.T) {
	t.Parallel()
	for _, c := range privacy.Registry() {
		for name, text := range map[string]string{
			"what": c.What, "source": c.Source, "purpose": c.Purpose, "protection": c.Protection, "retention": c.Retention,
			"see": c.See, "correct": c.Correct, "erase": c.Erase,
		} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s is %q, not a sentence", c.ID, name, text)
			}
		}
		if c.Export == "" && c.ID != privacy.Credentials {
			t.Errorf("%s is not exported", c.ID)
		}
		for _, r := range c.Rules {
			if r.Shortest < 1 || r.Default != 0 && (r.Default < r.Shortest || r.Default > r.Longest) || r.Longest <= r.Shortest && r.ID != "" {
				t.Errorf("rule %+v", r)
			}
		}
	}
}

// TestEveryFileIsClaimed walks the data folder after a life: signed in, published,
// backed up, started again. The demo's folder is walked in internal/cli.
func TestEveryFileIsClaimed(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	m := w.clip(e, 20_000)
	w.due(e, m, "a clip of a life", cuedrop.ModeDirect)
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Store.Backup(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	WalkClaims(t, w.dataDir)
	e.Close()
	WalkClaims(t, w.dataDir)
}

// WalkClaims fails on any file of a data folder that no category claims.
func WalkClaims(t *testing.T, dataDir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dataDir, path)
		rel = filepath.ToSlash(rel)
		n++
		shared := true
		if _, inside, ok := strings.Cut(strings.TrimPrefix(rel, "workspaces/"), "/"); ok && strings.HasPrefix(rel, "workspaces/") {
			rel, shared = inside, false
		}
		if _, _, ok := privacy.OfFile(rel, shared); !ok {
			t.Errorf("no category claims the file %s: add it to internal/privacy/categories.go", rel)
		}
		return err
	})
	if err != nil || n < 5 {
		t.Errorf("walked %d files, %v", n, err)
	}
}
