//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	windowRounds = 5
	windowTries  = 60 * time.Second // for a window to be drawn, on a cold machine
	windowRest   = 5 * time.Second  // after which an idle window has done what it had to
)

// measureWindow measures the desktop build with a long queue against an empty Wails window
// (build/bench/emptywindow): from the start of the process until the first screen can be
// used, the memory of the process, and what it costs while nobody does anything. It needs a
// display; build/bench.sh sees to that, and names the programs.
func measureWindow(ctx context.Context, dir string, tiktok *server, s sizes) ([]figure, error) {
	app, empty := os.Getenv("BENCH_APP"), os.Getenv("BENCH_EMPTY_WINDOW")
	if app == "" || empty == "" || os.Getenv("DISPLAY") == "" {
		return nil, errors.New("the window's part needs a display and the programs in BENCH_APP and BENCH_EMPTY_WINDOW: run build/bench.sh")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	clip := filepath.Join(dir, "clip.mp4")
	if err := makeFile(clip, "window", 100_000); err != nil {
		return nil, err
	}
	// Keyring: as users have it. A passphrase is slow on purpose.
	long := job{URL: tiktok.URL, Control: tiktok.Control, Data: filepath.Join(dir, "window"), Clips: []string{clip}, Posts: s.queue, Keyring: true}
	if _, err := ask(ctx, "fill", long); err != nil {
		return nil, err
	}
	ours, bare := []opened{}, []opened{}
	for range windowRounds {
		o, err := openWindow(ctx, s.idle, long.environment(), app, "--log-level", "info")
		if err != nil {
			return nil, err
		}
		b, err := openWindow(ctx, 0, os.Environ(), empty)
		if err != nil {
			return nil, err
		}
		ours, bare = append(ours, o), append(bare, b)
	}
	return windowFigures(ours, bare, s), nil
}

func windowFigures(ours, bare []opened, s sizes) []figure {
	drawn, base := median(each(ours, opened.seconds)), median(each(bare, opened.seconds))
	memory, baseMemory := median(each(ours, opened.megabytes)), median(each(bare, opened.megabytes))
	busy := median(each(ours, opened.busy))
	return []figure{
		{
			name: fmt.Sprintf("window usable with %d posts", s.queue), measured: fmt.Sprintf("%.2f s", drawn), baseline: fmt.Sprintf("%.2f s (empty window)", base),
			ratio: drawn / base, goal: "<= 1.0 s and <= 1.5", ok: drawn <= 1 && drawn/base <= 1.5,
		},
		{
			name: fmt.Sprintf("memory of the window with %d posts", s.queue), measured: fmt.Sprintf("%.0f MB", memory), baseline: fmt.Sprintf("%.0f MB (empty window)", baseMemory),
			ratio: memory / baseMemory, goal: "<= 1.4", ok: memory/baseMemory <= 1.4,
		},
		{name: "window idle, all its processes", measured: fmt.Sprintf("%.2f %% of a core", busy), goal: "< 1 %", ok: busy < 1},
	}
}

// opened is what a window cost.
type opened struct {
	drawn time.Duration // from the start of the process
	rss   int64         // of the process, at rest
	cost  float64       // percent of one core, with the web view's processes
}

func (o opened) seconds() float64   { return o.drawn.Seconds() }
func (o opened) megabytes() float64 { return float64(o.rss) / 1e6 }
func (o opened) busy() float64      { return o.cost }

func each(list []opened, of func(opened) float64) (out []float64) {
	for _, o := range list {
		out = append(out, of(o))
	}
	return out
}

// openWindow starts a program, waits until it says that its window is drawn, lets it rest,
// watches it for idle, and ends it.
func openWindow(ctx context.Context, idle time.Duration, env []string, path string, args ...string) (o opened, err error) {
	ctx, cancel := context.WithTimeout(ctx, windowTries+windowRest+idle)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = env
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return o, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return o, err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	said := bufio.NewScanner(stderr)
	for said.Scan() {
		if strings.Contains(said.Text(), "window drawn") {
			o.drawn = time.Since(start)
			break
		}
	}
	if o.drawn == 0 {
		return o, fmt.Errorf("%s did not say that its window is drawn", filepath.Base(path))
	}
	go func() {
		// Read on, so that the program is not held up.
		for said.Scan() {
		}
	}()
	time.Sleep(windowRest)
	if o.rss, err = memoryOf(cmd.Process.Pid, "VmRSS"); err != nil || idle == 0 {
		return o, err
	}
	before, err := workOfTree(cmd.Process.Pid)
	if err != nil {
		return o, err
	}
	time.Sleep(idle)
	after, err := workOfTree(cmd.Process.Pid)
	o.cost = 100 * (after - before).Seconds() / idle.Seconds()
	return o, err
}

// tick is the unit of the times in /proc/PID/stat (proc(5); 100 a second on Linux).
const tick = 10 * time.Millisecond

// workOfTree is the processor time of a process, with its threads that have ended, and of all
// that it has started and that still runs.
func workOfTree(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name in parentheses may hold anything; utime and stime are fields 14 and 15.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("process %d has an odd stat", pid)
	}
	var user, system int64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		return 0, err
	}
	sum := time.Duration(user+system) * tick
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return 0, err
	}
	for _, task := range tasks {
		raw, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended
		}
		for child := range strings.FieldsSeq(string(raw)) {
			var id int
			if _, err := fmt.Sscan(child, &id); err != nil {
				return 0, err
			}
			if more, err := workOfTree(id); err == nil {
				sum += more
			}
		}
	}
	return sum, nil
}
