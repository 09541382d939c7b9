package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// spoil rewrites the closed database of a workspace.
func (b *bundle) spoil(damage func(raw []byte) []byte) {
	b.t.Helper()
	path := filepath.Join(b.dir, store.FileName)
	raw := must[[]byte](b.t)(os.ReadFile(path))
	if err := os.WriteFile(path, damage(raw), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// damages are the ways in which a file is no longer a database of ours.
var damages = map[string]func([]byte) []byte{
	"0 bytes":  func([]byte) []byte { return nil },
	"half":     func(raw []byte) []byte { return raw[:len(raw)/2] },
	"a header": func(raw []byte) []byte { return raw[:100] },
	"not one":  func([]byte) []byte { return bytes.Repeat([]byte("Dear diary. "), 900) },
	"foreign": func(raw []byte) []byte {
		return append(bytes.Clone(raw[:68]), append([]byte{0, 0, 0, 7}, raw[72:]...)...)
	},
	"pages": func(raw []byte) []byte {
		return append(bytes.Clone(raw[:3*4096]), bytes.Repeat([]byte{0xa5}, len(raw)-3*4096)...)
	},
	"first page": func(raw []byte) []byte {
		return append(bytes.Clone(raw[:100]), append(bytes.Repeat([]byte{0xff}, 3000), raw[3100:]...)...)
	},
	"no version": func(raw []byte) []byte {
		return append(bytes.Clone(raw[:60]), append([]byte{0, 0, 0, 0}, raw[64:]...)...)
	},
	"a hole":      func(raw []byte) []byte { c := bytes.Clone(raw); clear(c[4*4096 : 9*4096]); return c },
	"its end cut": func(raw []byte) []byte { return raw[:len(raw)-4096] },
}

// TestADamagedDatabaseIsKeptAsideAndTheNewestGoodBackupPutInItsPlace covers
// reliability-security.md C7 to C9.
func TestADamagedDatabaseIsKeptAsideAndTheNewestGoodBackupPutInItsPlace(t *testing.T) {
	t.Parallel()
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			p := b.scheduled(noon)
			b.backup(noon.Add(-48 * time.Hour))
			good := b.backup(noon.Add(-24 * time.Hour))
			bad := b.backup(noon.Add(-time.Hour))
			if err := os.Truncate(bad.Path, 20000); err != nil {
				t.Fatal(err)
			}
			b.draft()
			_ = b.Close()
			b.spoil(damage)
			spoiled := must[[]byte](t)(os.ReadFile(filepath.Join(b.dir, store.FileName)))
			again := open(t, b.dir)
			r := again.Restored()
			if r == nil || r.From.Path != good.Path || r.Aside != filepath.Join(b.dir, store.FileName+".corrupt-20261124T120000Z") {
				t.Fatalf("restored %+v, want from %s", r, good.Path)
			}
			if kept := must[[]byte](t)(os.ReadFile(r.Aside)); !bytes.Equal(kept, spoiled) {
				t.Errorf("the damaged file was changed before it was kept")
			}
			if all := must[[]cuedrop.Post](t)(again.Posts(t.Context())); len(all) != 1 || all[0].ID != p.ID {
				t.Errorf("posts: %+v", all)
			}
			if err := again.VerifyJournal(t.Context()); err != nil {
				t.Error(err)
			}
			c, old, err := again.OldCopy(t.Context())
			if err != nil || !old || c.Reason != store.CopyRestored || !c.From.Equal(good.At) {
				t.Errorf("counts as %+v, %t, %v", c, old, err)
			}
			_ = again.Close()
			third := open(t, b.dir)
			if _, old, _ := third.OldCopy(t.Context()); third.Restored() != nil || !old {
				t.Errorf("at the next start: restored %v, old copy %t", third.Restored(), old)
			}
		})
	}
}

// TestWithoutAGoodBackupADamagedDatabaseIsRefusedAndUntouched, also when there are
// files that look like backups.
func TestWithoutAGoodBackupADamagedDatabaseIsRefusedAndUntouched(t *testing.T) {
	t.Parallel()
	newer := func(path string) error {
		return os.WriteFile(path, database(t, `PRAGMA application_id = 1129661764; PRAGMA user_version = 99; CREATE TABLE t (x)`), 0o600)
	}
	foreign := func(path string) error {
		return os.WriteFile(path, database(t, `PRAGMA application_id = 7; PRAGMA user_version = 3; CREATE TABLE t (x)`), 0o600)
	}
	for name, replace := range map[string]func(path string) error{
		"none":      os.Remove,
		"empty":     func(path string) error { return os.Truncate(path, 0) },
		"half":      func(path string) error { return os.Truncate(path, 40960) },
		"newer":     newer,
		"foreign":   foreign,
		"a folder":  func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
		"no marker": func(path string) error { return os.Remove(filepath.Join(filepath.Dir(path), "..", store.MarkerName)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.account("open-1")
			made := b.backup(noon)
			_ = b.Close()
			if err := replace(made.Path); err != nil {
				t.Fatal(err)
			}
			b.spoil(damages["half"])
			before := b.files0()
			_, err := store.Open(t.Context(), b.options())
			wantFault(t, err, fault.Internal, "store.damaged")
			if after := b.files0(); !bytes.Equal(before[store.FileName], after[store.FileName]) || len(before) != len(after) {
				t.Errorf("the folder was changed: %d files before, %d after", len(before), len(after))
			}
		})
	}
}

