package privacy

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

var oak = Registrant{Name: "Hollow Oak", Contact: "https://hollow-oak.example/contact?a=1&b=2"}

func packed(t *testing.T) map[string]string {
	t.Helper()
	files, err := Pack(oak, time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Name] = string(f.Data)
	}
	return out
}

// TestThePackIsWhole: every page names the registrant and the date, every link within
// it leads to a file of it, and nothing in it loads from anywhere.
func TestThePackIsWhole(t *testing.T) {
	t.Parallel()
	files := packed(t)
	for name, page := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		if !strings.Contains(page, "Hollow Oak") || !strings.Contains(page, "https://hollow-oak.example/contact?a=1&amp;b=2") || !strings.Contains(page, "2026") || strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%s does not say who answers for it", name)
		}
		for _, attribute := range []string{`href="`, `src="`} {
			for _, rest := range strings.Split(page, attribute)[1:] {
				to, _, _ := strings.Cut(rest, `"`)
				outside := strings.HasPrefix(to, "https://") && attribute == `href="`
				if _, inside := files[to]; !inside && !outside {
					t.Errorf("%s leads to %q", name, to)
				}
			}
		}
		if strings.Contains(page, "<script") {
			t.Errorf("%s has a script", name)
		}
	}
	if !strings.Contains(files["privacy-policy.zh.html"], `lang="zh-Hans"`) || !strings.Contains(files["index.html"], `href="scopes.html"`) {
		t.Error("languages or the index are missing")
	}
	d := xml.NewDecoder(strings.NewReader(files["data-flow.svg"]))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the picture is no SVG: %v", err)
		}
	}
}

// TestEveryScopeIsJustified, those of features as what they are, and no other is named.
func TestEveryScopeIsJustified(t *testing.T) {
	t.Parallel()
	files := packed(t)
	all := cuedrop.ScopesFor(cuedrop.Features)
	for _, scope := range all {
		if scopeUse[scope] == "" || cuedrop.ScopeReason(scope) == "" || !strings.Contains(files["scopes.html"], scope) || !strings.Contains(files["app-registration.txt"], scope) {
			t.Errorf("%s has no reason", scope)
		}
	}
	for scope := range scopeUse {
		if !slices.Contains(all, scope) {
			t.Errorf("%s is never asked for", scope)
		}
	}
	if !strings.Contains(files["app-registration.txt"], "http://127.0.0.1:*/callback/\n") {
		t.Error("the redirect URI is not told exactly")
	}
}

// TestTheChecklistHasAll27Rules, and the demo shows those that can be seen.
func TestTheChecklistHasAll27Rules(t *testing.T) {
	t.Parallel()
	demo := strings.Join(demoSteps, " ")
	for i, r := range composerRules {
		if r.id != "G"+strconv.Itoa(i+1) || r.asks == "" || r.does == "" || r.look == "" {
			t.Errorf("rule %d is %+v", i+1, r)
		}
	}
	if len(composerRules) != 27 {
		t.Errorf("%d rules", len(composerRules))
	}
	for _, id := range []string{"G2", "G5", "G6", "G7", "G8", "G9", "G11", "G12", "G13", "G14", "G15", "G16", "G17", "G18", "G19", "G20", "G21", "G22", "G23"} {
		if !strings.Contains(demo, id+",") && !strings.Contains(demo, id+")") {
			t.Errorf("the demo does not show %s", id)
		}
	}
}

func TestCheckRegistrant(t *testing.T) {
	t.Parallel()
	for _, good := range []Registrant{oak, {" Ana \n García ", "ana@example.com"}} {
		if got, err := CheckRegistrant(good); err != nil || strings.Contains(got.Name, "\n") {
			t.Errorf("%+v, %v", got, err)
		}
	}
	for _, bad := range []Registrant{
		{}, {"A", ""}, {"", "a@b.example"}, {"A", "http://plain.example"}, {"A", "javascript:alert(1)"}, {"A", "Ana <a@b.example>"},
		{"A\u202e", "a@b.example"}, {strings.Repeat("A", 201), "a@b.example"}, {"A", "https://"},
	} {
		if _, err := CheckRegistrant(bad); fault.ReasonOf(err) != "policy.registrant" {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// TestWritePackIsAllOrNothing: what can't be written leaves what was there.
func TestWritePackIsAllOrNothing(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	dir := filepath.Join(parent, "pack")
	broken := []PackFile{{"a.html", []byte("a")}, {"no/such/folder.html", []byte("b")}}
	if err := WritePack(dir, broken, false); fault.ReasonOf(err) != "policy.export_dir" {
		t.Errorf("WritePack = %v", err)
	}
	if all, err := os.ReadDir(parent); err != nil || len(all) != 0 {
		t.Errorf("left behind: %v, %v", all, err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil { // empty is fine
		t.Fatal(err)
	}
	if err := WritePack(dir, broken[:1], false); err != nil {
		t.Fatal(err)
	}
	if err := WritePack(dir, []PackFile{{"a.html", []byte("new")}, broken[1]}, true); err == nil {
		t.Fatal("a broken pack was written")
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "a.html")); err != nil || string(raw) != "a" {
		t.Errorf("a failed write left %q, %v", raw, err)
	}
}
