//go:build linux || darwin

package media

import "golang.org/x/sys/unix"

func makePipe(path string) bool { return unix.Mkfifo(path, 0o600) == nil }

func suspend(pid int) bool { return unix.Kill(pid, unix.SIGSTOP) == nil }
