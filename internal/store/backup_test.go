package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

func (b *bundle) backup(at time.Time) store.Backup {
	b.t.Helper()
	return must[store.Backup](b.t)(b.Backup(b.t.Context(), at))
}

// TestABackupIsWholeAndOfThatMoment opens the copy as a database of its own.
func TestABackupIsWholeAndOfThatMoment(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p, _ := b.uploading("pub-1")
	made := b.backup(noon)
	later := b.draft()
	if want := filepath.Join(b.dir, "backups", "cuedrop-20261124T120000Z.db"); made.Path != want || !made.At.Equal(noon) || made.Size == 0 {
		t.Errorf("made %+v, want %s", made, want)
	}
	if info := must[os.FileInfo](t)(os.Stat(made.Path)); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %s", info.Mode())
	}
	dir := t.TempDir()
	raw := must[[]byte](t)(os.ReadFile(made.Path))
	marker := must[[]byte](t)(os.ReadFile(filepath.Join(b.dir, store.MarkerName)))
	for name, content := range map[string][]byte{store.FileName: raw, store.MarkerName: marker} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, dir)
	if got, err := again.Post(t.Context(), p.ID); err != nil || got.State != cuedrop.Uploading {
		t.Errorf("in the copy: %s, %v", got.State, err)
	}
	if got := again.live(p); got.UploadURL == "" {
		t.Error("what is sealed can't be opened in the copy")
	}
	if _, err := again.Post(t.Context(), later.ID); fault.ReasonOf(err) != "post.not_found" {
		t.Errorf("a later post is in the copy: %v", err)
	}
	if err := again.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSevenBackupsAreKept, and never is the one just made removed, even when the clock
// was once set to a later year.
func TestSevenBackupsAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for day := range 9 {
		b.backup(noon.AddDate(0, 0, day))
	}
	all := must[[]store.Backup](t)(b.Backups())
	if len(all) != 7 || !all[0].At.Equal(noon.AddDate(0, 0, 8)) || !all[6].At.Equal(noon.AddDate(0, 0, 2)) {
		t.Errorf("kept %+v", all)
	}
	early := b.backup(noon.AddDate(-1, 0, 0))
	all = must[[]store.Backup](t)(b.Backups())
	if len(all) != 7 || all[6].Path != early.Path {
		t.Errorf("after the clock was set back: %+v", all)
	}
}

// TestABackupCutShortIsNeverSeen covers reliability-security.md A17.
func TestABackupCutShortIsNeverSeen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	kept := b.backup(noon)
	dir := filepath.Join(b.dir, "backups")
	whole := must[[]byte](t)(os.ReadFile(kept.Path))
	for name, content := range map[string][]byte{
		"cuedrop-20261125T120000Z.db.new": whole[:len(whole)/2], "cuedrop-20261126T120000Z.db.new-journal": []byte("x"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if all := must[[]store.Backup](t)(b.Backups()); len(all) != 1 || all[0].Path != kept.Path {
		t.Errorf("listed %+v", all)
	}
	if err := b.SweepBackups(); err != nil {
		t.Fatal(err)
	}
	if left := must[[]os.DirEntry](t)(os.ReadDir(dir)); len(left) != 1 {
		t.Errorf("left over: %v", left)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Backup(ctx, noon.Add(time.Hour)); !fault.Is(err, fault.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	if left := must[[]os.DirEntry](t)(os.ReadDir(dir)); len(left) != 1 {
		t.Errorf("a canceled backup left %v", left)
	}
}

// TestABackupNeverKeepsAnyoneFromWriting makes backups and posts at once.
func TestABackupNeverKeepsAnyoneFromWriting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.draft()
	done := make(chan error, 1)
	go func() {
		var err error
		for i := 0; err == nil && i < 10; i++ {
			_, err = b.Backup(t.Context(), noon.Add(time.Duration(i)*time.Second))
		}
		done <- err
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			return
		default:
			b.draft() // fails the test on any error
		}
	}
}

// TestDroppedBackupsAreGone: what is erased is in no older copy.
func TestDroppedBackupsAreGone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := must[cuedrop.Post](t)(b.CreatePost(t.Context(), cuedrop.Post{
		ID: cuedrop.NewPostID(), MediaID: b.media().ID, Mode: cuedrop.ModeDirect, CreatedAt: noon, Settings: cuedrop.Settings{Caption: "CANARY"},
	}))
	made := b.backup(noon)
	for _, name := range []string{store.FileName + ".before-3", store.FileName + ".corrupt-20261101T000000Z", store.FileName + ".corrupt-20261101T000000Z-wal"} {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte("CANARY"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if raw := must[[]byte](t)(os.ReadFile(made.Path)); !bytes.Contains(raw, []byte("CANARY")) {
		t.Fatal("the canary is not in the backup, so nothing is shown")
	}
	if err := b.RemovePost(t.Context(), p.ID, noon); err != nil {
		t.Fatal(err)
	}
	if err := b.DropBackups(); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if raw, err := os.ReadFile(path); err != nil || bytes.Contains(raw, []byte("CANARY")) {
			t.Errorf("%s still has it, %v", strings.TrimPrefix(path, b.dir), err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	b.draft() // the workspace is as good as before
}
