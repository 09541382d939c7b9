//go:build !windows

package platform

import (
	"fmt"
	"os"
	"syscall"
)

const othersRights = 0o077

func protectFolder(dir string) error {
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // G302: a folder needs to be entered
		return fmt.Errorf("take others' rights: %w", err)
	}
	return nil
}

func folderPrivate(_ string, info os.FileInfo) (bool, error) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok && int(s.Uid) != os.Geteuid() {
		return false, nil
	}
	return info.Mode().Perm()&othersRights == 0, nil
}
