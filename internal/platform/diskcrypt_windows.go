package platform

import (
	"context"
	"os/exec"
	"path/filepath"
	"syscall"
)

// diskEncryption asks the shell for System.Volume.BitLockerProtection of the drive, which
// Explorer shows with the drive and which needs no administrator.
func diskEncryption(ctx context.Context, dir string) (DiskCrypt, string) {
	drive := filepath.VolumeName(dir)
	if !isDrive(drive) {
		return CryptUnknown, ""
	}
	cmd := exec.CommandContext(ctx, "powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
		"(New-Object -ComObject Shell.Application).NameSpace('"+drive+`\').Self.ExtendedProperty('System.Volume.BitLockerProtection')`)
	cmd.Env = environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true}
	out, err := cmd.Output()
	if err != nil {
		return CryptUnknown, ""
	}
	return bitLocker(string(out)), "BitLocker"
}
