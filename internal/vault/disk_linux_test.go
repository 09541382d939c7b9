package vault

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestAFullDiskChangesNothing: the passphrase of before still opens, the keyring keeps the
// key, and there is no file of half the length.
func TestAFullDiskChangesNothing(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	for _, set := range []bool{false, true} {
		k := newKeyring()
		r := &ringed{t: t, k: k, opt: Options{Dir: filepath.Join(disk, "ws"), WorkspaceID: "ws1", Keyring: k, Cost: least}}
		r.sealed = sealed(t, New(r.opt), "act.token", "a")
		if set {
			_, _ = r.protected()
		}
		before := readBack(t, r.opt.Dir)
		full := filepath.Join(disk, "full")
		if err := os.WriteFile(full, make([]byte, 1<<20), 0o600); err == nil {
			t.Fatal("the disk took more than it has")
		}
		v := New(r.opt)
		if set {
			if err := v.UnlockWith(t.Context(), first); err != nil {
				t.Errorf("a full disk keeps the owner out: %v", err)
			}
			wantFault(t, "wrong", v.UnlockWith(t.Context(), wrong), fault.AuthRequired, "vault.passphrase_wrong")
		}
		for range 2 {
			wantFault(t, "set", v.SetPassphrase(t.Context(), first, second), fault.Internal, "vault.file")
		}
		if set {
			wantFault(t, "remove", v.RemovePassphrase(t.Context(), first), fault.Internal, "vault.file")
			_, err := v.NewRecoveryCode(t.Context(), first)
			wantFault(t, "code", err, fault.Internal, "vault.file")
		}
		if err := os.Remove(full); err != nil {
			t.Fatal(err)
		}
		if after := readBack(t, r.opt.Dir); !bytes.Equal(before, after) || (len(k.entries) == 0) != set {
			t.Errorf("set %v: something changed; the keyring has %d entries", set, len(k.entries))
		}
		if left := files(t, r.opt.Dir); len(left) != 1 {
			t.Errorf("set %v: left %v", set, left)
		}
		r.wantOpen("afterwards", v)
		r.wantState(cuedrop.PassphraseState{Set: set, Recovery: set})
		if err := v.Destroy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
