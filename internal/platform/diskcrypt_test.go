package platform

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWhatToolsSayOfEncryption: anything but a clear yes is none.
func TestWhatToolsSayOfEncryption(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]DiskCrypt{
		"FileVault is On.\n": CryptOn, "FileVault is Off.\n": CryptOff, "": CryptUnknown, "FileVault is On, but needs to be restarted\n": CryptUnknown,
		"FileVault is Off.\nDeferred enablement appears to be active for user 'ana'.\n": CryptOff,
	} {
		if got := fileVault(said); got != want {
			t.Errorf("%q is %d, want %d", said, got, want)
		}
	}
	for said, want := range map[string]DiskCrypt{"1\r\n": CryptOn, "2": CryptOff, "3\n": CryptOff, "5": CryptOff, "6": CryptUnknown, "0": CryptUnknown, "": CryptUnknown, "ok": CryptUnknown} {
		if got := bitLocker(said); got != want {
			t.Errorf("%q is %d, want %d", said, got, want)
		}
	}
	for volume, want := range map[string]bool{"C:": true, "": false, `\\server\share`: false, "C:');x": false} {
		if isDrive(volume) != want {
			t.Errorf("%q", volume)
		}
	}
}

// TestDiskEncryptionHere asks the real system: whatever it says, it names what encrypts
// where something does.
func TestDiskEncryptionHere(t *testing.T) {
	t.Parallel()
	state, by := DiskEncryption(t.Context(), t.TempDir())
	if state == CryptOn && by == "" || state < CryptUnknown || state > CryptOff {
		t.Errorf("state %d by %q", state, by)
	}
	t.Logf("state %d by %q", state, by)
}

func TestFolderPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, known := FolderPrivate(filepath.Join(dir, "none")); known {
		t.Error("known of a folder that is not there")
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	private, known := FolderPrivate(dir)
	if !known {
		t.Skip("NOT TESTED: this system tells nothing of a folder's rights here")
	}
	if !private {
		t.Error("0700 is not private")
	}
	if err := os.Chmod(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	if private, _ := FolderPrivate(dir); private {
		t.Error("0750 is private")
	}
}
