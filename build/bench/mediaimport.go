//go:build linux

package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/library"
	"cuedrop/internal/media"
	"cuedrop/internal/queue"
)

// imports adds many clips, in turns with ffprobe one after the other, and then all of
// them again; and then clips of which ffprobe has to be asked, as of most phones'.
func (b *mediaBench) imports(ctx context.Context) ([]figure, error) {
	plain, err := b.importOf(ctx, "short.mp4", b.clips, "import of %d clips")
	if err != nil {
		return nil, err
	}
	odd, err := b.importOf(ctx, "jitter.mp4", max(b.clips/4, 5*mediaRounds), "import of %d that ffprobe must see")
	if err != nil {
		return nil, err
	}
	return append(plain, odd[:2]...), nil
}

func (b *mediaBench) importOf(ctx context.Context, name string, n int, title string) ([]figure, error) {
	b.Data = b.path("imports-" + name)
	e, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	if err := e.Media.Available(ctx); err != nil {
		return nil, err
	}
	clips, err := b.manyClips(name, n)
	if err != nil {
		return nil, err
	}
	var ratios, work []float64
	var ours, bares time.Duration
	for part := range slices.Chunk(clips, (len(clips)+mediaRounds-1)/mediaRounds) {
		began, before := time.Now(), spent()
		for _, clip := range part {
			if _, err := b.bare(ctx, b.ffprobe, "-v", "error", "-show_format", "-show_streams", "-of", "json", "-o", b.path("probe.json"), "-i", "file:"+clip); err != nil {
				return nil, err
			}
		}
		bare, bareWork := time.Since(began), spent()-before
		before = spent()
		our, err := importAll(ctx, e, part)
		if err != nil {
			return nil, err
		}
		ourWork := spent() - before
		ours, bares, ratios = ours+our, bares+bare, append(ratios, bare.Seconds()/our.Seconds())
		work = append(work, bareWork.Seconds()/ourWork.Seconds())
		fmt.Printf("import of %d clips: ffprobe alone %.2f s (processor %.2f s), cuedrop with digests and drafts %.2f s (processor %.2f s)\n",
			len(part), bare.Seconds(), bareWork.Seconds(), our.Seconds(), ourWork.Seconds())
	}
	again, err := importAll(ctx, e, clips)
	if err != nil {
		return nil, err
	}
	each := again / time.Duration(len(clips))
	return []figure{
		{name: fmt.Sprintf(title, len(clips)), measured: fmt.Sprintf("%.2f s", ours.Seconds()), baseline: fmt.Sprintf("%.2f s (ffprobe, one by one)", bares.Seconds()), ratio: median(ratios), goal: ">= 2.00", ok: median(ratios) >= 2},
		{name: "  its processor time", measured: "-", ratio: median(work), goal: "-", ok: true},
		{name: "  again, each clip", measured: fmt.Sprintf("%.2f ms", each.Seconds()*1000), baseline: fmt.Sprintf("%.1f ms (the first time)", ours.Seconds()*1000/float64(len(clips))), goal: "< 1 ms", ok: each < time.Millisecond},
	}, nil
}

