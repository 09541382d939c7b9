//go:build unix

package media

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// family is a shim as package managers make them, which starts other programs, which
// start more. It writes their numbers down, and then the last file.
const family = `[ "$kind" = job ] || exec "$real" "$@"
echo junk >"${last#file:}"
(sleep 600 & echo $! >"$log.1"; wait) &
echo $! >"$log.2"
sleep 600 & echo $! >"$log.3"
while [ ! -s "$log.1" ]; do :; done
echo $$ >"$log.new"; mv "$log.new" "$log.all"
wait`

// canceled cancels a conversion once its family is complete, and waits until the last
// of it is gone. It returns how long that took.
func (p pretender) canceled(tb testing.TB, in string) time.Duration {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	all := filepath.Join(p.dir, "calls.all")
	var began time.Time
	go func() {
		for ctx.Err() == nil && !isFile(all) {
			<-time.After(2 * time.Millisecond)
		}
		began = time.Now()
		cancel()
	}()
	dir := tb.TempDir()
	_, err := p.engine(cuedrop.MediaRules{}).Prepare(ctx, in, filepath.Join(dir, "out.mp4"), PrepareOptions{})
	if !fault.Is(err, fault.Canceled) {
		tb.Fatalf("%v", err)
	}
	onlyFiles(tb, dir)
	for _, name := range []string{"calls.1", "calls.2", "calls.3", "calls.all"} {
		vanishes(tb, filepath.Join(p.dir, name))
	}
	took := time.Since(began)
	if err := os.Remove(all); err != nil {
		tb.Fatal(err)
	}
	return took
}

// TestCancelEndsGrandchildren: no process stays, and no part of a file either.
func TestCancelEndsGrandchildren(t *testing.T) {
	t.Parallel()
	newPretender(t, family).canceled(t, clip(t, "old.mov"))
}

// BenchmarkCancel reports the time from Cancel to the last child gone and the last file
// removed. The goal is below a second.
func BenchmarkCancel(b *testing.B) {
	p := newPretender(b, family)
	in := clip(b, "old.mov")
	var sum, most time.Duration
	n := 0
	for b.Loop() {
		took := p.canceled(b, in)
		sum, most, n = sum+took, max(most, took), n+1
	}
	b.ReportMetric(float64((sum/time.Duration(n)).Microseconds())/1000, "ms/cancel")
	b.ReportMetric(float64(most.Microseconds())/1000, "ms-worst")
}

func TestWhatFFmpegLeavesBehindIsEnded(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	left := filepath.Join(t.TempDir(), "left")
	line := `sleep 600 >/dev/null 2>&1 </dev/null & echo $! >'` + left + `'`
	if _, err := run(t.Context(), command{path: sh, args: []string{"-c", line}, memory: probeMemory}); err != nil {
		t.Fatal(err)
	}
	vanishes(t, left)
}

// vanishes waits until the process whose number is in the file is no more. It was
// killed; the kernel may still be at it.
func vanishes(tb testing.TB, file string) {
	tb.Helper()
	pid, err := strconv.Atoi(strings.TrimSpace(string(read(tb, file))))
	if err != nil || pid <= 1 {
		tb.Fatalf("%s: %d, %v", file, pid, err)
	}
	deadline := time.After(5 * time.Second)
	for !gone(pid) {
		select {
		case <-deadline:
			tb.Fatalf("%s: %d still runs", file, pid)
		case <-time.After(time.Millisecond):
		}
	}
}

// gone reports whether a process is no more, or only waits to be buried.
func gone(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil {
		return true
	}
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return runtime.GOOS == "linux"
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	return strings.HasPrefix(rest, "Z") || strings.HasPrefix(rest, "X")
}
