package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPolicyShow prints both texts in any of the four languages, and what was accepted.
func TestPolicyShow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	type shown struct {
		Version, Date, Digest, Language string
		Accepted                        *struct {
			Version, Digest, At, Language string
			InForce                       bool
		}
		Changes []string
		Texts   []struct{ Document, Title, Text string }
	}
	for lang, title := range map[string]string{"en": "Privacy policy", "es_MX": "Política de privacidad", "id": "Kebijakan privasi", "zh-Hans": "隐私政策", "xx": "Privacy policy"} {
		var got shown
		strict(t, b.want(0, "policy", "show", "--lang", lang, "--json").stdout, &got)
		if got.Accepted != nil || len(got.Changes) != 0 || len(got.Digest) != 64 || len(got.Texts) != 2 || got.Texts[0].Title != title || got.Texts[1].Document != "terms" {
			t.Errorf("%s: %+v", lang, got)
		}
	}
	if out := b.want(0, "policy", "show", "--lang", "en").stdout; !strings.Contains(out, "Not accepted in this workspace yet") || !strings.Contains(out, "XChaCha20-Poly1305") {
		t.Errorf("%s", out)
	}
	b.want(0, "policy", "accept", "--lang", "id")
	var got shown
	strict(t, b.want(0, "policy", "show", "--json").stdout, &got)
	if got.Accepted == nil || !got.Accepted.InForce || got.Accepted.Language != "id" || got.Accepted.Digest != got.Digest {
		t.Errorf("after accepting: %+v", got.Accepted)
	}
}

// TestPolicyExport writes the whole pack or nothing.
func TestPolicyExport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	dir := filepath.Join(t.TempDir(), "a", "pack")
	who := []string{"--name", "Hollow <Oak> Studio", "--contact", "hello@hollow-oak.example"}
	export := func(code int, more ...string) result {
		return b.want(code, append(append([]string{"policy", "export", dir, "--json"}, who...), more...)...)
	}
	var out struct {
		Dir   string
		Files []string
	}
	strict(t, export(0).stdout, &out)
	slices.Sort(out.Files)
	if got := listed(t, dir); !slices.Equal(got, out.Files) || len(got) != 15 {
		t.Errorf("wrote %v, said %v", got, out.Files)
	}
	page := read(t, filepath.Join(dir, "privacy-policy.html"))
	if !strings.Contains(page, "Hollow &lt;Oak&gt; Studio") || strings.Contains(page, "<Oak>") || !strings.Contains(page, "mailto:hello@hollow-oak.example") {
		t.Errorf("the registrant is not in the page, or is markup in it:\n%s", page)
	}
	if r := export(1); !strings.Contains(r.stderr, "policy.export_exists") {
		t.Errorf("a second export: %s", r.stderr)
	}
	own := filepath.Join(dir, "own.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "terms.html"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	export(0, "--force")
	if read(t, own) != "mine" || !strings.Contains(read(t, filepath.Join(dir, "terms.html")), "MIT licence") {
		t.Error("force replaces what is not the pack's, or leaves what is")
	}
	if got := listed(t, filepath.Dir(dir)); !slices.Equal(got, []string{"pack"}) {
		t.Errorf("left behind: %v", got)
	}
	for _, wrong := range [][]string{
		{"policy", "export", dir}, {"policy", "export"}, {"policy", "export", t.TempDir(), "--name", "A", "--contact", "somebody"},
		{"policy", "export", t.TempDir(), "--name", "A", "--contact", "javascript:alert(1)"}, {"policy", "export", t.TempDir(), "--name", "\u202e", "--contact", "a@b.example"},
	} {
		b.want(2, wrong...)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.want(1, append([]string{"policy", "export", file}, who...)...)
	if read(t, file) != "x" {
		t.Error("a file was replaced by the pack")
	}
}

func listed(t *testing.T, dir string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
