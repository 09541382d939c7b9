package sandbox_test

import (
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
