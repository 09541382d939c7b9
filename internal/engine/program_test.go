//go:build unix

package engine_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"

	_ "cuedrop/internal/cli" // so that Go's cache of test results knows what the program is made of
	"cuedrop/internal/sandbox"
)

// program is the real command line, built once as `make build` builds it.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "engine-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "cuedrop")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "cuedrop")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	programDir = dir
	return path, nil
})

var programDir string // "" = not built

func removeProgram() {
	if programDir != "" {
		_ = os.RemoveAll(programDir) // a folder in temp is the system's to clean
	}
}

// start runs the program on the world's workspace and its sandbox. Its standard error
// comes back line by line; the channel is closed when the program has ended.
func (w *world) start(args ...string) (*exec.Cmd, <-chan string) {
	w.t.Helper()
	path, err := program()
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.CommandContext(w.t.Context(), path, args...)
	cmd.Env = []string{
		"HOME=" + w.dataDir, "PATH=" + os.Getenv("PATH"),
		"CUEDROP_DATA_DIR=" + w.dataDir, "CUEDROP_TIKTOK_URL=" + w.address(), "CUEDROP_PASSPHRASE=" + passphrase,
		"CUEDROP_CLIENT_KEY=" + sandbox.DefaultClientKey, "CUEDROP_CLIENT_SECRET=" + sandbox.DefaultClientSecret,
		// No clip here needs ffmpeg, and asking it for its version is most of a start.
		"CUEDROP_FFMPEG=" + w.dataDir, "CUEDROP_FFPROBE=" + w.dataDir,
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	errs, err := cmd.StderrPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(errs); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return cmd, lines
}

// address is where the program finds TikTok: at the sandbox, or at what stands before it.
func (w *world) address() string {
	if w.front != "" {
		return w.front
	}
	return w.sandbox.URL()
}

// end waits for a started program and returns its exit code, or killed.
func end(cmd *exec.Cmd, lines <-chan string) (code int, said []string, killed bool) {
	for line := range lines {
		said = append(said, line)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); errors.As(err, &exit) {
		status, ok := exit.Sys().(syscall.WaitStatus)
		killed = ok && status.Signaled() && status.Signal() == syscall.SIGKILL
	}
	return cmd.ProcessState.ExitCode(), said, killed
}
