package privacy

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// plain leaves things as they are; nothing here is sealed.
type plain struct{}

func (plain) Seal(_ context.Context, b []byte, _ string) ([]byte, error) { return slices.Clone(b), nil }
func (plain) Unseal(_ context.Context, b []byte, _ string) ([]byte, error) {
	return slices.Clone(b), nil
}

func openStore(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: func(string) store.Sealer { return plain{} }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestAcceptanceIsKept with its version, time and language, over an end of the program.
func TestAcceptanceIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openStore(t, dir)
	p := &Policies{Store: s, Clock: clock.System{}}
	if a, err := p.Accepted(t.Context()); a != nil || err != nil {
		t.Fatalf("%+v, %v", a, err)
	}
	if err := p.Check(t.Context()); fault.ReasonOf(err) != "policy.accept" {
		t.Errorf("Check = %v", err)
	}
	before := time.Now()
	if err := p.Accept(t.Context(), Current().Digest, "zh-Hans"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := &Policies{Store: openStore(t, dir), Clock: clock.System{}}
	a, err := again.Accepted(t.Context())
	if err != nil || a.Digest != Current().Digest || a.Version != Current().Version || a.Language != Chinese || a.At.Before(before.Add(-time.Second)) {
		t.Errorf("%+v, %v", a, err)
	}
	if err := again.Check(t.Context()); err != nil {
		t.Error(err)
	}
	// What was accepted elsewhere does not take the place of what was accepted here.
	if err := again.Adopt(t.Context(), Acceptance{Version: "0.1", Digest: "x", At: before}); err != nil {
		t.Fatal(err)
	}
	if a, _ := again.Accepted(t.Context()); a.Version == "0.1" {
		t.Error("the older acceptance won")
	}
}

func TestNonsenseIsNoAcceptance(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "yes", "null", "{}", `{"digest":"x"}`, `{"digest":"x","at":"yesterday"}`, `[1]`} {
		if a := ParseAcceptance(raw); a != nil {
			t.Errorf("%s is %+v", raw, a)
		}
	}
}

// TestThePersonIsErased: what was replaced or emptied is in no byte of the files.
func TestThePersonIsErased(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openStore(t, dir)
	people := &People{Store: s}
	for _, who := range []Person{{"Marker Zebra-Quill", "zebra-quill@example.com"}, {"Somebody Else", ""}, {}} {
		if err := people.SetPerson(t.Context(), who); err != nil {
			t.Fatal(err)
		}
		if got, err := people.Person(t.Context()); err != nil || got != who {
			t.Errorf("%+v, %v", got, err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		raw := readIfFile(t, f)
		for _, marker := range []string{"Zebra-Quill", "zebra-quill", "Somebody Else"} {
			if strings.Contains(raw, marker) {
				t.Errorf("%s still holds %q", filepath.Base(f), marker)
			}
		}
	}
}

func readIfFile(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return ""
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestPersonClean(t *testing.T) {
	t.Parallel()
	got, err := Person{"  Ana \t de la  Cruz ", " ana@example.com "}.Clean()
	if err != nil || got != (Person{"Ana de la Cruz", "ana@example.com"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := (Person{Name: "李小龙"}).Clean(); err != nil || got.Name != "李小龙" {
		t.Errorf("%+v, %v", got, err)
	}
	for reason, all := range map[string][]Person{
		"profile.name":  {{Name: strings.Repeat("é", 101)}, {Name: "a\x00b"}, {Name: "a\u202eb"}, {Name: "a\xffb"}},
		"profile.email": {{Email: "ana"}, {Email: "Ana <ana@example.com>"}, {Email: "a@b@c"}, {Email: strings.Repeat("a", 250) + "@x.example"}, {Email: "a@b.example\nBcc: x@y"}},
	} {
		for _, p := range all {
			if _, err := p.Clean(); fault.ReasonOf(err) != reason {
				t.Errorf("%+v: %v", p, err)
			}
		}
	}
}
