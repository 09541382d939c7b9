package media

import (
	"errors"
	"io/fs"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

const openFlags = 0

// group is a job object: the child and all that it starts die with it, also when
// this process ends in any way, because the last handle closes then.
type group struct{ job windows.Handle }

// newGroup makes the job before the child starts, so that little is left to do
// after. Failing is no reason to stop: the child can still be killed on its own.
func newGroup(memory uint64) *group {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return &group{}
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{}
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	if memory > 0 {
		limits.BasicLimitInformation.LimitFlags |= windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY
		limits.ProcessMemoryLimit = uintptr(memory)
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err != nil {
		_ = windows.CloseHandle(job)
		return &group{}
	}
	return &group{job: job}
}

func (g *group) prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		HideWindow:    true,
		CreationFlags: windows.CREATE_NO_WINDOW | windows.BELOW_NORMAL_PRIORITY_CLASS,
	}
}

// adopt puts the running child into the job. Between its start and here lie two
// system calls, and what the child started in between would stay out: the child
// would have to get there before its own libraries are loaded. Starting it suspended
// would close the gap, but Go keeps no handle of the thread to resume, and a child
// that never resumes is the worse failure. ffmpeg itself starts nothing; the shims
// of Scoop and Chocolatey start one program, and later than this.
func (g *group) adopt(cmd *exec.Cmd) {
	if g.job == 0 {
		return
	}
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(cmd.Process.Pid)) //nolint:gosec // Windows counts processes in 32 bits
	if err != nil {
		return
	}
	_ = windows.AssignProcessToJobObject(g.job, process)
	_ = windows.CloseHandle(process)
}

// kill ends the child and all that it started: behind a shim, ffmpeg would hold the
// pipes, and with them the caller, after the shim is gone. The child is also killed
// by itself, because it may not be in the job yet.
func (g *group) kill(cmd *exec.Cmd) error {
	if g.job != 0 {
		_ = windows.TerminateJobObject(g.job, 1)
	}
	return cmd.Process.Kill()
}

func (g *group) close() {
	if g.job != 0 {
		_ = windows.CloseHandle(g.job)
		g.job = 0
	}
}

// isBlocked reports whether a start failed because something forbids it: rights,
// a policy, or an antivirus program that took the file.
func isBlocked(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, windows.ERROR_VIRUS_INFECTED) ||
		errors.Is(err, windows.ERROR_VIRUS_DELETED) || errors.Is(err, windows.ERROR_ACCESS_DISABLED_BY_POLICY)
}

func isLocked(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

// isTransient reports whether a rename may work a moment later: virus scanners and
// sync programs hold new files for a while.
func isTransient(err error) bool { return isLocked(err) || errors.Is(err, windows.ERROR_ACCESS_DENIED) }

func isDiskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// freeSpace returns the bytes that this user may still write in dir, or -1.
func freeSpace(dir string) int64 {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return -1
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return -1
	}
	return int64(min(free, 1<<62))
}

// syncDir does nothing: Windows has no handle to flush a folder with, and NTFS
// journals the rename.
func syncDir(string) error { return nil }
