package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// wantCopy fails unless the workspace counts as an old copy for that reason; "" = it
// does not.
func (b *bundle) wantCopy(why store.CopyReason) {
	b.t.Helper()
	c, old, err := b.OldCopy(b.t.Context())
	if err != nil || c.Reason != why || old != (why != "") {
		b.t.Errorf("counts as an old copy: %t for %q, %v; want %q", old, c.Reason, err, why)
	}
}

// copyTree copies the files of a workspace, as a backup program would.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, e := range must[[]os.DirEntry](t)(os.ReadDir(from)) {
		if !e.Type().IsRegular() {
			continue
		}
		raw := must[[]byte](t)(os.ReadFile(filepath.Join(from, e.Name())))
		if err := os.WriteFile(filepath.Join(to, e.Name()), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// needsOrigins skips where one file can't be told from its copy.
func needsOrigins(t *testing.T, dir string) {
	t.Helper()
	if store.FileOrigin(filepath.Join(dir, store.FileName)) == "" {
		t.Skipf("the file system of %s on %s does not number its files for good", dir, runtime.GOOS)
	}
}

// TestAPlainRestartIsNoCopy: closed, killed, upgraded, renamed, and with others open.
func TestAPlainRestartIsNoCopy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.wantCopy("")
	b.scheduled(noon)
	other := open(t, b.dir) // while the first is open, as after a kill -9: the log is there
	other.wantCopy("")
	other.draft()
	b.draft()
	_, _ = b.Close(), other.Close()
	again := open(t, b.dir)
	again.wantCopy("")
	_ = again.Close()
	moved := filepath.Join(filepath.Dir(b.dir), "renamed")
	if err := os.Rename(b.dir, moved); err != nil {
		t.Fatal(err)
	}
	open(t, moved).wantCopy("")
}

// TestACopyIsKnown covers reliability-security.md B14: the folder was copied, or an old
// copy put back in the place of the present one.
func TestACopyIsKnown(t *testing.T) {
	t.Parallel()
	t.Run("copied elsewhere", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		needsOrigins(t, b.dir)
		b.scheduled(noon)
		_ = b.Close()
		to := filepath.Join(t.TempDir(), "copy")
		copyTree(t, b.dir, to)
		open(t, to).wantCopy(store.CopyOtherFile)
		open(t, b.dir).wantCopy("") // the one that was copied
	})
	t.Run("put back as a new file", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		needsOrigins(t, b.dir)
		_ = b.Close()
		saved := filepath.Join(t.TempDir(), "saved")
		copyTree(t, b.dir, saved)
		if err := os.RemoveAll(b.dir); err != nil {
			t.Fatal(err)
		}
		copyTree(t, saved, b.dir)
		open(t, b.dir).wantCopy(store.CopyOtherFile)
	})
	t.Run("put back into the same file", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		_ = b.Close()
		saved := filepath.Join(t.TempDir(), "saved")
		copyTree(t, b.dir, saved)
		b = open(t, b.dir)
		b.scheduled(noon)
		_ = b.Close()
		copyTree(t, saved, b.dir) // cp keeps the file that it writes to
		open(t, b.dir).wantCopy(store.CopyBehind)
	})
}

