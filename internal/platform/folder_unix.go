//go:build unix

package platform

import (
	"os"
	"syscall"
)

// FolderPrivate says whether a folder belongs to the user and is closed to all others.
// known is false where that can't be seen.
func FolderPrivate(dir string) (private, known bool) {
	info, err := os.Stat(dir)
	if err != nil {
		return false, false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false, false
	}
	return info.IsDir() && info.Mode().Perm()&0o077 == 0 && int(s.Uid) == os.Geteuid(), true
}
