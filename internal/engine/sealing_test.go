package engine_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

const sealedWord = "CANARY of a caption"

// holdsWord reports whether any file below dir has the word.
func holdsWord(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(sealedWord)) {
			names = append(names, e.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func wordyDraft(t *testing.T, e *engine.Engine) (cuedrop.Post, error) {
	t.Helper()
	m := cuedrop.Media{ID: cuedrop.NewMediaID(), Name: "seen.mp4", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}
	if err := e.Store.SaveMedia(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return e.Store.CreatePost(t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: m.ID, Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Caption: sealedWord}, CreatedAt: time.Now(),
	})
}

// TestAWorkspaceWithAPassphraseIsSealedFromTheStart: it is made with one, and nothing is
// ever written in the clear; also where the passphrase is wrong or missing, and commands
// that need no key go on.
func TestAWorkspaceWithAPassphraseIsSealedFromTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	with := func(secret cuedrop.Secret) *engine.Engine {
		e, err := engine.New(t.Context(), engine.Config{DataDir: dir, TikTokURL: "http://127.0.0.1:9", Passphrase: secret, Cost: leastCost})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		return e
	}
	e := with(passphrase)
	if _, err := os.Stat(filepath.Join(e.Dir(), "vault.json")); err == nil {
		t.Error("opening alone made a key")
	}
	fastVault(t, e.Dir(), e.Store.WorkspaceID())
	p, err := wordyDraft(t, e)
	if err != nil {
		t.Fatal(err)
	}
	if sealed, err := e.Store.ContentSealed(t.Context()); err != nil || !sealed {
		t.Errorf("sealed: %t, %v", sealed, err)
	}
	if found := holdsWord(t, dir); len(found) > 0 {
		t.Errorf("open: the caption is in %v", found)
	}
	e.Close()
	for secret, reason := range map[cuedrop.Secret]string{"": "vault.passphrase_missing", "not that one": "vault.passphrase_wrong"} {
		e := with(secret)
		if _, err := e.Queue.Posts(t.Context()); fault.ReasonOf(err) != reason {
			t.Errorf("read with %q: %v", secret.Reveal(), err)
		}
		if _, err := wordyDraft(t, e); fault.ReasonOf(err) != reason {
			t.Errorf("written with %q: %v", secret.Reveal(), err)
		}
		if _, err := e.Privacy.Inventory(t.Context()); err != nil {
			t.Errorf("what needs no key: %v", err)
		}
		e.Close()
	}
	e = with(passphrase)
	if posts, err := e.Queue.Posts(t.Context()); err != nil || len(posts) != 1 || posts[0].Settings.Caption != sealedWord || posts[0].ID != p.ID {
		t.Errorf("%+v, %v", posts, err)
	}
	e.Close()
	if found := holdsWord(t, dir); len(found) > 0 {
		t.Errorf("closed: the caption is in %v", found)
	}
}

// TestAnOlderWorkspaceIsSealedWhenItIsOpened: with a passphrase that an older program has
// not sealed captions under.
func TestAnOlderWorkspaceIsSealedWhenItIsOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	with := func(secret cuedrop.Secret) *engine.Engine {
		e, err := engine.New(t.Context(), engine.Config{DataDir: dir, TikTokURL: "http://127.0.0.1:9", Passphrase: secret, Cost: leastCost})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		return e
	}
	e := with(passphrase)
	fastVault(t, e.Dir(), e.Store.WorkspaceID())
	if err := e.Store.SealContent(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if _, err := wordyDraft(t, e); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Store.Backup(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	e.Close()
	if found := holdsWord(t, dir); len(found) < 2 {
		t.Fatalf("the caption is in %v only", found)
	}
	e = with("not that one")
	if sealed, err := e.Store.ContentSealed(t.Context()); err != nil || sealed || !e.Health.Present("privacy.unsealed") {
		t.Errorf("with the wrong passphrase: sealed %t, said %t, %v", sealed, e.Health.Present("privacy.unsealed"), err)
	}
	if _, err := wordyDraft(t, e); fault.ReasonOf(err) != "vault.passphrase_wrong" {
		t.Errorf("written with the wrong passphrase: %v", err)
	}
	e.Close()
	e = with(passphrase)
	if sealed, err := e.Store.ContentSealed(t.Context()); err != nil || !sealed || e.Health.Present("privacy.unsealed") {
		t.Errorf("sealed %t, %v, said %t", sealed, err, e.Health.Present("privacy.unsealed"))
	}
	if found := holdsWord(t, dir); len(found) > 0 {
		t.Errorf("the caption is still in %v", found)
	}
}
