package platform

import (
	"context"
	"os/exec"
	"strings"
)

// diskEncryption asks FileVault, which encrypts the volume that macOS starts from. Of other
// volumes it does not speak.
func diskEncryption(ctx context.Context, dir string) (DiskCrypt, string) {
	if strings.HasPrefix(dir, "/Volumes/") {
		return CryptUnknown, ""
	}
	cmd := exec.CommandContext(ctx, "/usr/bin/fdesetup", "status")
	cmd.Env = environment()
	out, err := cmd.Output()
	if err != nil {
		return CryptUnknown, ""
	}
	return fileVault(string(out)), "FileVault"
}
