package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
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
		"application_id": "1129661764", "user_version": "1",
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

// lay writes a workspace folder by hand.
func lay(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// database returns the bytes of a SQLite file that query made.
func database(t *testing.T, query string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	if _, err := rawAt(t, path).ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
	return must[[]byte](t)(os.ReadFile(path))
}

func TestWhatIsNotOursIsRefusedAndUntouched(t *testing.T) {
	t.Parallel()
	marker := []byte(`{"id":"6f1f7f2e-3f0e-4a39-9a55-0a3b6e7f3c11"}`)
	ours := database(t, `PRAGMA application_id = 1129661764; PRAGMA user_version = 1; CREATE TABLE t (x)`)
	broken := bytes.Clone(ours)
	copy(broken[100:], bytes.Repeat([]byte{0xff}, 2000))
	tests := []struct {
		name   string
		db     []byte
		marker []byte
		kind   fault.Kind
		reason string
	}{
		{"an empty file", []byte{}, nil, fault.Internal, "store.damaged"},
		{"an empty file of a known workspace", []byte{}, marker, fault.Internal, "store.damaged"},
		{"a marker without a database", nil, marker, fault.Internal, "store.damaged"},
		{"a text", []byte("Dear diary,\n" + string(bytes.Repeat([]byte("x"), 9000))), marker, fault.Internal, "store.damaged"},
		{"a short text", []byte("Dear diary"), nil, fault.Internal, "store.damaged"},
		{"half a header", ours[:64], marker, fault.Internal, "store.damaged"},
		{"another program's database", database(t, `PRAGMA application_id = 7; PRAGMA user_version = 3; CREATE TABLE t (x)`), marker, fault.Internal, "store.damaged"},
		{"a database without an owner", database(t, `CREATE TABLE t (x)`), nil, fault.Internal, "store.damaged"},
		{"our magic over noise", broken, marker, fault.Internal, "store.damaged"},
		{"a marker that is no JSON", ours, []byte("hello"), fault.Internal, "store.damaged"},
		{"a marker without a name", ours, []byte(`{}`), fault.Internal, "store.damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := map[string][]byte{}
			if tt.db != nil {
				files[store.FileName] = tt.db
			}
			if tt.marker != nil {
				files[store.MarkerName] = tt.marker
			}
			dir := lay(t, files)
			s, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: newSealer})
			if err == nil {
				_ = s.Close()
			}
			wantFault(t, err, tt.kind, tt.reason)
			for name, content := range files {
				if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, content) {
					t.Errorf("%s was changed (%d to %d bytes, %v)", name, len(content), len(got), err)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, store.FileName)); (err == nil) != (tt.db != nil) {
				t.Errorf("the database appeared or went away: %v", err)
			}
		})
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.exec(`PRAGMA user_version = 2`); err != nil {
		t.Fatal(err)
	}
	_ = b.Close()
	_, err := store.Open(t.Context(), b.options())
	wantFault(t, err, fault.Unsupported, "store.newer_schema")
	if err := b.exec(`PRAGMA user_version = 0`); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), b.options())
	wantFault(t, err, fault.Internal, "store.damaged")
}

// TestALostMarkerIsDamageOnceSomethingIsSealed: the sealed values are bound to the
// name in it. A crash before it was first written costs nothing.
func TestALostMarkerIsDamageOnceSomethingIsSealed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_ = b.Close()
	if err := os.Remove(filepath.Join(b.dir, store.MarkerName)); err != nil {
		t.Fatal(err)
	}
	b = open(t, b.dir)
	b.account("open-1")
	_ = b.Close()
	if err := os.Remove(filepath.Join(b.dir, store.MarkerName)); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), b.options())
	wantFault(t, err, fault.Internal, "store.damaged")
	if _, err := os.Stat(filepath.Join(b.dir, store.MarkerName)); err == nil {
		t.Error("a new marker was written")
	}
}

func TestADamagedPageIsFoundAtTheStart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for range 50 {
		b.draft()
	}
	_ = b.Close()
	path := filepath.Join(b.dir, store.FileName)
	raw := must[[]byte](t)(os.ReadFile(path))
	for page := 3; page < len(raw)/4096; page++ { // every page but the schema's
		copy(raw[page*4096:], bytes.Repeat([]byte{0xa5}, 4096))
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), b.options())
	wantFault(t, err, fault.Internal, "store.damaged")
}

// TestALeftoverOfACrashedStartIsReplaced lays a half-built database beside.
func TestALeftoverOfACrashedStartIsReplaced(t *testing.T) {
	t.Parallel()
	dir := lay(t, map[string][]byte{store.FileName + ".new": []byte("half"), store.FileName + ".new-journal": []byte("half"), store.MarkerName + ".new": []byte("{")})
	b := open(t, dir)
	b.draft()
}

// TestAFileThatWasTakenAwayIsNotWrittenTo covers reliability-security.md C10.
func TestAFileThatWasTakenAwayIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not let go of an open file")
	}
	for name, take := range map[string]func(path string) error{
		"removed": os.Remove,
		"moved":   func(path string) error { return os.Rename(path, path+".old") },
		"replaced": func(path string) error {
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := os.WriteFile(path+".copy", raw, 0o600); err != nil {
				return err
			}
			return os.Rename(path+".copy", path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			p, path := b.scheduled(noon), filepath.Join(b.dir, store.FileName)
			if err := take(path); err != nil {
				t.Fatal(err)
			}
			_, err := b.Apply(t.Context(), cuedrop.BeginChange(p, noon))
			wantFault(t, err, fault.Internal, "store.replaced")
			wantFault(t, b.SaveMedia(t.Context(), cuedrop.Media{}), fault.Internal, "store.replaced")
			// Reading makes the pool open connections; none may create a file.
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() { _, _ = b.Posts(t.Context()) })
			}
			wg.Wait()
			if _, err := os.Stat(path); name != "replaced" && err == nil {
				t.Error("a new database appeared")
			}
		})
	}
}

func TestACanceledCallIsCanceledAndNotABug(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.scheduled(noon)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Posts(ctx)
	wantFault(t, err, fault.Canceled, "canceled")
	_, err = b.Apply(ctx, cuedrop.BeginChange(p, noon))
	wantFault(t, err, fault.Canceled, "canceled")
	_, err = b.Post(ctx, p.ID)
	wantFault(t, err, fault.Canceled, "canceled")
	ctx, cancel = context.WithTimeout(t.Context(), 0)
	defer cancel()
	_, err = b.Posts(ctx)
	wantFault(t, err, fault.Unavailable, "store.slow")
}
