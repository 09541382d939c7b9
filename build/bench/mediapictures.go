//go:build linux

package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/library"
	"cuedrop/internal/media"
)

// samples are clips that others made, beside the repository.
const samples = "../shared/media"

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

// strips compare ten pictures of a minute with ten searches for one: of a clip with a
// keyframe a second, as phones write, and of one with far fewer.
func (b *mediaBench) strips(ctx context.Context) ([]figure, error) {
	short, err := b.strip(ctx, "copy.mp4", "strip of a minute")
	if err != nil {
		return nil, err
	}
	long, err := b.strip(ctx, "gop250.mp4", "strip, a keyframe every 8 s")
	return append(short, long...), err
}

func (b *mediaBench) strip(ctx context.Context, name, title string) ([]figure, error) {
	e, ok := any(media.New(media.Options{})).(stripper)
	if !ok {
		return nil, nil
	}
	const tiles = 10
	in, out := b.path(name), b.path("strip.jpg")
	if err := e.Filmstrip(ctx, in, out, tiles, 108); err != nil { // finds ffmpeg
		return nil, err
	}
	var ratios, work []float64
	var ours, bares []time.Duration
	for range mediaRounds {
		began, before := time.Now(), spent()
		if err := e.Filmstrip(ctx, in, out, tiles, 108); err != nil {
			return nil, err
		}
		our, ourWork := time.Since(began), spent()-before
		began = time.Now()
		var bareWork time.Duration
		for i := range tiles {
			at := strconv.FormatFloat((float64(i)+0.5)*float64(loops+1)/tiles, 'f', 3, 64)
			spent, err := b.bare(ctx, b.ffmpeg, "-nostdin", "-v", "error", "-y", "-ss", at, "-i", in, "-frames:v", "1", "-vf", "scale=108:-2", "-update", "1", b.path("frame.jpg"))
			if err != nil {
				return nil, err
			}
			bareWork += spent
		}
		bare := time.Since(began)
		ours, bares, ratios = append(ours, our), append(bares, bare), append(ratios, bare.Seconds()/our.Seconds())
		work = append(work, bareWork.Seconds()/ourWork.Seconds())
	}
	fmt.Printf("%s, quickest rounds: %.3f s against %.3f s\n", title, slices.Min(ours).Seconds(), slices.Min(bares).Seconds())
	return []figure{{
		name: title, measured: fmt.Sprintf("%.2f s", median(ours).Seconds()), baseline: fmt.Sprintf("%.2f s (ten ffmpeg -ss)", median(bares).Seconds()),
		ratio: median(ratios), goal: ">= 10.0", ok: median(ratios) >= 10,
	}, {name: "  its processor time", measured: "-", ratio: median(work), goal: "-", ok: true}}, nil
}
