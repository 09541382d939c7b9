package media

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// group is a child and all that it starts. macOS has no way to tie it to our own
// life: a crash of the app leaves a conversion running to its end, into a file that
// nobody renames.
type group struct{}

func newGroup(uint64) *group { return &group{} }

func (g *group) prepare(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func (g *group) adopt(cmd *exec.Cmd) {
	_ = unix.Setpriority(unix.PRIO_PGRP, cmd.Process.Pid, niceness)
}
