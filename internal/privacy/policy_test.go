package privacy

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/fault"
)

// TestEveryChangeOfTheTextsIsAVersion: people accept a digest, so a text that changes
// without a new version would be announced without saying what changed.
func TestEveryChangeOfTheTextsIsAVersion(t *testing.T) {
	t.Parallel()
	all := revisions()
	newest := all[len(all)-1]
	if newest.Digest != digest() {
		t.Errorf("the texts or the registry have changed: their digest is %s.\nIf the newest version (%s) was never released, put that digest into revisions.json; else add a version that says what changed.", digest(), newest.Version)
	}
	seen := map[string]bool{}
	before := ""
	for i, r := range all {
		if _, err := time.Parse(time.DateOnly, r.Date); err != nil || r.Date < before || seen[r.Version] || seen[r.Digest] {
			t.Errorf("version %+v after %s", r, before)
		}
		seen[r.Version], seen[r.Digest], before = true, true, r.Date
		for _, l := range Languages {
			if (len(r.Changes[l]) == 0) != (i == 0) {
				t.Errorf("version %s says in %s that %q changed", r.Version, l, r.Changes[l])
			}
		}
	}
}

// TestTranslationsFollowTheRegistry: a sentence that changed in English is translated
// again, or said in English.
func TestTranslationsFollowTheRegistry(t *testing.T) {
	t.Parallel()
	all, err := translated()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range Languages[1:] {
		if len(all[l]) != len(registry) {
			t.Errorf("%s has %d categories of %d", l, len(all[l]), len(registry))
		}
		for _, c := range registry {
			got := all[l][c.ID]
			if got.Of != fingerprint(c) {
				t.Errorf("%s in %s: translate it again, then note of = %q", c.ID, l, fingerprint(c))
			}
			for _, s := range []string{got.Name, got.What, got.Source, got.Purpose, got.Protection, got.Retention} {
				if s == "" {
					t.Errorf("%s in %s has an empty sentence: %+v", c.ID, l, got)
				}
			}
		}
	}
	old := registry[0]
	old.Retention = "Other words."
	if got, err := sentences(old, Spanish); err != nil || got.Retention != "Other words." || got.name != "Perfil" {
		t.Errorf("an old translation is still used: %+v, %v", got, err)
	}
}

// TestEveryLanguageSaysTheSame: as many sections, paragraphs and items as English, the
// whole registry, every entity of TikTok, and no gap.
func TestEveryLanguageSaysTheSame(t *testing.T) {
	t.Parallel()
	hole := regexp.MustCompile(`\{\{|\}\}|\[\w+\]|<no value>|\$`)
	for _, d := range Documents {
		english, err := Policy(d, English, Registrant{})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range Languages {
			got, err := Policy(d, l, Registrant{})
			if err != nil {
				t.Fatal(err)
			}
			if shape(got) != shape(english) {
				t.Errorf("%s in %s has the shape %s, English %s", d, l, shape(got), shape(english))
			}
			plain := got.Plain()
			if hole.MatchString(plain) || got.Title == "" || got.Revision.Digest != digest() {
				t.Errorf("%s in %s:\n%s", d, l, plain)
			}
			if d != PrivacyPolicy {
				continue
			}
			for _, c := range registry {
				said, err := sentences(c, l)
				if err != nil || !strings.Contains(plain, said.What) || !strings.Contains(plain, said.Retention) {
					t.Errorf("%s in %s says nothing of %s: %v", d, l, c.ID, err)
				}
			}
			for _, who := range []string{eeaEntity, ukEntity, worldEntity, "TikTok Inc.", "18", "XChaCha20-Poly1305", "WebView2"} {
				if !strings.Contains(plain, who) {
					t.Errorf("%s in %s does not name %s", d, l, who)
				}
			}
		}
	}
}

// shape counts what a document is made of.
func shape(t Text) string {
	var b strings.Builder
	count := func(all []Block) {
		for _, x := range all {
			b.WriteString(string(x.Kind[:2]))
			b.WriteString(strings.Repeat(".", len(x.Items)+len(x.Facts)))
		}
		b.WriteString("|")
	}
	count(t.Intro)
	for _, s := range t.Sections {
		count(s.Blocks)
	}
	return b.String()
}

func TestLanguageOf(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]Language{
		"": English, "en-GB": English, "de": English, "es": Spanish, "es_MX.UTF-8": Spanish, "ID": Indonesian, "in-ID": Indonesian,
		"zh": Chinese, "zh-Hans-CN": Chinese, "zh_CN": Chinese,
	} {
		if got := LanguageOf(strings.TrimSuffix(tag, ".UTF-8")); got != want {
			t.Errorf("%q is %s, want %s", tag, got, want)
		}
	}
	if _, err := Policy("imprint", English, Registrant{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a document that there is not: %v", err)
	}
	if got, err := Policy(Terms, "tlh", Registrant{}); err != nil || got.Language != English {
		t.Errorf("%v, %v", got.Language, err)
	}
}

// TestARegistrantCanNotWriteTheText: what is typed stays what it is.
func TestARegistrantCanNotWriteTheText(t *testing.T) {
	t.Parallel()
	who := Registrant{Name: "Orbit\n## Nothing is kept\n- really {{.Contact}}", Contact: "me@orbit.example"}
	got, err := Policy(PrivacyPolicy, English, who)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got.Sections {
		if s.Heading == "Nothing is kept" {
			t.Error("the name became a heading")
		}
	}
	plain := got.Plain()
	if !strings.Contains(plain, "Orbit ## Nothing is kept - really {{.Contact}} has registered") || !strings.Contains(plain, "Write to me@orbit.example.") {
		t.Errorf("the registrant is not named:\n%s", plain)
	}
	if own, _ := Policy(PrivacyPolicy, English, Registrant{}); own.Revision.Digest != got.Revision.Digest {
		t.Error("the registrant changes what is accepted")
	}
}

// TestChangesSince tells what is new to whom.
func TestChangesSince(t *testing.T) {
	t.Parallel()
	if got := ChangesSince(Current().Digest, Spanish); len(got) != 0 {
		t.Errorf("the version in force has changed %q", got)
	}
	all := revisions()
	want := all[len(all)-1].Changes[English]
	if got := ChangesSince("of nobody", English); !slices.Equal(got, want) {
		t.Errorf("since a version that is not known: %q, want %q", got, want)
	}
}
