//go:build linux || darwin

package media

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

const (
	openFlags = unix.O_NONBLOCK // opening a pipe must not wait for its writer
	niceness  = 5
)

// kill ends the child's process group: also after the child itself is gone, for what
// it left behind. Its number is not given out again while the group has members, and
// systems count on before they start over.
func (g *group) kill(cmd *exec.Cmd) error {
	err := unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
	if errors.Is(err, unix.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

func (g *group) close() {}

// isBlocked reports whether a start failed because something forbids it.
func isBlocked(err error) bool { return errors.Is(err, fs.ErrPermission) }

func isLocked(error) bool { return false }

// isTransient reports whether a rename may work a moment later. POSIX renames do
// not fail because somebody reads the file.
func isTransient(error) bool { return false }

func isDiskFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}

// freeSpace returns the bytes that this user may still write in dir, or -1.
func freeSpace(dir string) int64 {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(min(s.Bavail*uint64(max(s.Bsize, 0)), 1<<62))
}

// syncDir makes a rename in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}
