package media

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFFmpegDiesWithTheApp kills a process that converts, the hard way, and looks
// for its ffmpeg (reliability-security.md E5).
func TestFFmpegDiesWithTheApp(t *testing.T) {
	t.Parallel()
	in := clip(t, "slow.mp4")
	dir := t.TempDir()
	app := exec.Command(os.Args[0], "-test.run", "^TestHelperConverts$", "-test.v")
	app.Env = append(os.Environ(), "CUEDROP_TEST_CLIP="+in, "CUEDROP_TEST_OUT="+filepath.Join(dir, "out.mp4"))
	out, err := app.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, err := fmt.Sscanf(lines.Text(), "ffmpeg runs as %d", &pid); err == nil {
			break
		}
	}
	if pid == 0 {
		t.Fatal("no ffmpeg started")
	}
	if nice := statFields(pid)[16]; nice != fmt.Sprint(niceness) {
		t.Errorf("niceness %s", nice)
	}
	if limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid)); err != nil || !bytes.Contains(limits, fmt.Appendf(nil, "%d", uint64(convertMemory))) {
		t.Errorf("no memory limit: %v", err)
	}
	if err := app.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = app.Wait()
	deadline := time.After(5 * time.Second)
	for fields := statFields(pid); fields != nil && fields[0] != "Z"; fields = statFields(pid) {
		select {
		case <-deadline:
			t.Fatalf("ffmpeg still runs: %v", fields)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// statFields are those of /proc/PID/stat from the state on, or nil.
func statFields(pid int) []string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	return strings.Fields(rest)
}

// TestHelperConverts is the process that TestFFmpegDiesWithTheApp kills.
func TestHelperConverts(t *testing.T) {
	in, out := os.Getenv("CUEDROP_TEST_CLIP"), os.Getenv("CUEDROP_TEST_OUT")
	if in == "" {
		t.Skip("a part of TestFFmpegDiesWithTheApp")
	}
	e := New(Options{})
	e.started = func(pid int) { fmt.Printf("ffmpeg runs as %d\n", pid) }
	if _, err := e.Prepare(context.Background(), in, out, PrepareOptions{}); err != nil {
		t.Fatal(err)
	}
}
