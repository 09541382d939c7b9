package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// TestPragmasHoldOnEveryConnection asks each connection of both pools, all held at
// once so that the pool makes as many as it may.
func TestPragmasHoldOnEveryConnection(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "fullfsync": "1", "checkpoint_fullfsync": "1", "foreign_keys": "1",
		"secure_delete": "1", "cell_size_check": "1", "trusted_schema": "0", "busy_timeout": "5000",
		"application_id": "1129661764", "user_version": strconv.Itoa(store.SchemaVersion),
	}
	write, read := b.Pools()
	for _, pool := range []struct {
		name      string
		db        *sql.DB
		size      int
		queryOnly string
	}{{"write", write, 1, "0"}, {"read", read, 4, "1"}} {
		if got := pool.db.Stats().MaxOpenConnections; got != pool.size {
			t.Errorf("%s: up to %d connections, want %d", pool.name, got, pool.size)
		}
		for i := range pool.size {
			conn := must[*sql.Conn](t)(pool.db.Conn(t.Context()))
			defer func() { _ = conn.Close() }()
			want["query_only"] = pool.queryOnly
			for pragma, value := range want {
				var got string
				if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != value {
					t.Errorf("%s %d: %s = %s, %v; want %s", pool.name, i, pragma, got, err, value)
				}
			}
		}
	}
}

func TestAFolderMayHaveAnyName(t *testing.T) {
	t.Parallel()
	names := []string{"what?", "a#b", "100%41", "%", "two words", "日本語 é 🎬", "a&mode=memory", "it's", "semi;colon", "a=b,c+d", "(x)", "?x=1#y"}
	if runtime.GOOS == "windows" {
		names = []string{"a#b", "100%41", "two words", "日本語 é 🎬", "a&mode=memory"}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name, "inner")
			b := open(t, dir)
			p := b.draft()
			if info, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil || info.Size() == 0 {
				t.Fatalf("the database is not where it should be: %v", err)
			}
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
			b = open(t, dir)
			if _, err := b.Post(t.Context(), p.ID); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFilesAreForTheOwnerOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	b := open(t, filepath.Join(t.TempDir(), "new"))
	b.draft()
	entries := must[[]os.DirEntry](t)(os.ReadDir(b.dir))
	for _, e := range entries {
		if info := must[os.FileInfo](t)(e.Info()); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %s", e.Name(), info.Mode())
		}
	}
	if info := must[os.FileInfo](t)(os.Stat(b.dir)); info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %s", info.Mode())
	}
	if len(entries) < 4 { // database, WAL, SHM, marker
		t.Errorf("only %v", entries)
	}
}

func TestAWorkspaceKeepsItsName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.WorkspaceID()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, b.dir)
	if again.WorkspaceID() != id || id == "" {
		t.Errorf("first %q, then %q", id, again.WorkspaceID())
	}
	if other := setup(t); other.WorkspaceID() == id {
		t.Error("two workspaces have one name")
	}
}

// TestTwoProgramsThatStartAtOnceShareOneWorkspace opens a folder that does not exist
// yet many times over.
func TestTwoProgramsThatStartAtOnceShareOneWorkspace(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wg.Go(func() {
			s, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: newSealer})
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			ids[i] = s.WorkspaceID()
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("names: %q", ids)
		}
	}
}

// TestManyWritersNeverMeetAnOldSnapshot: no write begins as a read, so that SQLite never
// answers 517 at once, in spite of the time it was given (reliability-security.md C4).
// On a computer with much to do one may wait in vain, and tries again.
func TestManyWritersNeverMeetAnOldSnapshot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	again := func(f func() error) {
		err := f()
		for fault.ReasonOf(err) == "store.busy" && !strings.Contains(err.Error(), "517") {
			err = f()
		}
		if err != nil {
			t.Errorf("a writer among four: %v", err)
		}
	}
	var wg sync.WaitGroup
	for range 4 { // as four processes
		b := open(t, dir)
		wg.Go(func() {
			m := cuedrop.Media{ID: cuedrop.NewMediaID(), Check: cuedrop.Check{Verdict: cuedrop.VerdictOK}}
			again(func() error { return b.SaveMedia(t.Context(), m) })
			for range 20 {
				p := cuedrop.Post{ID: cuedrop.NewPostID(), MediaID: m.ID, Mode: cuedrop.ModeDirect, CreatedAt: noon}
				again(func() (err error) { p, err = b.CreatePost(t.Context(), p); return err })
				again(func() error {
					_, err := b.Apply(t.Context(), cuedrop.ScheduleChange(p, cuedrop.Schedule{Wall: "w", Zone: "z", At: noon}, consent, noon))
					return err
				})
			}
		})
	}
	wg.Wait()
	b := open(t, dir)
	if all := must[[]cuedrop.Post](t)(b.Posts(t.Context())); len(all) != 80 {
		t.Errorf("%d posts, want 80", len(all))
	}
	b.wantCopy("") // several writers share one mark
	if err := b.VerifyJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestANameIsKeptBesideTheID: a folder that was given a name and never opened is a new
// workspace, and what others keep in workspace.json stays.
func TestANameIsKeptBesideTheID(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, store.MarkerName)
	if err := os.WriteFile(path, []byte(`{"name":"客户 A","later":[1]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for range 2 {
		s, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: newSealer})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, s.WorkspaceID())
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if want := `{"id":"` + ids[0] + `","later":[1],"name":"客户 A"}`; err != nil || string(raw) != want || ids[0] != ids[1] {
		t.Errorf("%s, want %s; ids %q, %v", raw, want, ids, err)
	}
	// A name is no excuse for a database that was lost.
	if err := os.Remove(filepath.Join(dir, store.FileName)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: newSealer}); fault.ReasonOf(err) != "store.damaged" {
		t.Errorf("without its database: %v", err)
	}
}
