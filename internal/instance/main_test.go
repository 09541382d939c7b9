package instance_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"cuedrop/internal/fault"
	"cuedrop/internal/instance"
)

// envDir makes the test binary a program with a window on this workspace.
const envDir = "CUEDROP_TEST_WINDOW"

// patience is how long a test waits for what must happen; none waits that long unless
// it fails.
const patience = 20 * time.Second

func TestMain(m *testing.M) {
	if dir := os.Getenv(envDir); dir != "" {
		os.Exit(program(dir, os.Args[1:]))
	}
	goleak.VerifyTestMain(m)
}

// program is what main does around the window: it prints what the window gets, one
// line each, and ends with its input.
func program(dir string, files []string) int {
	w, err := instance.Claim(context.Background(), dir, instance.Handed{Files: files})
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, fault.MessageOf(err))
		return 1
	case w == nil:
		return 0
	}
	defer w.Close()
	var mu sync.Mutex
	show := func(files []string) {
		mu.Lock()
		defer mu.Unlock()
		_ = json.NewEncoder(os.Stdout).Encode(files)
	}
	show(files)
	w.Take(func(h instance.Handed) { show(h.Files) })
	_, _ = io.Copy(io.Discard, os.Stdin)
	w.Take(nil)
	return 0
}

// running is a program that a test started.
type running struct {
	t      *testing.T
	cmd    *exec.Cmd
	input  io.Closer
	lines  *bufio.Reader
	stderr strings.Builder
}

func start(t *testing.T, dir string, files ...string) *running {
	t.Helper()
	r := &running{t: t, cmd: exec.Command(os.Args[0], files...)}
	r.cmd.Env = append(os.Environ(), envDir+"="+dir)
	r.cmd.Stderr = &r.stderr
	input, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.input, r.lines = input, bufio.NewReader(output)
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.cmd.Process.Kill(); _ = r.cmd.Wait() })
	return r
}

// shows waits for the next thing that the window gets; nil when the program has ended
// or never had a window.
func (r *running) shows() []string {
	r.t.Helper()
	line, err := r.lines.ReadBytes('\n')
	if err != nil {
		return nil
	}
	files := []string{}
	if err := json.Unmarshal(line, &files); err != nil {
		r.t.Fatalf("%s: %v", line, err)
	}
	return append([]string{}, files...)
}

// ends waits for the program's end and returns its exit code.
func (r *running) ends() int {
	r.t.Helper()
	timer := time.AfterFunc(patience, func() { _ = r.cmd.Process.Kill() })
	defer timer.Stop()
	_ = r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode()
}
