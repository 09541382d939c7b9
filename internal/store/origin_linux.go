package store

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// keepsInodes are the kinds of file systems on which a file keeps its number for
// life, also over a restart of the computer. Others make numbers up (FAT, network,
// FUSE): a plain restart would look like a copy there.
var keepsInodes = map[int64]bool{
	unix.EXT4_SUPER_MAGIC: true, unix.XFS_SUPER_MAGIC: true, unix.BTRFS_SUPER_MAGIC: true, unix.F2FS_SUPER_MAGIC: true,
	unix.TMPFS_MAGIC: true, unix.OVERLAYFS_SUPER_MAGIC: true, unix.ECRYPTFS_SUPER_MAGIC: true, unix.REISERFS_SUPER_MAGIC: true,
	0x2fc12fc1: true, // ZFS
	0xca451a4e: true, // bcachefs
}

// fileOrigin names the file at path by its number and birth, which no copy has; "" =
// can't tell. The device is not part of it: its number may change with every start.
func fileOrigin(path string) string {
	var fs unix.Statfs_t
	var st unix.Statx_t
	if unix.Statfs(path, &fs) != nil || !keepsInodes[fs.Type] ||
		unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_INO|unix.STATX_BTIME, &st) != nil {
		return ""
	}
	if st.Mask&unix.STATX_BTIME == 0 {
		return fmt.Sprintf("inode %d", st.Ino)
	}
	return fmt.Sprintf("inode %d born %d.%09d", st.Ino, st.Btime.Sec, st.Btime.Nsec)
}
