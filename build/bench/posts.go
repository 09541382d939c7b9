//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/media"
)

// wave is how many posts are due at a time; memory is looked at after the first and
// after the last one.
const wave = 100

// measurePosts publishes many small clips, and uploads the same files with the bare
// client: the difference is what a post costs besides its upload.
func measurePosts(ctx context.Context, dir string, tiktok *server, s sizes) ([]figure, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	j := job{URL: tiktok.URL, Control: tiktok.Control, Data: filepath.Join(dir, "data")}
	for i := range s.posts {
		path := filepath.Join(dir, fmt.Sprintf("clip-%d.mp4", i))
		if err := makeFile(path, fmt.Sprint("clip ", i), s.postBytes); err != nil {
			return nil, err
		}
		j.Clips = append(j.Clips, path)
	}
	control, err := ask(ctx, "bare", j)
	if err != nil {
		return nil, err
	}
	r, err := ask(ctx, "posts", j)
	if err != nil {
		return nil, err
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(s.posts) }
	extra, growth := each(r.Processor-control.Processor), r.After-r.Before
	fmt.Printf("%d posts of %.1f MB in %.1f s: processor %.1f ms a post, bare uploads %.1f ms\n", s.posts, float64(s.postBytes)/1e6, r.Took.Seconds(), each(r.Processor), each(control.Processor))
	return []figure{
		{
			name: "processor time of a post", measured: fmt.Sprintf("%.1f ms, %.1f more", each(r.Processor), extra), baseline: fmt.Sprintf("%.1f ms (bare upload)", each(control.Processor)),
			ratio: r.Processor.Seconds() / control.Processor.Seconds(), goal: "<= 25 ms more", ok: extra <= 25,
		},
		{
			name: fmt.Sprintf("memory after %d posts", s.posts), measured: fmt.Sprintf("%.1f MB", float64(r.After)/1e6), baseline: fmt.Sprintf("%.1f MB (after %d)", float64(r.Before)/1e6, wave),
			ratio: float64(r.After) / float64(r.Before), goal: "<= 8 MB more", ok: growth <= 8_000_000,
		},
	}, nil
}

// makeFile writes a file of its own content; but for its head it is a hole.
func makeFile(path, head string, size int64) error {
	if err := os.WriteFile(path, []byte(head), 0o600); err != nil {
		return err
	}
	return os.Truncate(path, size)
}

// publishMany is the role "posts": everything that becomes due, a wave at a time.
func publishMany(ctx context.Context, j job) (r report, err error) {
	e, err := j.open(ctx)
	if err != nil {
		return r, err
	}
	defer e.Close()
	accounts, err := signIn(ctx, e, j.Control, (len(j.Clips)-1)/postsEach+1)
	if err != nil {
		return r, err
	}
	clips, err := takeIn(ctx, e, j.Clips)
	if err != nil {
		return r, err
	}
	ends, stop := listen(e, len(clips))
	defer stop()
	debug.FreeOSMemory()
	start := time.Now()
	began, err := processor()
	if err := errors.Join(err, e.Start(ctx)); err != nil {
		return r, err
	}
	for i, clip := range clips {
		if _, err := due(ctx, e, clip, accounts[i%len(accounts)], fmt.Sprint("post ", i)); err != nil {
			return r, err
		}
		if (i+1)%wave > 0 {
			continue
		}
		if err := ends.wait(ctx, wave); err != nil {
			return r, err
		}
		// What the collector has not got to yet is not growth.
		debug.FreeOSMemory()
		if r.After, err = memory("VmRSS"); err != nil {
			return r, err
		}
		if i+1 == wave {
			r.Before = r.After
		}
	}
	ended, err := processor()
	r.Processor, r.Took = ended-began, time.Since(start)
	return r, err
}

// takeIn enters files into the library as conforming clips: what is measured is the
// way out, not the check.
func takeIn(ctx context.Context, e *engine.Engine, paths []string) (ids []cuedrop.MediaID, err error) {
	for _, path := range paths {
		facts, err := media.Digest(ctx, path)
		if err != nil {
			return nil, err
		}
		m := cuedrop.Media{
			ID: cuedrop.NewMediaID(), Path: path, Name: filepath.Base(path), Size: facts.Size, ModTime: facts.ModTime,
			SHA256: facts.SHA256, Sum64: facts.Sum64, AddedAt: time.Now(),
			Check: cuedrop.Check{
				Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy,
				Info: cuedrop.MediaInfo{Container: "mp4", DurationMs: 4000, Width: 1080, Height: 1920, Size: facts.Size},
			},
		}
		if err := e.Store.SaveMedia(ctx, m); err != nil {
			return nil, err
		}
		ids = append(ids, m.ID)
	}
	return ids, nil
}
