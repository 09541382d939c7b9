//go:build linux

// Bench measures what README promises as ratios against a named baseline of the same
// run: an upload against curl, a thousand posts against the bare client, a long queue
// against bare SQLite and an empty workspace, clips against bare ffmpeg and ffprobe, the window
// against an empty one, and the sizes of the binaries.
//
// It runs itself again for each part, so that every figure is of a process that does
// that and nothing else; the practice TikTok, too, is a process of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	rounds    = 3
	diskSpare = 1_000_000_000 // bytes, for the database and the clip's head
)

// sizes are what a run measures with; the environment makes quick runs.
type sizes struct {
	upload    int64 // bytes of the one large clip
	posts     int
	postBytes int64
	queue     int // posts that wait for their time
	idle      time.Duration
	parts     string

	clipSeconds int // of the clip that is converted
	clips       int // imported
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	role := run
	if len(os.Args) > 1 {
		role = map[string]func(context.Context) error{
			"sandbox": serveSandbox, "publish": child(publishOne), "posts": child(publishMany), "bare": child(uploadBare),
			"fill": child(fillQueue), "queries": child(timeQueries), "cuedrop": program,
		}[os.Args[1]]
	}
	if role == nil {
		fmt.Fprintln(os.Stderr, "bench: what it does is chosen by the environment: BENCH_UPLOAD_BYTES, BENCH_POSTS, BENCH_POST_BYTES, BENCH_QUEUE, BENCH_IDLE_SECONDS, BENCH_CLIP_SECONDS, BENCH_CLIPS, BENCH_PARTS")
		os.Exit(2)
	}
	if err := role(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	s, err := readSizes()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "cuedrop-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := checkDisk(dir, 2*s.upload+int64(s.posts)*s.postBytes+diskSpare); err != nil {
		return err
	}
	tiktok, err := startSandbox(ctx, dir, s.posts)
	if err != nil {
		return err
	}
	defer tiktok.stop()
	var figures []figure
	for _, part := range []struct {
		name    string
		measure func(context.Context, string, *server, sizes) ([]figure, error)
	}{{"upload", measureUpload}, {"posts", measurePosts}, {"queue", measureQueue}, {"media", measureMedia}, {"window", measureWindow}} {
		if !slices.Contains(strings.Fields(s.parts), part.name) {
			continue
		}
		more, err := part.measure(ctx, filepath.Join(dir, part.name), tiktok, s)
		if err != nil {
			return err
		}
		figures = append(figures, more...)
	}
	figures = append(figures, binaries()...)
	fmt.Println()
	printFigures(figures)
	return nil
}

func readSizes() (sizes, error) {
	s := sizes{}
	upload, err1 := number("BENCH_UPLOAD_BYTES", 4_000_000_000, 100_000_000, 4_000_000_000)
	posts, err2 := number("BENCH_POSTS", 1000, 2*wave, 100_000)
	postBytes, err3 := number("BENCH_POST_BYTES", 1_000_000, 100, 60_000_000)
	queue, err4 := number("BENCH_QUEUE", 10_000, 100, 100_000)
	idle, err5 := number("BENCH_IDLE_SECONDS", 60, 5, 3600)
	clipSeconds, err6 := number("BENCH_CLIP_SECONDS", 20, 2, 600)
	clips, err7 := number("BENCH_CLIPS", 200, 8, 2000)
	s.clipSeconds, s.clips = int(clipSeconds), int(clips)
	s.upload, s.posts, s.postBytes = upload, int(posts)/wave*wave, postBytes
	s.queue, s.idle, s.parts = int(queue), time.Duration(idle)*time.Second, os.Getenv("BENCH_PARTS")
	if s.parts == "" {
		s.parts = "upload posts queue media window"
	}
	return s, errors.Join(err1, err2, err3, err4, err5, err6, err7)
}

func number(name string, fallback, least, most int64) (int64, error) {
	text := os.Getenv(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s is a number from %d to %d", name, least, most)
	}
	return n, nil
}

// checkDisk refuses to begin what the disk can't hold. The files are sparse, but not
// every file system can leave the holes out.
func checkDisk(dir string, need int64) error {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return fmt.Errorf("ask how much room %s has: %w", dir, err)
	}
	if free := int64(fs.Bavail) * fs.Bsize; free < need {
		return fmt.Errorf("%s has %.1f GB free and %.1f GB may be needed: free some, set TMPDIR to another disk, or measure less with BENCH_UPLOAD_BYTES and BENCH_POSTS",
			filepath.Dir(dir), float64(free)/1e9, float64(need)/1e9)
	}
	return nil
}

// binaries are the sizes of what is built already.
func binaries() (out []figure) {
	for _, b := range []struct {
		path, target string
		most         float64
	}{{"bin/cuedrop", "build", 30}, {"build/bin/cuedrop", "desktop", 35}} {
		info, err := os.Stat(b.path)
		if err != nil {
			fmt.Printf("size of %s: not built (make %s)\n", b.path, b.target)
			continue
		}
		mb := float64(info.Size()) / 1e6
		out = append(out, figure{name: "size of " + b.path, measured: fmt.Sprintf("%.1f MB", mb), goal: fmt.Sprintf("<= %.0f MB", b.most), ok: mb <= b.most})
	}
	return out
}