// manyClips are copies of a short clip that differ in a box that nobody reads, an hour
// old: of a file that was written just now the library does not trust the time.
func (b *mediaBench) manyClips(name string, n int) (all []string, err error) {
	raw, err := os.ReadFile(b.path(name))
	if err != nil {
		return nil, err
	}
	folder := b.path("many-" + name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	hourAgo := time.Now().Add(-time.Hour)
	for i := range n {
		box := binary.BigEndian.AppendUint32(nil, 16)
		box = append(box, "free"...)
		box = binary.BigEndian.AppendUint64(box, uint64(i))
		path := filepath.Join(folder, fmt.Sprintf("clip%04d.mp4", i))
		if err := os.WriteFile(path, append(slices.Clone(raw), box...), 0o600); err != nil {
			return nil, err
		}
		if err := os.Chtimes(path, hourAgo, hourAgo); err != nil {
			return nil, err
		}
		all = append(all, path)
	}
	return all, nil
}

// importAll makes a draft of each clip, as the window does, and returns how long it took.
func importAll(ctx context.Context, e *engine.Engine, clips []string) (time.Duration, error) {
	began, drafts := time.Now(), 0
	err := e.Library.Import(ctx, clips, library.ImportOptions{Added: func(ctx context.Context, batch []library.Imported) error {
		var all []queue.Draft
		for _, i := range batch {
			if i.Err != nil {
				return i.Err
			}
			all = append(all, queue.Draft{MediaID: i.Media.ID, Mode: cuedrop.ModeDirect})
		}
		posts, err := e.Queue.CreateAll(ctx, all...)
		drafts += len(posts)
		return err
	}})
	if err == nil && drafts != len(clips) {
		err = fmt.Errorf("%d drafts of %d clips", drafts, len(clips))
	}
	return time.Since(began), err
}

// conforming adds a clip that goes out as it is and readies it for its post.
func (b *mediaBench) conforming(ctx context.Context) ([]figure, error) {
	defer b.scripts()()
	b.Data = b.path("conforming")
	e, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	if err := e.Media.Available(ctx); err != nil { // asks both for their version, once a run
		return nil, err
	}
	b.calls()
	m, err := e.Library.Add(ctx, b.path("copy.mp4"))
	if err != nil {
		return nil, err
	}
	r, err := e.Library.Render(ctx, cuedrop.Post{ID: "post_bench", MediaID: m.ID}, nil)
	if err != nil {
		return nil, err
	}
	others, probes := 0, 0
	for _, call := range b.calls() {
		if call[0] == "ffprobe" {
			probes++
		} else {
			others++
		}
	}
	written, _ := filepath.Glob(filepath.Join(e.Dir(), "renditions", "*"))
	return []figure{{
		name: "clip that conforms", measured: fmt.Sprintf("%d files, %d ffprobe, %d ffmpeg", len(written), probes, others),
		goal: "0 files, 0 ffmpeg", ok: r.Path == b.path("copy.mp4") && len(written) == 0 && others == 0 && probes <= 1,
	}}, nil
}

// canceling ends a conversion under way and waits until its last process is gone.
func (b *mediaBench) canceling(ctx context.Context) ([]figure, error) {
	e := media.New(media.Options{})
	var all []time.Duration
	for range 3 {
		inner, cancel := context.WithCancel(ctx)
		running := make(chan struct{}, 1)
		ended := make(chan error, 1)
		go func() {
			_, err := e.Prepare(inner, b.path("full.mp4"), b.path("canceled.mp4"), media.PrepareOptions{Progress: func(p cuedrop.RenderProgress) {
				select {
				case running <- struct{}{}:
				default:
				}
			}})
			ended <- err
		}()
		select {
		case <-running:
		case err := <-ended:
			cancel()
			return nil, fmt.Errorf("a conversion that was to be canceled has ended: %w", err)
		}
		began := time.Now()
		cancel()
		for children() > 0 {
			time.Sleep(time.Millisecond)
		}
		all = append(all, time.Since(began))
		if err := <-ended; err == nil {
			return nil, fmt.Errorf("a canceled conversion was finished")
		}
	}
	worst := slices.Max(all)
	return []figure{{name: "cancel to the last process gone", measured: fmt.Sprintf("%d ms", worst.Milliseconds()), goal: "< 1 s", ok: worst < time.Second}}, nil
}

// children counts the processes that this one started and that have not ended; the
// sandbox, which is one of them, is not counted.
func children() (n int) {
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		raw, _ := os.ReadFile(list)
		for _, pid := range strings.Fields(string(raw)) {
			if name, _ := os.ReadFile("/proc/" + pid + "/comm"); strings.HasPrefix(string(name), "ff") {
				n++
			}
		}
	}
	return n
}

// memory runs the program's own prepare and looks at what it holds, without ffmpeg.
func (b *mediaBench) memory(ctx context.Context) ([]figure, error) {
	cmd := exec.CommandContext(ctx, "/proc/self/exe", "cuedrop", "prepare", b.path("full.mp4"), "-o", b.path("memory.mp4"))
	cmd.Env = append(os.Environ(), "CUEDROP_DATA_DIR="+b.path("memory"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var peak int64
	for {
		select {
		case err := <-ended:
			mb := float64(peak) / 1e6
			return []figure{{name: "memory while converting", measured: fmt.Sprintf("%.1f MB", mb), goal: "< 80 MB", ok: peak > 0 && mb < 80}}, err
		case <-time.After(50 * time.Millisecond):
			if n, err := memoryOf(cmd.Process.Pid, "VmHWM"); err == nil {
				peak = max(peak, n)
			}
		}
	}
}
