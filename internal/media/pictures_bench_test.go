package media

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkFilmstrip compares a strip of ten pictures, with all its looks, to ten
// accurate seeks one after the other, on a minute of 1080p with a keyframe every eight
// seconds, in turns. It reports the median of the ratios; the goal is at least 10
// (media.md 3.5). The suggested cover and the keyframes of the same clip come with it.
func BenchmarkFilmstrip(b *testing.B) {
	const rounds = 3
	ctx := context.Background()
	e := New(Options{})
	in := clip(b, "minute.mp4")
	dir := b.TempDir()
	took := func(work func() error) float64 {
		start := time.Now()
		if err := work(); err != nil {
			b.Fatal(err)
		}
		return time.Since(start).Seconds()
	}
	if _, err := e.binaries(ctx); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var ratios, strips, covers, keys []float64
		for range rounds {
			strip := took(func() error { return e.Filmstrip(ctx, in, filepath.Join(dir, "s.jpg"), 10, 108) })
			seeks := took(func() error {
				for i := range 10 {
					at := fmt.Sprint(6*i + 3)
					if err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-y", "-ss", at, "-i", in, "-an", "-frames:v", "1",
						"-vf", "scale=108:-2", "-update", "1", filepath.Join(dir, "t.jpg")).Run(); err != nil {
						return err
					}
				}
				return nil
			})
			ratios, strips = append(ratios, seeks/strip), append(strips, strip)
			covers = append(covers, took(func() error { _, err := e.BestFrame(ctx, in); return err }))
			keys = append(keys, took(func() error { _, _, err := e.Keyframes(ctx, in); return err }))
		}
		for unit, all := range map[string][]float64{"x-ten-seeks": ratios, "s-strip": strips, "s-cover": covers, "s-keyframes": keys} {
			slices.Sort(all)
			b.ReportMetric(all[rounds/2], unit)
		}
	}
}
