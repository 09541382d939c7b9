//go:build linux || darwin

package power

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what must happen; none waits that long unless
// it fails.
const patience = 20 * time.Second

// tool is a stand-in for systemd-inhibit: it leaves its number and its environment in a
// folder, drops its options and becomes the command.
func tool(t *testing.T, last string) (program, dir string) {
	t.Helper()
	dir = t.TempDir()
	program = filepath.Join(dir, "tool")
	script := "#!/bin/sh\necho $$ >'" + dir + "/pid'\nenv >'" + dir + "/env'\n" +
		"while case $1 in --*) true ;; *) false ;; esac; do shift; done\n" + last + "\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return program, dir
}

func inhibitHelper(program string) helper {
	return helper{path: program, args: []string{"--what=sleep", "--why=a b", "cat"}, echo: true}
}

// runs reports whether the process with the number in dir/pid is there and no zombie.
func runs(t *testing.T, dir string) bool {
	t.Helper()
	pid := helperPID(t, dir)
	if err := syscall.Kill(pid, 0); err != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

func helperPID(t *testing.T, dir string) int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestTheHelperRunsUntilTheRelease(t *testing.T) {
	t.Setenv("CUEDROP_PASSPHRASE", "canary")
	program, dir := tool(t, `exec "$@"`)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	lost := make(chan struct{})
	release, err := inhibitHelper(program).take(ctx, func() { close(lost) })
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if !runs(t, dir) {
		t.Error("the helper does not outlive the call")
	}
	release()
	if runs(t, dir) {
		t.Error("the helper outlives the release")
	}
	<-lost // the inhibitor above tells a release from a loss
	if env, err := os.ReadFile(filepath.Join(dir, "env")); err != nil || strings.Contains(string(env), "canary") {
		t.Errorf("the helper's environment: %s, %v", env, err)
	}
}

func TestAHelperThatEndsIsReported(t *testing.T) {
	t.Parallel()
	program, dir := tool(t, `exec "$@"`)
	lost := make(chan struct{})
	release, err := inhibitHelper(program).take(t.Context(), func() { close(lost) })
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(helperPID(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-lost:
	case <-time.After(patience):
		t.Error("nobody noticed")
	}
	release()
}

func TestAHelperThatDoesNotStartIsAnError(t *testing.T) {
	t.Parallel()
	refuses, _ := tool(t, "exit 1")
	hangs, dir := tool(t, "exec sleep 1000")
	for _, program := range []string{refuses, hangs, filepath.Join(t.TempDir(), "none")} {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		if release, err := inhibitHelper(program).take(ctx, func() {}); err == nil {
			t.Errorf("%s: no error", program)
			release()
		}
		cancel()
	}
	if runs(t, dir) {
		t.Error("the one that hung was left running")
	}
}

// TestTheHelperEndsWithTheProgram however that ends.
func TestTheHelperEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	program, dir := tool(t, `exec "$@"`)
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), envHold+"="+program)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if n, err := out.Read(make([]byte, 16)); n == 0 {
		t.Fatal(err)
	}
	if !runs(t, dir) {
		t.Fatal("the helper does not run")
	}
	_ = holder.Process.Kill()
	_ = holder.Wait()
	deadline := time.After(patience)
	for runs(t, dir) {
		select {
		case <-deadline:
			t.Fatal("the helper was left running")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func init() {
	holdForEver = func(program string) {
		if _, err := inhibitHelper(program).take(context.Background(), func() {}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("held")
		select {}
	}
}
