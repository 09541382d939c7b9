package platform

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// ownTemp is t.TempDir for Wine too, where removing a tree fails.
func ownTemp(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "cuedrop") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func wantPrivate(t *testing.T, dir string, want bool) {
	t.Helper()
	if !keepsRights() {
		return // what a folder was given is not what is read back
	}
	if got, err := FolderState(dir); got != want || err != nil {
		t.Errorf("%s: private %v, %v, want %v", filepath.Base(dir), got, err, want)
	}
}

// TestAFolderIsForItsUserOnly: a new one, and one that others could look into.
func TestAFolderIsForItsUserOnly(t *testing.T) {
	t.Parallel()
	root := ownTemp(t)
	made := filepath.Join(root, "a", "Ünï 🎬")
	if err := ProtectFolder(made); err != nil {
		t.Fatal(err)
	}
	wantPrivate(t, made, true)

	wide := filepath.Join(root, "wide")
	if err := os.MkdirAll(filepath.Join(wide, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" { // there a folder has what the one above gives
		if err := os.Chmod(wide, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(wide, "before")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantPrivate(t, wide, false)
	for range 2 {
		if err := ProtectFolder(wide); err != nil {
			t.Fatal(err)
		}
		wantPrivate(t, wide, true)
	}
	if got, err := os.ReadFile(file); string(got) != "x" || err != nil {
		t.Errorf("the user's own file: %q, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(wide, "after"), nil, 0o600); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoFolderIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(ownTemp(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ProtectFolder(file); err == nil {
		t.Error("a file was protected as a folder")
	}
	for _, path := range []string{file, file + ".none"} {
		if private, err := FolderState(path); private || err == nil {
			t.Errorf("%s: %v, %v", path, private, err)
		}
	}
}

func TestMemoryIsToldInBytes(t *testing.T) {
	t.Parallel()
	total, available := Memory()
	if total == 0 && (runtime.GOOS == "linux" || runtime.GOOS == "darwin" || runtime.GOOS == "windows") {
		t.Error("not known")
	}
	if total > 0 && (total < 64<<20 || available > total) {
		t.Errorf("%d of %d bytes", available, total)
	}
}
