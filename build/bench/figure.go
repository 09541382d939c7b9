//go:build linux

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// figure is one line of the result.
type figure struct {
	name, measured, baseline string
	ratio                    float64 // 0 = none
	goal                     string
	ok                       bool
}

func printFigures(all []figure) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tmeasured\tbaseline\tratio\tgoal\tverdict")
	for _, f := range all {
		ratio, verdict := "-", "over"
		if f.ratio > 0 {
			ratio = fmt.Sprintf("%.2f", f.ratio)
		}
		if f.ok {
			verdict = "met"
		}
		if f.baseline == "" {
			f.baseline = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", f.name, f.measured, f.baseline, ratio, f.goal, verdict)
	}
	_ = w.Flush()
}

func median[T float64 | int64 | time.Duration](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// memory returns a line of /proc/self/status in bytes: VmRSS, or VmHWM for the peak.
func memory(name string) (int64, error) { return memoryOf(os.Getpid(), name) }

// memoryOf is memory of another process.
func memoryOf(pid int, name string) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		var kb int64
		if n, _ := fmt.Sscanf(line, name+": %d kB", &kb); n == 1 {
			return kb * 1024, nil
		}
	}
	return 0, fmt.Errorf("this kernel does not say %s", name)
}

// forgetPeak makes VmHWM count from now on (proc(5), clear_refs).
func forgetPeak() error {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		return fmt.Errorf("reset the peak memory, which needs a kernel with CONFIG_PROC_PAGE_MONITOR: %w", err)
	}
	return nil
}

// processor returns the time that this process has spent on the processor.
func processor() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