// TestALostLogIsKnown covers reliability-security.md C15: commits that were only in the
// write-ahead log are gone.
func TestALostLogIsKnown(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(wal string) error{
		"removed": os.Remove,
		"cut":     func(wal string) error { return os.Truncate(wal, 32+4096) },
		"another program's": func(wal string) error {
			other := setup(t)
			other.draft()
			raw, err := os.ReadFile(filepath.Join(other.dir, store.FileName+"-wal"))
			if err != nil {
				return err
			}
			raw[16] ^= 1 // another salt: SQLite does not believe it
			return os.WriteFile(wal, raw, 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			p := b.scheduled(noon)
			b.apply(cuedrop.BeginChange(p, noon))
			// A killed program leaves the log; Close would fold it in.
			killed := filepath.Join(filepath.Dir(b.dir), "killed")
			copyTree(t, b.dir, killed)
			path := filepath.Join(b.dir, store.FileName)
			_ = b.Close()
			for _, suffix := range []string{"", "-wal"} { // back into the same file
				raw := must[[]byte](t)(os.ReadFile(filepath.Join(killed, store.FileName+suffix)))
				if err := os.WriteFile(path+suffix, raw, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := spoil(path + "-wal"); err != nil {
				t.Fatal(err)
			}
			open(t, b.dir).wantCopy(store.CopyBehind)
		})
	}
}

// TestAnotherWorkspacesLogIsNeverBelieved: SQLite plays a whole log of another database
// into this one. What comes of it is damaged or counts as an old copy.
func TestAnotherWorkspacesLogIsNeverBelieved(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(*bundle){
		"a small log": func(b *bundle) { b.draft() },
		"a large log": func(b *bundle) {
			for range 200 {
				b.draft()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, other := setup(t), setup(t)
			needsOrigins(t, b.dir)
			p := b.scheduled(noon)
			_ = b.Close()
			use(other)
			raw := must[[]byte](t)(os.ReadFile(filepath.Join(other.dir, store.FileName+"-wal")))
			if err := os.WriteFile(filepath.Join(b.dir, store.FileName+"-wal"), raw, 0o600); err != nil || len(raw) == 0 {
				t.Fatal(err, len(raw))
			}
			s, err := store.Open(t.Context(), b.options())
			if err != nil {
				wantFault(t, err, fault.Internal, "store.damaged")
				return
			}
			defer func() { _ = s.Close() }()
			_, old, err := s.OldCopy(t.Context())
			if _, there := s.Post(t.Context(), p.ID); there != nil && !old {
				t.Errorf("opened as if nothing were: %v, %v", err, there)
			}
		})
	}
}

// TestAnOldCopyStaysOneUntilItIsAccepted, however often it is opened and written to.
func TestAnOldCopyStaysOneUntilItIsAccepted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.draft()
	_ = b.Close()
	saved := filepath.Join(t.TempDir(), "saved")
	copyTree(t, b.dir, saved)
	b = open(t, b.dir)
	b.draft()
	_ = b.Close()
	copyTree(t, saved, b.dir)
	b = open(t, b.dir)
	for range 10 {
		b.draft() // as far as the mark and further
	}
	_ = b.Close()
	b = open(t, b.dir)
	b.wantCopy(store.CopyBehind)
	if err := b.SuspectCopy(t.Context(), store.CopyOtherMachine); err != nil {
		t.Fatal(err)
	}
	b.wantCopy(store.CopyBehind) // the first reason stays
	if err := b.AcceptFile(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.wantCopy("")
	b.draft()
	_ = b.Close()
	open(t, b.dir).wantCopy("")
}

func TestTheCallerCanSuspectACopyToo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.SuspectCopy(t.Context(), store.CopyOtherMachine); err != nil {
		t.Fatal(err)
	}
	_ = b.Close()
	open(t, b.dir).wantCopy(store.CopyOtherMachine)
}

// TestAMarkThatIsGoneOrTornIsNone: nothing may be taken for a copy because of it.
func TestAMarkThatIsGoneOrTornIsNone(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(mark string) error{
		"gone":   os.Remove,
		"empty":  func(mark string) error { return os.Truncate(mark, 0) },
		"zeroes": func(mark string) error { return os.WriteFile(mark, make([]byte, 51), 0o600) },
		"torn": func(mark string) error {
			return os.WriteFile(mark, []byte("00000000000000999999 00000000000000999999 deadbeef\n"), 0o600)
		},
		"folder": func(mark string) error { return os.MkdirAll(filepath.Join(mark+"x", "y"), 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.draft()
			id := b.WorkspaceID()
			_ = b.Close()
			if err := spoil(b.mark(id)); err != nil {
				t.Fatal(err)
			}
			b = open(t, b.dir)
			b.wantCopy("")
			b.draft()
			_ = b.Close()
			open(t, b.dir).wantCopy("")
		})
	}
}
