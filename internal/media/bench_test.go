package media

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
)

// BenchmarkPrepareFull compares the full route, with all its checks and hashing, to
// bare ffmpeg with the same arguments on the same clip, in turns. It reports the
// median of the ratios; the goal is at most 1.05. Other work on the machine
// distorts it: ours runs with less than normal priority, the bare one does not.
func BenchmarkPrepareFull(b *testing.B) {
	const rounds = 3
	ctx := context.Background()
	in := clip(b, "bench.mp4")
	e := New(Options{})
	tools, err := e.Tools(ctx)
	if err != nil {
		b.Fatal(err)
	}
	f, err := e.inspect(ctx, in, true)
	if err != nil {
		b.Fatal(err)
	}
	out := filepath.Join(b.TempDir(), "out.mp4")
	args, err := renderArgs(newPlan(f, cuedrop.RouteFull, cuedrop.Edit{}), tools, in, out)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var ratios []float64
		for range rounds {
			start := time.Now()
			if _, err := e.Prepare(ctx, in, out, PrepareOptions{}); err != nil {
				b.Fatal(err)
			}
			ours := time.Since(start)
			start = time.Now()
			if err := exec.Command(tools.FFmpeg, args...).Run(); err != nil {
				b.Fatal(err)
			}
			ratios = append(ratios, ours.Seconds()/time.Since(start).Seconds())
		}
		slices.Sort(ratios)
		b.ReportMetric(ratios[rounds/2], "x-bare-ffmpeg")
	}
}
