package media

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// group is a child and all that it starts. It dies with this process.
type group struct{ memory uint64 }

func newGroup(memory uint64) *group { return &group{memory: memory} }

func (g *group) prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// adopt sets what can only be set on a running process. Failing is no reason to
// stop: the limits are a second line.
func (g *group) adopt(cmd *exec.Cmd) {
	pid := cmd.Process.Pid
	_ = unix.Setpriority(unix.PRIO_PGRP, pid, niceness)
	// RLIMIT_DATA, not RLIMIT_AS: glibc reserves much more address space for threads
	// than it uses.
	if g.memory > 0 {
		_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: g.memory, Max: g.memory}, nil)
	}
}