// files0 is files without folders and without the lock.
func (b *bundle) files0() map[string][]byte {
	b.t.Helper()
	all := map[string][]byte{}
	for _, e := range must[[]os.DirEntry](b.t)(os.ReadDir(b.dir)) {
		if e.Type().IsRegular() && e.Name() != "opening.lock" {
			all[e.Name()] = must[[]byte](b.t)(os.ReadFile(filepath.Join(b.dir, e.Name())))
		}
	}
	return all
}

// TestTheLogOfADamagedDatabaseNeverMeetsTheRestoredOne: the log is kept aside with it,
// also when the program was killed between the two.
func TestTheLogOfADamagedDatabaseNeverMeetsTheRestoredOne(t *testing.T) {
	t.Parallel()
	for _, killed := range []bool{false, true} {
		b := setup(t)
		p := b.scheduled(noon)
		b.backup(noon)
		for range 5 {
			b.draft()
		}
		wal := must[[]byte](t)(os.ReadFile(filepath.Join(b.dir, store.FileName+"-wal")))
		_ = b.Close()
		path := filepath.Join(b.dir, store.FileName)
		if err := os.WriteFile(path+"-wal", wal, 0o600); err != nil || len(wal) == 0 {
			t.Fatal(err, len(wal))
		}
		b.spoil(damages["not one"])
		if killed { // after the database was moved, before its log was
			if err := os.Rename(path, path+".corrupt-20261124T110000Z"); err != nil {
				t.Fatal(err)
			}
		}
		again := open(t, b.dir)
		if again.Restored() == nil {
			t.Fatal("not restored")
		}
		if kept, err := os.ReadFile(path + ".corrupt-20261124T120000Z-wal"); err != nil || !bytes.Equal(kept, wal) {
			t.Errorf("killed %t: the log was not kept: %v", killed, err)
		}
		if all := must[[]cuedrop.Post](t)(again.Posts(t.Context())); len(all) != 1 || all[0].ID != p.ID {
			t.Errorf("killed %t: posts of the log are in the restored database: %d", killed, len(all))
		}
	}
}

// TestTwoProgramsThatFindTheSameDamageRestoreOnce.
func TestTwoProgramsThatFindTheSameDamageRestoreOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.draft()
	b.backup(noon)
	_ = b.Close()
	b.spoil(damages["pages"])
	var wg sync.WaitGroup
	var mu sync.Mutex
	restored := 0
	for range 6 {
		wg.Go(func() {
			s, err := store.Open(t.Context(), b.options())
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			defer func() { _ = s.Close() }()
			if posts, err := s.Posts(t.Context()); err != nil || len(posts) != 1 {
				t.Errorf("%d posts, %v", len(posts), err)
			}
			mu.Lock()
			defer mu.Unlock()
			if s.Restored() != nil {
				restored++
			}
		})
	}
	wg.Wait()
	aside := must[[]string](t)(filepath.Glob(filepath.Join(b.dir, "*.corrupt-*")))
	if restored != 1 || len(aside) != 1 {
		t.Errorf("restored %d times, %d files kept aside, want once", restored, len(aside))
	}
}

// TestABackupFromBeforeAnUpgradeIsTheLastResort.
func TestABackupFromBeforeAnUpgradeIsTheLastResort(t *testing.T) {
	t.Parallel()
	b := older(t, store.SchemaVersion-1)
	_ = b.Close()
	b.spoil(damages["0 bytes"])
	again := open(t, b.dir)
	if r := again.Restored(); r == nil || !strings.HasSuffix(r.From.Path, fmt.Sprint(".before-", store.SchemaVersion)) {
		t.Fatalf("restored %+v", r)
	}
	again.draft() // and brought up to date again
}

// TestAFileInUseIsNotTakenForDamaged: a lock or a full disk is no reason to restore.
func TestAFileInUseIsNotTakenForDamaged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.backup(noon)
	conn, err := b.raw().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(t.Context(), `BEGIN EXCLUSIVE`); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), b.options())
	if err == nil {
		_ = s.Close()
	} else if fault.ReasonOf(err) == "store.damaged" {
		t.Errorf("a locked database is said to be damaged: %v", err)
	}
	if aside := must[[]string](t)(filepath.Glob(filepath.Join(b.dir, "*.corrupt-*"))); len(aside) > 0 {
		t.Errorf("moved away: %v", aside)
	}
	if _, err := os.Stat(filepath.Join(b.dir, store.FileName)); errors.Is(err, fs.ErrNotExist) {
		t.Error("the database is gone")
	}
}
