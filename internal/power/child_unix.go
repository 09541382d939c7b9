//go:build linux || darwin

package power

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// passedOn are the only environment variables that a helper gets. The rest may hold
// our secrets.
var passedOn = []string{"PATH", "HOME", "LANG", "LC_ALL", "XDG_RUNTIME_DIR", "DBUS_SYSTEM_BUS_ADDRESS"}

// helper keeps the computer awake while the program runs. With echo it counts from
// when the program has sent back a line, without from when it runs.
type helper struct {
	path string
	args []string
	echo bool
}

// take starts the helper, in a process group of its own. It ends with release, and
// with this process: its input closes then.
func (h helper) take(ctx context.Context, lost func()) (release func(), err error) {
	path, err := exec.LookPath(h.path)
	if err != nil {
		return nil, err
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	cmd := exec.CommandContext(life, path, h.args...)
	cmd.Env = shortEnv()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return unix.Kill(-cmd.Process.Pid, unix.SIGKILL) }
	cmd.WaitDelay = time.Second
	said, closeInput, err := start(cmd)
	if err != nil {
		end()
		return nil, err
	}
	defer func() { _ = said.Close() }()
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = cmd.Wait()
		lost()
	}()
	release = func() {
		closeInput()
		end()
		<-over
	}
	if h.echo {
		if err := answers(ctx, said); err != nil {
			release()
			return nil, err
		}
	}
	return release, nil
}

// start starts cmd with a line in its input, which stays open, and returns its output.
func start(cmd *exec.Cmd) (said *os.File, closeInput func(), err error) {
	in, input, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	said, out, err := os.Pipe()
	if err != nil {
		_, _ = in.Close(), input.Close()
		return nil, nil, err
	}
	cmd.Stdin, cmd.Stdout = in, out
	_, err = input.WriteString("\n")
	if err == nil {
		err = cmd.Start()
	}
	_, _ = in.Close(), out.Close() // the child's now
	if err != nil {
		_, _ = input.Close(), said.Close()
		return nil, nil, err
	}
	return said, func() { _ = input.Close() }, nil
}

// answers waits for the first byte of a helper.
func answers(ctx context.Context, said *os.File) error {
	if deadline, ok := ctx.Deadline(); ok {
		if err := said.SetReadDeadline(deadline); err != nil {
			return err
		}
	}
	stop := context.AfterFunc(ctx, func() { _ = said.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	if n, err := said.Read(make([]byte, 1)); n == 0 {
		return fmt.Errorf("the helper did not start: %w", errors.Join(ctx.Err(), err))
	}
	return nil
}

func shortEnv() (env []string) {
	for _, name := range passedOn {
		if v, ok := os.LookupEnv(name); ok && !strings.ContainsRune(v, 0) {
			env = append(env, name+"="+v)
		}
	}
	return env
}
