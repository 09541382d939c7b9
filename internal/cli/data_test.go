package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

// backupOut is what scripts rely on of a backup.
type backupOut struct {
	At, Path string
	Size     int64
}

// TestADamagedDatabaseIsRestoredAndSaidOnStderr: the command itself works on what was
// restored, and its output stays what it is.
func TestADamagedDatabaseIsRestoredAndSaidOnStderr(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	b.json(new(any), "account", "connect")
	var backups []backupOut
	if b.json(&backups, "data", "backups"); len(backups) != 0 {
		t.Errorf("before the first run: %+v", backups)
	}
	if r := b.run("run", "--until-idle"); r.code != 0 {
		t.Fatalf("run: exit %d\n%s", r.code, r.stderr)
	}
	if b.json(&backups, "data", "backups"); len(backups) != 1 || backups[0].Size == 0 {
		t.Fatalf("after a run: %+v", backups)
	}
	path := filepath.Join(b.dir, "data", "workspaces", "default", "cuedrop.db")
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	r := b.run("account", "list", "--json")
	if r.code != 0 || !strings.Contains(r.stdout, `"username"`) {
		t.Errorf("exit %d, %s", r.code, r.stdout)
	}
	for _, want := range []string{`"warning"`, `"store.restored"`, "The database was damaged and was replaced by the backup of"} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("stderr has no %s: %s", want, r.stderr)
		}
	}
	if aside, err := filepath.Glob(path + ".corrupt-*"); err != nil || len(aside) != 1 {
		t.Errorf("kept aside: %v, %v", aside, err)
	}
	// Until a run has settled it, each command says that it is an old copy.
	if r := b.run("account", "list"); !strings.Contains(r.stderr, "(store.old_copy)") {
		t.Errorf("stderr: %s", r.stderr)
	}
	if r := b.run("run", "--until-idle"); r.code != 0 {
		t.Errorf("run: exit %d\n%s", r.code, r.stderr)
	}
	if r := b.run("account", "list"); r.stderr != "" {
		t.Errorf("after a run stderr still says: %s", r.stderr)
	}
}

// TestDoctorTellsOfTheDiskAndTheBackups.
func TestDoctorTellsOfTheDiskAndTheBackups(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.env = append(b.env, "CUEDROP_DATA_DIR="+filepath.Join(b.dir, "Dropbox", "data"))
	out := b.run("doctor").stdout
	for _, want := range []string{"backups", "none yet", "free", "data folder", "Dropbox copies"} {
		if !strings.Contains(out, want) {
			t.Errorf("doctor does not say %q:\n%s", want, out)
		}
	}
}
