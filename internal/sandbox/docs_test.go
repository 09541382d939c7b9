package sandbox_test

import (
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

// TestTheDocumentNamesEverySwitch: a scenario field, a fault or an act that nobody can
// read about is not there.
func TestTheDocumentNamesEverySwitch(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for _, name := range fieldNames(reflect.TypeFor[sandbox.Scenario]()) {
		if !regexp.MustCompile("[`.]" + regexp.QuoteMeta(name) + "(\\[\\])?[`.]").MatchString(text) {
			t.Errorf("the field %s is not in docs/sandbox.md", name)
		}
	}
	for _, file := range []string{"fault.go", "control.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		words := regexp.MustCompile(`(?m)^\t(?:do|at)\w+ += "(\w+)"|^\t"(\w+)": +\(\*Server\)`).FindAllStringSubmatch(string(source), -1)
		if len(words) < 10 {
			t.Fatalf("%s: only %d words found", file, len(words))
		}
		for _, w := range words {
			if word := w[1] + w[2]; !strings.Contains(text, "`"+word) {
				t.Errorf("%s of %s is not in docs/sandbox.md", word, file)
			}
		}
	}
}

// TestTheDocumentsExamplesWork: its scenarios load and its acts are known.
func TestTheDocumentsExamplesWork(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	scenarios := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(string(raw), -1)
	if len(scenarios) < 3 {
		t.Errorf("only %d scenarios found", len(scenarios))
	}
	for _, m := range scenarios {
		if _, err := sandbox.LoadScenario(writeScenario(t, m[1])); err != nil {
			t.Error(err)
		}
	}
	acts := regexp.MustCompile(`(?m)^act '(.*)'`).FindAllStringSubmatch(string(raw), -1)
	if len(acts) < 13 {
		t.Errorf("only %d acts found", len(acts))
	}
	b := setup(t, sandbox.Scenario{})
	for _, m := range acts {
		// Its posts are not there; anything else that is refused is wrong.
		if r := b.control(http.MethodPost, "act", m[1]); r.status != http.StatusOK && !strings.Contains(r.body, "there is no such post") {
			t.Errorf("%s: %s", m[1], r.body)
		}
	}
}

func fieldNames(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		inner := f.Type
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		names = append(names, f.Tag.Get("json"))
		if inner.Kind() == reflect.Struct {
			names = append(names, fieldNames(inner)...)
		}
	}
	return names
}
