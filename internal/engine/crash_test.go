//go:build unix

package engine_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/sandbox"
)

const (
	envChild  = "CUEDROP_TEST_CHILD"   // data folder
	envTikTok = "CUEDROP_TEST_TIKTOK"  // sandbox URL
	envKillAt = "CUEDROP_TEST_KILL_AT" // 1-based point at which to die; 0 = never
	envFullAt = "CUEDROP_TEST_FULL_AT" // 1-based point from which nothing can be written; 0 = never
	envPoints = "CUEDROP_TEST_POINTS"  // file that gets the name of each point passed
)

// publishUntilIdle is the child: a whole engine on the parent's sandbox.
func publishUntilIdle() error {
	killAt, err := strconv.Atoi(os.Getenv(envKillAt))
	fullAt, err2 := strconv.Atoi(os.Getenv(envFullAt))
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	points, err := os.OpenFile(os.Getenv(envPoints), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	passed := 0
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	e, err := engine.New(ctx, engine.Config{
		DataDir: os.Getenv(envChild), TikTokURL: os.Getenv(envTikTok), Passphrase: passphrase,
		Credentials: cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret},
		AckEvery:    -1,
		Probe: func(point string) {
			passed++
			_, _ = fmt.Fprintln(points, point)
			if passed == fullAt {
				refuseWrites()
			}
			if passed == killAt {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // the signal is on its way; nothing may happen after the point
			}
		},
	})
	if err != nil {
		return err
	}
	defer e.Close()
	return untilIdle(ctx, e)
}

// refuseWrites makes every write to a file fail from now on, as on a disk that is full,
// and kills the program when it has met that: it would rest for half a minute.
func refuseWrites() {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
	limit.Cur = 0
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
	time.AfterFunc(refusalLasts, func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL) })
}

// refusalLasts is enough for several steps of a publish, none of which may happen.
const refusalLasts = 200 * time.Millisecond

// child runs publishUntilIdle in a process of its own and reports whether it was
// killed, and the points that it passed.
func (w *world) child(killAt int) (killed bool, points []string) { return w.childWith(killAt, 0) }

func (w *world) childWith(killAt, fullAt int) (killed bool, points []string) {
	w.t.Helper()
	record := filepath.Join(w.t.TempDir(), "points")
	cmd := exec.CommandContext(w.t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), envChild+"="+w.dataDir, envTikTok+"="+w.sandbox.URL(),
		envKillAt+"="+strconv.Itoa(killAt), envFullAt+"="+strconv.Itoa(fullAt), envPoints+"="+record)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		status, ok := exit.Sys().(syscall.WaitStatus)
		killed = ok && status.Signaled() && status.Signal() == syscall.SIGKILL
	}
	if err != nil && !killed {
		w.t.Fatalf("child: %v\n%s", err, out.String())
	}
	raw, err := os.ReadFile(record)
	if err != nil {
		w.t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for lines.Scan() {
		points = append(points, lines.Text())
	}
	return killed, points
}

// manyChunks is the least size that is sent in several chunks.
const manyChunks = 64_000_001

// TestKilledAtEveryPoint kills the program at every point of a publish, starts it
// again, and finds nothing lost and nothing twice (reliability-security.md 2.A).
func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil) // looks on; only the children publish
	defer e.Close()
	m := w.clip(e, manyChunks)
	id := w.due(e, m, "undisturbed", cuedrop.ModeDirect)
	_, points := w.child(0)
	if len(points) < 30 || !strings.Contains(strings.Join(points, "|"), "before last chunk") {
		t.Fatalf("only %d points: %v", len(points), points)
	}
	w.wantOnce(e, id, m, "undisturbed")
	seen := map[string]int{}
	for i, point := range points {
		// The points of the third and later chunks are those of the second again.
		if seen[point]++; seen[point] > 2 {
			continue
		}
		caption := fmt.Sprintf("killed %d %s", i+1, point)
		id := w.due(e, m, caption, cuedrop.ModeDirect)
		killed, _ := w.child(i + 1)
		if !killed && !strings.Contains(point, "status") {
			// How often status is asked depends on the pace; everything before is fixed.
			t.Errorf("%s: the child lived", caption)
		}
		if killed, _ := w.child(0); killed {
			t.Fatalf("%s: the second child died", caption)
		}
		w.wantOnce(e, id, m, caption)
	}
	t.Logf("killed at %d points", len(points))
}

// TestKilledTwice kills the program, and kills its successor one point after it
// took over.
func TestKilledTwice(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 100_000)
	for first := 3; first <= 14; first++ {
		for second := 1; second <= 2; second++ {
			caption := fmt.Sprintf("killed %d then %d", first, second)
			id := w.due(e, m, caption, cuedrop.ModeDirect)
			w.child(first)
			w.child(second)
			w.child(0)
			w.wantOnce(e, id, m, caption)
		}
	}
}
