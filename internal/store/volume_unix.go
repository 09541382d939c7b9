//go:build linux || darwin

package store

import "golang.org/x/sys/unix"

func freeSpace(dir string) int64 {
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) != nil {
		return -1
	}
	//nolint:gosec,unconvert // the types differ by system, and no disk has 2^63 bytes
	return int64(fs.Bavail) * int64(fs.Bsize)
}
