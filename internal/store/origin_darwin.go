package store

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// fileOrigin names the file at path by its number and birth, which no copy has; "" =
// can't tell. The device is not part of it: its number may change with every start.
func fileOrigin(path string) string {
	var fs unix.Statfs_t
	var st unix.Stat_t
	if unix.Statfs(path, &fs) != nil || unix.Stat(path, &st) != nil {
		return ""
	}
	switch unix.ByteSliceToString(fs.Fstypename[:]) {
	case "apfs", "hfs":
		return fmt.Sprintf("inode %d born %d.%09d", st.Ino, st.Btim.Sec, st.Btim.Nsec)
	}
	return "" // FAT and network file systems make numbers up
}
