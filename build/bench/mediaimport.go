//go:build linux

package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/library"
	"cuedrop/internal/media"
	"cuedrop/internal/queue"
)

// samples are clips that others made, beside the repository.
const samples = "../shared/media"

// imports adds many clips, in turns with ffprobe one after the other, and then all of
// them again.
func (b *mediaBench) imports(ctx context.Context) ([]figure, error) {
	const turns = 4
	b.Data = b.path("imports")
	e, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	if err := e.Media.Available(ctx); err != nil {
		return nil, err
	}
	clips, err := b.manyClips()
	if err != nil {
		return nil, err
	}
	var ratios []float64
	var ours, bares time.Duration
	for part := range slices.Chunk(clips, (len(clips)+turns-1)/turns) {
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
		ours, bares, ratios = ours+our, bares+bare, append(ratios, bare.Seconds()/our.Seconds())
		fmt.Printf("import of %d clips: ffprobe alone %.2f s (processor %.2f s), cuedrop with digests and drafts %.2f s (processor %.2f s)\n",
			len(part), bare.Seconds(), bareWork.Seconds(), our.Seconds(), (spent() - before).Seconds())
	}
	again, err := importAll(ctx, e, clips)
	if err != nil {
		return nil, err
	}
	each := again / time.Duration(len(clips))
	return []figure{
		{name: fmt.Sprintf("import of %d clips", len(clips)), measured: fmt.Sprintf("%.2f s", ours.Seconds()), baseline: fmt.Sprintf("%.2f s (ffprobe, one by one)", bares.Seconds()), ratio: median(ratios), goal: ">= 2.00", ok: median(ratios) >= 2},
		{name: "  again, each clip", measured: fmt.Sprintf("%.2f ms", each.Seconds()*1000), baseline: fmt.Sprintf("%.1f ms (the first time)", ours.Seconds()*1000/float64(len(clips))), goal: "< 1 ms", ok: each < time.Millisecond},
	}, nil
}

// manyClips are copies of a short clip that differ in a box that nobody reads, an hour
// old: of a file that was written just now the library does not trust the time.
func (b *mediaBench) manyClips() (all []string, err error) {
	raw, err := os.ReadFile(b.path("short.mp4"))
	if err != nil {
		return nil, err
	}
	folder := b.path("many")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	hourAgo := time.Now().Add(-time.Hour)
	for i := range b.clips {
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

// thumbnails drops each clip that others made, alone, and waits for its picture.
func (b *mediaBench) thumbnails(ctx context.Context) ([]figure, error) {
	var files []string
	_ = filepath.WalkDir(samples, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && filepath.Ext(path) != ".md" {
			files = append(files, path)
		}
		return nil
	})
	if len(files) == 0 {
		fmt.Printf("first thumbnail: skipped, there are no clips in %s\n", samples)
		return nil, nil
	}
	b.Data = b.path("thumbs")
	e, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	if err := e.Media.Available(ctx); err != nil {
		return nil, err
	}
	var took, bares []time.Duration
	for _, file := range files {
		began := time.Now()
		var id cuedrop.MediaID
		err := e.Library.Import(ctx, []string{file}, library.ImportOptions{Added: func(_ context.Context, batch []library.Imported) error {
			if batch[0].Err == nil {
				id = batch[0].Media.ID
			}
			return nil
		}})
		if err != nil {
			return nil, err
		}
		if id == "" { // refused: there is nothing to show
			continue
		}
		if _, err := e.Library.Thumbnail(ctx, id); err != nil {
			return nil, fmt.Errorf("thumbnail of %s: %w", file, err)
		}
		took = append(took, time.Since(began))
		began = time.Now()
		if _, err := b.bare(ctx, b.ffmpeg, "-nostdin", "-v", "quiet", "-y", "-ss", "0.5", "-i", file, "-frames:v", "1", "-vf", "scale=270:-2", "-update", "1", b.path("thumb.jpg")); err == nil {
			bares = append(bares, time.Since(began))
		}
	}
	slices.Sort(took)
	slices.Sort(bares)
	p95 := func(all []time.Duration) time.Duration { return all[(len(all)*95+99)/100-1] }
	ms := func(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
	fmt.Printf("first thumbnail of %d clips: median %s, p95 %s, most %s\n", len(took), ms(median(took)), ms(p95(took)), ms(took[len(took)-1]))
	return []figure{{
		name: "first thumbnail, p95", measured: ms(p95(took)), baseline: ms(p95(bares)) + " (ffmpeg)", ratio: p95(took).Seconds() / p95(bares).Seconds(),
		goal: "<= 400 ms", ok: p95(took) <= 400*time.Millisecond,
	}}, nil
}

// stripper is the engine's way to make the strip of pictures under a clip.
type stripper interface {
	Filmstrip(ctx context.Context, in, out string, tiles, width int) error
}

// strip compares ten pictures of a minute with ten searches for one.
func (b *mediaBench) strip(ctx context.Context) ([]figure, error) {
	e, ok := any(media.New(media.Options{})).(stripper)
	if !ok {
		return nil, nil
	}
	const tiles = 10
	in, out := b.path("copy.mp4"), b.path("strip.jpg")
	if err := e.Filmstrip(ctx, in, out, tiles, 108); err != nil { // finds ffmpeg
		return nil, err
	}
	var ratios []float64
	var ours, bares []time.Duration
	for range 3 {
		began := time.Now()
		if err := e.Filmstrip(ctx, in, out, tiles, 108); err != nil {
			return nil, err
		}
		our := time.Since(began)
		began = time.Now()
		for i := range tiles {
			at := strconv.FormatFloat((float64(i)+0.5)*float64(loops+1)/tiles, 'f', 3, 64)
			if _, err := b.bare(ctx, b.ffmpeg, "-nostdin", "-v", "error", "-y", "-ss", at, "-i", in, "-frames:v", "1", "-vf", "scale=108:-2", "-update", "1", b.path("frame.jpg")); err != nil {
				return nil, err
			}
		}
		bare := time.Since(began)
		ours, bares, ratios = append(ours, our), append(bares, bare), append(ratios, bare.Seconds()/our.Seconds())
	}
	return []figure{{
		name: "strip of a minute", measured: fmt.Sprintf("%.2f s", median(ours).Seconds()), baseline: fmt.Sprintf("%.2f s (ten ffmpeg -ss)", median(bares).Seconds()),
		ratio: median(ratios), goal: ">= 10.0", ok: median(ratios) >= 10,
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
