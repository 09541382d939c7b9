package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

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
	if err := b.exec(fmt.Sprintf(`PRAGMA user_version = %d`, store.SchemaVersion+1)); err != nil {
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
