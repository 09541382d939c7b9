package media

import (
	"fmt"
	"io/fs"
	"syscall"
)

// fileID is the inode and the time of its last change, which nobody can set back.
func fileID(fi fs.FileInfo) string {
	s, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", s.Ino, s.Ctim.Sec, s.Ctim.Nsec)
}
