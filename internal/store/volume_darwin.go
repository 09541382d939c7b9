package store

import "golang.org/x/sys/unix"

// networkOf names the kind of file system when its files lie elsewhere. SQLite's log
// needs memory that all its users share, which such do not give
// (reliability-security.md C16).
func networkOf(dir string) string {
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) != nil || fs.Flags&unix.MNT_LOCAL != 0 {
		return ""
	}
	return unix.ByteSliceToString(fs.Fstypename[:])
}
