package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/privacy"
	"cuedrop/internal/sandbox"
)

type categoryOut struct {
	ID            string
	Count         int
	Bytes         int64
	RetentionDays int
}

// TestPrivacyRightsInTheTerminal goes through all of them as a script does.
func TestPrivacyRightsInTheTerminal(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.json(new(any), "account", "connect")
	var made post
	b.json(&made, "post", "add", b.clip("evening clip.mp4"), "--account", "practice.creator", "--caption", "a caption to look for", "--privacy", "SELF_ONLY", "--consent", "--at", "2030-01-01T10:00")
	var inventory struct{ Categories []categoryOut }
	b.json(&inventory, "data", "inventory")
	if len(inventory.Categories) != 9 || inventory.Categories[1].Count != 1 || inventory.Categories[3].Count != 1 || inventory.Categories[3].Bytes == 0 {
		t.Errorf("inventory %+v", inventory)
	}
	file := filepath.Join(b.dir, "export.zip")
	b.env = append(b.env, "CUEDROP_EXPORT_PASSPHRASE=a long passphrase")
	var exported struct {
		File   string
		Sealed bool
		Bytes  int64
	}
	if b.json(&exported, "data", "export", file); !exported.Sealed || exported.File != file || exported.Bytes == 0 {
		t.Errorf("exported %+v", exported)
	}
	if r := b.run("data", "export", file); r.code != 1 || !strings.Contains(r.stderr, "export.exists") {
		t.Errorf("over a file: exit %d, %s", r.code, r.stderr)
	}
	var requests []struct {
		Purpose, Data, Account, Post string
		ID                           int64
	}
	if b.json(&requests, "data", "requests", "--feature", "token"); len(requests) != 1 || requests[0].Data != "credentials" || requests[0].ID == 0 {
		t.Errorf("requests %+v", requests)
	}
	if r := b.run("data", "requests", "--csv"); r.code != 0 || !strings.HasPrefix(r.stdout, "id,time,feature,") {
		t.Errorf("csv: exit %d, %s", r.code, r.stdout)
	}
	var paused struct {
		All      bool
		Accounts []string
	}
	if b.json(&paused, "data", "pause", "--account", "practice.creator"); paused.All || len(paused.Accounts) != 1 {
		t.Errorf("paused %+v", paused)
	}
	if b.json(&paused, "data", "resume", "--account", "practice.creator"); len(paused.Accounts) != 0 {
		t.Errorf("resumed %+v", paused)
	}
	var retention struct {
		Rules []struct {
			ID   string
			Days int
		}
	}
	if b.json(&retention, "data", "retention", "--set", "ledger=30", "--run"); len(retention.Rules) != 9 {
		t.Errorf("retention %+v", retention)
	}
	for args, want := range map[string]int{
		"data erase --all": 2, "data erase": 2, "data erase --all --post x --yes": 2, "data erase --account nobody --yes": 1, "data retention --set ledger=1000": 1,
	} {
		if r := b.run(strings.Fields(args)...); r.code != want {
			t.Errorf("%s: exit %d, want %d, %s", args, r.code, want, r.stderr)
		}
	}
	var erased struct {
		Scope          string
		RemainingBytes int64
		ScannedBytes   int64
		Revoked        int
	}
	if b.json(&erased, "data", "erase", "--account", "practice.creator", "--yes"); erased.Scope != "account" || erased.RemainingBytes != 0 || erased.ScannedBytes == 0 || erased.Revoked != 1 {
		t.Errorf("erased %+v", erased)
	}
	if found := b.holds("a caption to look for", "evening clip.mp4", "practice.creator", made.ID); len(found) > 0 {
		t.Errorf("left: %v", found)
	}
	var imported struct{ Drafts, Skipped int }
	if b.json(&imported, "data", "import", file); imported.Drafts != 1 || imported.Skipped != 0 {
		t.Errorf("imported %+v", imported)
	}
	var back post
	if b.json(&back, "post", "show", made.ID); back.State != "draft" || back.Caption != "a caption to look for" {
		t.Errorf("back %+v", back)
	}
	if b.json(&erased, "data", "erase", "--all", "--yes"); erased.Scope != "all" || erased.RemainingBytes != 0 {
		t.Errorf("erased %+v", erased)
	}
	if found := b.holds("a caption to look for", "evening clip.mp4", "practice.creator", made.ID); len(found) > 0 {
		t.Errorf("left: %v", found)
	}
	var log []struct{ Kind, Scope, Outcome string }
	b.json(&log, "data", "log")
	kinds := map[string]int{}
	for _, one := range log {
		kinds[one.Kind]++
	}
	if kinds["erasure"] != 2 || kinds["import"] != 1 || kinds["export"] != 2 || kinds["restriction"] != 2 {
		t.Errorf("log %+v", log)
	}
}

// holds returns the files of the data folder that have any of texts in them or in their
// names.
func (b *bench) holds(texts ...string) (found []string) {
	b.t.Helper()
	err := filepath.WalkDir(filepath.Join(b.dir, "data"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, text := range texts {
			if strings.Contains(string(raw), text) || strings.Contains(filepath.Base(path), text) {
				found = append(found, filepath.Base(path)+" has "+text)
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// TestEveryFileOfTheDemoIsClaimed walks what a demo leaves: what no category of the
// registry claims fails.
func TestEveryFileOfTheDemoIsClaimed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clip("probe.mp4") // skips without ffmpeg
	var out struct{ Kept string }
	b.json(&out, "demo", "--keep")
	t.Cleanup(func() { _ = os.RemoveAll(out.Kept) })
	n := 0
	err := filepath.WalkDir(out.Kept, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(out.Kept, path)
		_, rel, ok := strings.Cut(filepath.ToSlash(rel), "data/")
		if !ok {
			return err // the demo's own clips
		}
		n++
		shared := true
		if inside, ok := strings.CutPrefix(rel, "workspaces/"); ok {
			_, rel, _ = strings.Cut(inside, "/")
			shared = false
		}
		if _, _, ok := privacy.OfFile(rel, shared); !ok {
			t.Errorf("no category claims the file %s: add it to internal/privacy/categories.go", rel)
		}
		return err
	})
	if err != nil || n < 6 {
		t.Errorf("walked %d files, %v", n, err)
	}
}
