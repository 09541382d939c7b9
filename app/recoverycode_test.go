package app

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestARecoveryCodeIsSavedWhileItIsShown, to a file for its user only, and by nobody
// afterwards: not when it was kept, the page has loaded anew, or the workspace is locked.
func TestARecoveryCodeIsSavedWhileItIsShown(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]func(b *bundle, w *Workspace) error{
		"kept":   func(_ *bundle, w *Workspace) error { return w.CodeKept() },
		"loaded": func(b *bundle, _ *Workspace) error { _, err := (&System{b.App}).Snapshot(); return err },
		"locked": func(_ *bundle, w *Workspace) error { return w.Lock() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.withLocks(cuedrop.LockRules{})
			w := &Workspace{b.App}
			path := filepath.Join(b.dir, "code.txt")
			if err := b.saveCode(path); fault.ReasonOf(err) != "workspace.code_gone" {
				t.Errorf("before there is one: %v", err)
			}
			code, err := w.NewRecoveryCode("right")
			if err != nil || code != "next" {
				t.Fatalf("%q, %v", code, err)
			}
			if err := os.WriteFile(path, []byte("what was there"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := b.saveCode(path); err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(raw), "“default”") || !strings.Contains(string(raw), "\nnext\n") || !strings.Contains(string(raw), "away from this computer") {
				t.Errorf("%q, %v", raw, err)
			}
			if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
			if err := gone(b, w); err != nil {
				t.Fatal(err)
			}
			if _, err := w.SaveRecoveryCode(); fault.ReasonOf(err) != "workspace.code_gone" || b.texts.code.Load() != nil {
				t.Errorf("afterwards: %v", err)
			}
			if left, _ := filepath.Glob(filepath.Join(b.dir, ".cuedrop-*")); len(left) > 0 || strings.Contains(b.log.String(), "next") {
				t.Errorf("left %q, logged %s", left, b.log)
			}
		})
	}
}
