package engine_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/sandbox"
	"cuedrop/internal/store"
)

// workspace is the folder of the world's workspace.
func (w *world) workspace() string { return filepath.Join(w.dataDir, "workspaces", "default") }

// TestABackupADayWhileTheEngineRuns, the first one soon after the start.
func TestABackupADayWhileTheEngineRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	leftover := filepath.Join(dir, "workspaces", "default", "backups", "cuedrop-20000101T000000Z.db.new")
	if err := os.MkdirAll(filepath.Dir(leftover), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(leftover, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		c := &setClock{} // a day of looks would take minutes
		e, err := engine.New(t.Context(), engine.Config{DataDir: dir, TikTokURL: "http://127.0.0.1:1", Passphrase: passphrase, Cost: leastCost, Clock: c, Returns: noReturns})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		m := cuedrop.Media{ID: cuedrop.NewMediaID(), Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}
		if err := e.Store.SaveMedia(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Store.CreatePost(t.Context(), cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: m.ID, Mode: cuedrop.ModeDirect, CreatedAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		if err := e.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if all, err := e.Store.Backups(); err != nil || len(all) != 1 {
			t.Errorf("after a minute: %d backups, %v, want 1", len(all), err)
		}
		if _, err := os.Stat(leftover); err == nil {
			t.Error("what a backup cut short has left is still there")
		}
		c.set(22 * time.Hour)
		time.Sleep(2 * time.Minute)
		if all, _ := e.Store.Backups(); len(all) != 1 {
			t.Errorf("after 22 hours: %d backups, want 1", len(all))
		}
		c.set(25 * time.Hour)
		time.Sleep(2 * time.Minute)
		if all, _ := e.Store.Backups(); len(all) != 2 {
			t.Errorf("after 25 hours: %d backups, want 2", len(all))
		}
	})
}

// TestWithoutABackupADamagedWorkspaceIsRefused.
func TestWithoutABackupADamagedWorkspaceIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	if err := os.Truncate(filepath.Join(w.workspace(), "cuedrop.db"), 0); err != nil {
		t.Fatal(err)
	}
	_, err := engine.New(t.Context(), w.config())
	if fault.ReasonOf(err) != "store.damaged" {
		t.Errorf("err = %v", err)
	}
}

// TestAnotherComputersWorkspaceIsHeldBackToo: the caller found that.
func TestAnotherComputersWorkspaceIsHeldBackToo(t *testing.T) {
	t.Parallel()
	w := setup(t, sandbox.Scenario{})
	e := w.open(nil)
	defer e.Close()
	id := w.due(e, w.clip(e, 100_000), "elsewhere", cuedrop.ModeDirect)
	if err := e.Store.SuspectCopy(t.Context(), store.CopyOtherMachine); err != nil {
		t.Fatal(err)
	}
	if err := untilIdle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	w.wantHeldBack(e, id, cuedrop.Missed, "elsewhere", 0)
	wantCondition(t, e, "store.old_copy", true)
}

// TestWhatTheDiskIsLikeIsToldWhileTheEngineRuns: a synced folder at the start, a backup
// that can't be made, and a database that was taken away, within a minute or two
// (reliability-security.md C10, C16).
func TestWhatTheDiskIsLikeIsToldWhileTheEngineRuns(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "Dropbox", "data")
	synctest.Test(t, func(t *testing.T) {
		e, err := engine.New(t.Context(), engine.Config{DataDir: dir, TikTokURL: "http://127.0.0.1:1", Passphrase: passphrase, Cost: leastCost, Returns: noReturns})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		if err := e.Store.SaveMedia(t.Context(), cuedrop.Media{ID: "clip_1", Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Store.CreatePost(t.Context(), cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: "clip_1", Mode: cuedrop.ModeDirect, CreatedAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		backups := filepath.Join(e.Dir(), "backups")
		if err := os.WriteFile(backups, []byte("a file in the way"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := e.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := func(code string, there bool) {
			t.Helper()
			time.Sleep(2 * time.Minute)
			if got := hasCondition(e, code); got != there {
				t.Errorf("%s there: %t, want %t: %+v", code, got, there, e.Health.Conditions())
			}
		}
		want("store.synced_folder", true)
		want("store.backup", true)
		if err := os.Remove(backups); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		want("store.backup", false)
		path := filepath.Join(e.Dir(), "cuedrop.db")
		if err := os.Rename(path, path+".away"); err != nil {
			if runtime.GOOS == "windows" {
				return // which does not let go of an open file
			}
			t.Fatal(err)
		}
		want("store.replaced", true)
		if err := os.Rename(path+".away", path); err != nil {
			t.Fatal(err)
		}
		want("store.replaced", false)
	})
}

func hasCondition(e *engine.Engine, code string) bool {
	return slices.ContainsFunc(e.Health.Conditions(), func(c health.Condition) bool { return c.Code == code })
}

// wantHeldBack fails unless a post was held back in state, and TikTok's side has its
// clip that often.
func (w *world) wantHeldBack(e *engine.Engine, id cuedrop.PostID, state cuedrop.State, caption string, times int) {
	w.t.Helper()
	p := w.post(e, id)
	if p.State != state || p.Failure == nil || p.Failure.Reason != cuedrop.ReasonOldCopy {
		w.t.Errorf("%s: state %s, failure %+v; want %s, held back", caption, p.State, p.Failure, state)
	}
	if got := w.received(caption); len(got) != times {
		w.t.Errorf("%s: TikTok's side has it %d times, want %d", caption, len(got), times)
	}
	if err := e.Store.VerifyJournal(w.t.Context()); err != nil {
		w.t.Errorf("journal: %v", err)
	}
}

// TestADisconnectedAccountIsInNoBackup: what the user erases is erased in the copies too.
func TestADisconnectedAccountIsInNoBackup(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	w.signIn(e)
	if _, err := e.Store.Backup(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Accounts.Disconnect(t.Context(), w.account); err != nil {
		t.Fatal(err)
	}
	if all, err := e.Store.Backups(); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}
