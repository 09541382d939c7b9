package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"cuedrop/internal/store"
)

// TestAWorkspaceOfAnOlderCuedropIsBroughtUpToDate, with a backup of how it was
// (reliability-security.md C13), from every older schema.
func TestAWorkspaceOfAnOlderCuedropIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	for version := 1; version < store.SchemaVersion; version++ {
		t.Run(fmt.Sprint("from ", version), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, store.FileName)
			if err := store.CreateAt(t.Context(), path, int64(version)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, store.MarkerName), []byte(`{"id":"6f1f3a52-5f0c-4c3c-9d53-0d1df0fd6a11"}`), 0o600); err != nil {
				t.Fatal(err)
			}
			b := open(t, dir)
			if a := b.account("open-1"); a.ID == "" {
				t.Error("an upgraded workspace takes no account")
			}
			if err := b.VerifyJournal(t.Context()); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(fmt.Sprintf("%s.before-%d", path, store.SchemaVersion)); err != nil {
				t.Errorf("no backup: %v", err)
			}
			_ = b.Close()
			again := open(t, dir) // and stays so
			if all, err := again.Accounts(t.Context()); err != nil || len(all) != 1 {
				t.Errorf("%v, %v", all, err)
			}
		})
	}
}
