package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cuedrop/internal/fault"
	"cuedrop/internal/store"
)

// layOlder makes the workspace of an older program.
func layOlder(t *testing.T, dir string, version int) {
	t.Helper()
	if err := store.CreateAt(t.Context(), filepath.Join(dir, store.FileName), int64(version)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, store.MarkerName), []byte(`{"id":"6f1f3a52-5f0c-4c3c-9d53-0d1df0fd6a11"}`), 0o600); err != nil {
		t.Fatal(err)
	}
}

// older opens the workspace of an older program.
func older(t *testing.T, version int) *bundle {
	t.Helper()
	dir := t.TempDir()
	layOlder(t, dir, version)
	return open(t, dir)
}

// TestAWorkspaceOfAnOlderCuedropIsBroughtUpToDate, with a backup of how it was
// (reliability-security.md C13), from every older schema.
func TestAWorkspaceOfAnOlderCuedropIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	for version := 1; version < store.SchemaVersion; version++ {
		t.Run(fmt.Sprint("from ", version), func(t *testing.T) {
			t.Parallel()
			b := older(t, version)
			if a := b.account("open-1"); a.ID == "" {
				t.Error("an upgraded workspace takes no account")
			}
			if err := b.VerifyJournal(t.Context()); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(fmt.Sprintf("%s.before-%d", filepath.Join(b.dir, store.FileName), store.SchemaVersion)); err != nil {
				t.Errorf("no backup: %v", err)
			}
			_ = b.Close()
			again := open(t, b.dir) // and stays so
			again.wantCopy("")
			if all, err := again.Accounts(t.Context()); err != nil || len(all) != 1 {
				t.Errorf("%v, %v", all, err)
			}
		})
	}
}

// TestThreeBackupsOfUpgradesAreKept.
func TestThreeBackupsOfUpgradesAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	layOlder(t, dir, 1)
	path := filepath.Join(dir, store.FileName)
	for _, version := range []int{1, 2, 3} { // of earlier upgrades
		if err := os.WriteFile(fmt.Sprintf("%s.before-%d", path, version), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir)
	left := must[[]string](t)(filepath.Glob(path + ".before-*"))
	want := []string{path + ".before-2", path + ".before-3", fmt.Sprintf("%s.before-%d", path, store.SchemaVersion)}
	slices.Sort(want) // as text, like the names on the disk
	if !slices.Equal(left, want) {
		t.Errorf("kept %v", left)
	}
}

// TestAnUpgradeThatFailsHalfWayLeavesTheOldSchema, so that the program which wrote it
// still opens it (reliability-security.md C14). Something of the same name as what the
// third migration makes is in the way; the second one has been committed by then.
func TestAnUpgradeThatFailsHalfWayLeavesTheOldSchema(t *testing.T) {
	t.Parallel()
	for name, obstacle := range map[string]string{
		"in the first step":  `CREATE TABLE revocation (x)`,
		"in the second step": `CREATE TABLE slot (x)`,
		"in the last step":   `CREATE TABLE lease (x)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			layOlder(t, dir, 1)
			path := filepath.Join(dir, store.FileName)
			db := rawAt(t, path)
			if _, err := db.ExecContext(t.Context(), `INSERT INTO setting VALUES ('kept', x'01'); `+obstacle); err != nil {
				t.Fatal(err)
			}
			_ = db.Close()
			_, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: newSealer})
			wantFault(t, err, fault.Internal, "store.upgrade")
			var version, kept int
			var verdict string
			db = rawAt(t, path)
			row := db.QueryRowContext(t.Context(), `SELECT (SELECT user_version FROM pragma_user_version), (SELECT COUNT(*) FROM setting WHERE key = 'kept'), (SELECT integrity_check FROM pragma_integrity_check)`)
			if err := row.Scan(&version, &kept, &verdict); err != nil || version != 1 || kept != 1 || verdict != "ok" {
				t.Errorf("schema %d, kept %d, %s, %v; want the old one", version, kept, verdict, err)
			}
			// The obstacle gone, it goes on.
			if _, err := db.ExecContext(t.Context(), `DROP TABLE `+obstacle[len("CREATE TABLE "):len(obstacle)-len(" (x)")]); err != nil {
				t.Fatal(err)
			}
			_ = db.Close()
			open(t, dir).wantCopy("")
		})
	}
}
