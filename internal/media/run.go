package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"cuedrop/internal/fault"
)

const (
	tailLength = 16 << 10 // of stderr
	tailLines  = 20       // of stderr in the log (reliability-security.md E2)
	// waitDelay frees the pipes when something that ffmpeg started holds them.
	waitDelay = 2 * time.Second
	// Memory of one child (E7). A 4K HDR conversion needs 0.9 GB on two cores and
	// more threads take more; a look needs 0.1 GB.
	probeMemory   = 2 << 30
	convertMemory = 6 << 30
)

var (
	errTimeout = errors.New("took too long")
	errTooMuch = errors.New("wrote too much")
)

// exitError says that a child started and failed on its own.
type exitError struct {
	state string // "exit status 1", "signal: killed"
}

func (e *exitError) Error() string { return e.state }

// command is one child process: path and arguments, never a shell's line.
type command struct {
	path    string
	args    []string
	stdin   io.Reader // nil is no input
	stdout  io.Writer // nil discards
	memory  uint64    // limit in bytes
	started func(pid int)
}

// run starts c and waits for it. When ctx ends, the whole process group is killed
// and run returns context.Cause(ctx). A child that lacks a guard is not started
// (guarded). The child gets a short environment without our secrets and less than
// normal priority, what it started itself ends when it does, and it dies with this
// process where the system can arrange that (Linux, Windows). tail is the end of
// its stderr: for the log, never for people.
func run(ctx context.Context, c command) (tail string, err error) {
	if err := guarded(c); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, c.path, c.args...)
	cmd.Env = childEnv(os.Environ())
	cmd.Stdin = c.stdin
	cmd.Stdout = c.stdout
	stderr := &lastBytes{max: tailLength}
	cmd.Stderr = stderr
	cmd.WaitDelay = waitDelay
	group := newGroup(c.memory)
	defer group.close()
	group.prepare(cmd)
	cmd.Cancel = func() error { return group.kill(cmd) }

	// Linux kills the child when the thread that started it ends, so this
	// goroutine keeps its thread until the child is gone.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := ctx.Err(); err != nil {
		return "", context.Cause(ctx)
	}
	if err := cmd.Start(); err != nil {
		return "", startFault(err)
	}
	group.adopt(cmd)
	if c.started != nil {
		c.started(cmd.Process.Pid)
	}
	err = cmd.Wait()
	_ = group.kill(cmd) // what the child left behind
	if ctx.Err() != nil {
		return stderr.String(), context.Cause(ctx)
	}
	var exit *exec.ExitError
	switch {
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
		return stderr.String(), nil
	case errors.Is(err, errTooMuch):
		return stderr.String(), errTooMuch
	case errors.As(err, &exit):
		return stderr.String(), &exitError{state: exit.String()}
	}
	return stderr.String(), fmt.Errorf("wait for %s: %w", c.path, err)
}

// short runs one look at a file with a deadline. Running out of it is errTimeout;
// the caller's own ctx ending is a Canceled fault.
func (e *Engine) short(ctx context.Context, limit time.Duration, c command) (tail string, err error) {
	inner, cancel := context.WithTimeoutCause(ctx, limit, errTimeout)
	defer cancel()
	c.memory = probeMemory
	tail, err = run(inner, c)
	if ctx.Err() != nil {
		return tail, canceled(ctx)
	}
	return tail, err
}

// startFault tells a program that security software holds back from one that is gone.
func startFault(err error) error {
	if errors.Is(err, fs.ErrPermission) || isBlocked(err) {
		return fault.Wrap(err, fault.Unsupported, "ffmpeg.blocked",
			"The system does not let Cuedrop start ffmpeg. Allow it in your security software, or choose another ffmpeg in Settings.")
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
		return missing(err)
	}
	return fault.Wrap(err, fault.Unsupported, "ffmpeg.missing",
		"The ffmpeg on this computer cannot be started. It may be for another system: "+howToGet(runtime.GOOS)+".")
}

// passedOn are the only environment variables that a child gets. The rest may
// hold our secrets, a proxy, or switches such as FFREPORT, which writes paths to a
// file.
var passedOn = map[string]bool{
	"PATH": true, "HOME": true, "LANG": true, "LC_ALL": true, "TMPDIR": true, "LD_LIBRARY_PATH": true,
	"XDG_RUNTIME_DIR": true, "DISPLAY": true, "LIBVA_DRIVER_NAME": true, "LIBVA_DRIVERS_PATH": true,
	"SYSTEMROOT": true, "WINDIR": true, "SYSTEMDRIVE": true, "TEMP": true, "TMP": true, "USERPROFILE": true,
	"LOCALAPPDATA": true, "APPDATA": true, "PROGRAMDATA": true, "NUMBER_OF_PROCESSORS": true, "PATHEXT": true,
}

func childEnv(env []string) []string {
	out := []string{}
	for _, kv := range env {
		name, _, _ := strings.Cut(kv, "=")
		if passedOn[strings.ToUpper(name)] {
			out = append(out, kv)
		}
	}
	return out
}

// redact shortens a child's stderr to its last lines and takes the paths out.
func redact(tail string, paths ...string) string {
	for _, p := range paths {
		if p != "" {
			tail = strings.ReplaceAll(tail, p, "<file>")
		}
	}
	lines := strings.Split(strings.TrimSpace(tail), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}

// lastBytes keeps the last max bytes written to it.
type lastBytes struct {
	mu  sync.Mutex
	max int
	buf []byte
}

func (l *lastBytes) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf = append(l.buf, p...)
	if over := len(l.buf) - l.max; over > 0 {
		l.buf = append(l.buf[:0], l.buf[over:]...)
	}
	return len(p), nil
}

func (l *lastBytes) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.ToValidUTF8(string(l.buf), "?")
}

// capped keeps up to max bytes and refuses more, which ends the child's output.
type capped struct {
	max int
	bytes.Buffer
}

func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > c.max {
		return 0, errTooMuch
	}
	return c.Buffer.Write(p)
}
