package cuedrop_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
)

// The states are written down in four places. These tests hold them together.

func sorted[T ~string](words []T) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		out = append(out, string(w))
	}
	slices.Sort(out)
	return out
}

func readFile(t *testing.T, elem ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, elem...)...))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no %s here", filepath.Join(elem...))
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// schemaWords returns the words that the schema allows in the state column of a
// table.
func schemaWords(t *testing.T, table string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "store", "migration", "*.sql"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	var schema strings.Builder
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		schema.Write(raw)
	}
	m := regexp.MustCompile(`(?s)CREATE TABLE ` + table + ` \(.*?\n\s*state\s+TEXT NOT NULL CHECK \(state IN \((.*?)\)\)`).FindStringSubmatch(schema.String())
	if m == nil {
		t.Fatalf("the schema has no CHECK on %s.state", table)
	}
	var words []string
	for _, w := range regexp.MustCompile(`'([a-z_]+)'`).FindAllStringSubmatch(m[1], -1) {
		words = append(words, w[1])
	}
	slices.Sort(words)
	return words
}

func TestSchemaAllowsTheStatesAndNoOthers(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(sorted(cuedrop.States), schemaWords(t, "post")); diff != "" {
		t.Errorf("post.state (-code +schema):\n%s", diff)
	}
	if diff := cmp.Diff(sorted(cuedrop.AttemptStates), schemaWords(t, "attempt")); diff != "" {
		t.Errorf("attempt.state (-code +schema):\n%s", diff)
	}
}

func TestSchemaCountsTheSameAttemptsAsLive(t *testing.T) {
	t.Parallel()
	schema := readFile(t, "internal", "store", "migration", "0001_start.sql")
	m := regexp.MustCompile(`(?s)UNIQUE INDEX attempt_live ON attempt \(post_id\)\s+WHERE state IN \((.*?)\)`).FindStringSubmatch(schema)
	if m == nil {
		t.Fatal("the schema has no index of live attempts")
	}
	var live []cuedrop.AttemptState
	for _, s := range cuedrop.AttemptStates {
		if s.Live() {
			live = append(live, s)
		}
		if in := strings.Contains(m[1], "'"+string(s)+"'"); in != s.Live() {
			t.Errorf("%s: live in the schema %t, in the code %t", s, in, s.Live())
		}
	}
	if len(live) != 5 || cuedrop.AttemptState("gone").Live() {
		t.Errorf("live attempts: %v", live)
	}
}

func TestGeneratedTypeScriptHasTheStates(t *testing.T) {
	t.Parallel()
	models := readFile(t, "frontend", "wailsjs", "go", "models.ts")
	m := regexp.MustCompile(`(?s)export enum PostState \{(.*?)\}`).FindStringSubmatch(models)
	if m == nil {
		t.Fatal("models.ts has no enum PostState")
	}
	var words []string
	for _, w := range regexp.MustCompile(`= "([a-z_]+)"`).FindAllStringSubmatch(m[1], -1) {
		words = append(words, w[1])
	}
	slices.Sort(words)
	if diff := cmp.Diff(sorted(cuedrop.States), words); diff != "" {
		t.Errorf("PostState (-code +typescript):\n%s", diff)
	}
}

func TestPackageCommentTellsEveryStateAndTransition(t *testing.T) {
	t.Parallel()
	words := regexp.MustCompile(`[a-z_]+`).FindAllString(readFile(t, "internal", "cuedrop", "doc.go"), -1)
	for _, w := range append(sorted(cuedrop.States), sorted(cuedrop.Transitions())...) {
		if !slices.Contains(words, w) {
			t.Errorf("doc.go does not mention %s", w)
		}
	}
}
