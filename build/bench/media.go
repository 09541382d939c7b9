//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/media"
)

const (
	mediaRounds = 5
	// loops is how many times a second of picture is repeated to make a clip of a minute.
	loops = 59
)

// measureMedia compares what is done to clips with bare ffmpeg and ffprobe on the same
// clips, in turns. What ffmpeg is given is read off a script in its place, so that both
// do the same; both run with the priority that Cuedrop gives its children.
func measureMedia(ctx context.Context, dir string, tiktok *server, s sizes) ([]figure, error) {
	b := &mediaBench{dir: dir, sizes: s, job: job{URL: tiktok.URL, Control: tiktok.Control}}
	if err := b.prepare(ctx); err != nil {
		return nil, fmt.Errorf("prepare clips: %w", err)
	}
	var figures []figure
	for _, measure := range []func(context.Context) ([]figure, error){
		b.conversions, b.conforming, b.imports, b.thumbnails, b.strip, b.canceling, b.memory,
	} {
		more, err := measure(ctx)
		if err != nil {
			return nil, err
		}
		figures = append(figures, more...)
	}
	return figures, nil
}

type mediaBench struct {
	dir string
	job
	sizes
	ffmpeg, ffprobe string // the real ones
	log             string // what the scripts in their place were given
}

func (b *mediaBench) path(name string) string { return filepath.Join(b.dir, name) }

// prepare makes the clips: one that needs all made anew, one that needs another
// container only, and one that goes out as it is.
func (b *mediaBench) prepare(ctx context.Context) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	var err1, err2 error
	b.ffmpeg, err1 = exec.LookPath("ffmpeg")
	b.ffprobe, err2 = exec.LookPath("ffprobe")
	if err1 != nil || err2 != nil {
		return fmt.Errorf("install ffmpeg: %w, %w", err1, err2)
	}
	b.log = b.path("calls")
	for name, real := range map[string]string{"ffmpeg": b.ffmpeg, "ffprobe": b.ffprobe} {
		script := fmt.Sprintf("#!/bin/sh\n{ printf '%%s\\t' %s \"$@\"; echo; } >>'%s'\nexec '%s' \"$@\"\n", name, b.log, real)
		if err := os.WriteFile(b.path(name), []byte(script), 0o700); err != nil {
			return err
		}
	}
	noise := fmt.Sprintf("testsrc2=s=720x1280:r=30:d=%d,noise=alls=8:allf=t", b.clipSeconds)
	tone := fmt.Sprintf("sine=sample_rate=48000:duration=%d", b.clipSeconds)
	recipes := [][]string{
		{"-f", "lavfi", "-i", noise, "-f", "lavfi", "-i", tone, "-c:v", "mpeg4", "-q:v", "4", "-c:a", "aac", "full.mp4"},
		{"-f", "lavfi", "-i", "testsrc2=s=720x1280:r=30:d=1,noise=alls=40:allf=t", "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=1", "-ac", "2",
			"-c:v", "libx264", "-preset", "ultrafast", "-b:v", "21M", "-pix_fmt", "yuv420p", "-profile:v", "main", "-color_primaries", "bt709", "-color_trc", "bt709",
			"-colorspace", "bt709", "-color_range", "tv", "-c:a", "aac", "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "second.mp4"},
		{"-stream_loop", fmt.Sprint(loops), "-i", b.path("second.mp4"), "-c", "copy", "-map_metadata", "-1", "-fflags", "+bitexact", "remux.mp4"},
		{"-stream_loop", fmt.Sprint(loops), "-i", b.path("second.mp4"), "-c", "copy", "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "copy.mp4"},
		{"-stream_loop", "2", "-i", b.path("second.mp4"), "-c", "copy", "-t", "3", "-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "short.mp4"},
	}
	for _, args := range recipes {
		args = append([]string{"-nostdin", "-v", "error", "-y"}, args...)
		args[len(args)-1] = b.path(args[len(args)-1])
		if _, err := b.bare(ctx, b.ffmpeg, args...); err != nil {
			return err
		}
	}
	return nil
}

// bare runs a program with the priority of Cuedrop's children and returns the processor
// time that it took.
func (b *mediaBench) bare(ctx context.Context, program string, args ...string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, "nice", append([]string{"-n", "5", program}, args...)...)
	cmd.Stderr = os.Stderr
	err := cmd.Run()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", filepath.Base(program), err)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// spent is the processor time of this process and of its children that have ended.
func spent() time.Duration {
	var all time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		_ = syscall.Getrusage(who, &u)
		all += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return all
}

// scripts has the scripts stand in for ffmpeg and ffprobe until restore.
func (b *mediaBench) scripts() (restore func()) {
	_ = os.Setenv("CUEDROP_FFMPEG", b.path("ffmpeg"))
	_ = os.Setenv("CUEDROP_FFPROBE", b.path("ffprobe"))
	return func() {
		_ = os.Unsetenv("CUEDROP_FFMPEG")
		_ = os.Unsetenv("CUEDROP_FFPROBE")
	}
}

// calls returns what the scripts were given since the last call of calls.
func (b *mediaBench) calls() (out [][]string) {
	raw, _ := os.ReadFile(b.log)
	_ = os.Remove(b.log)
	for line := range strings.Lines(string(raw)) {
		out = append(out, strings.Split(strings.TrimSuffix(line, "\t\n"), "\t"))
	}
	return out
}

// sameArgs returns the arguments of the ffmpeg that makes a version of in, to be told
// another file to write.
func (b *mediaBench) sameArgs(ctx context.Context, in, out string) ([]string, error) {
	e := media.New(media.Options{FFmpeg: b.path("ffmpeg"), FFprobe: b.path("ffprobe")})
	b.calls()
	if _, err := e.Prepare(ctx, in, out, media.PrepareOptions{}); err != nil {
		return nil, err
	}
	for _, call := range b.calls() {
		if strings.HasSuffix(call[len(call)-1], ".part") {
			return append(call[1:len(call)-1], "file:"+out), nil
		}
	}
	return nil, fmt.Errorf("no ffmpeg wrote a version of %s", filepath.Base(in))
}

// compare prepares name and runs ffmpeg with the same arguments, in turns. A clip is
// checked when it is added, long before it is prepared; so it is here.
func (b *mediaBench) compare(ctx context.Context, name string, route cuedrop.Route, rounds int) (ratios, work []float64, ours, bares []time.Duration, err error) {
	in, out := b.path(name), b.path("out-"+name)
	args, err := b.sameArgs(ctx, in, out)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	e := media.New(media.Options{})
	check, err := e.Check(ctx, in)
	if err == nil && check.Route != route {
		err = fmt.Errorf("%s takes the route %s, not %s", name, check.Route, route)
	}
	if err == nil {
		_, err = e.Tools(ctx)
	}
	for i := 0; err == nil && i < rounds; i++ {
		began, before := time.Now(), spent()
		if _, err = e.Prepare(ctx, in, out, media.PrepareOptions{Check: &check}); err != nil {
			break
		}
		our, ourWork := time.Since(began), spent()-before
		began = time.Now()
		var bareWork time.Duration
		if bareWork, err = b.bare(ctx, b.ffmpeg, args...); err != nil {
			break
		}
		bare := time.Since(began)
		ours, bares = append(ours, our), append(bares, bare)
		ratios, work = append(ratios, our.Seconds()/bare.Seconds()), append(work, ourWork.Seconds()/bareWork.Seconds())
		fmt.Printf("%s, round %d: ffmpeg %.2f s (processor %.2f s), cuedrop %.2f s (processor %.2f s)\n",
			route, i+1, bare.Seconds(), bareWork.Seconds(), our.Seconds(), ourWork.Seconds())
	}
	return ratios, work, ours, bares, err
}

func (b *mediaBench) conversions(ctx context.Context) ([]figure, error) {
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
	fullRatio, fullWork, full, fullBare, err := b.compare(ctx, "full.mp4", cuedrop.RouteFull, mediaRounds)
	if err != nil {
		return nil, err
	}
	ratio, work, remux, remuxBare, err := b.compare(ctx, "remux.mp4", cuedrop.RouteRemux, 2*mediaRounds+1)
	if err != nil {
		return nil, err
	}
	// Another container for a minute takes a share of what making a minute anew does.
	minute := median(full).Seconds() / float64(b.clipSeconds) * float64(loops+1)
	share := median(remux).Seconds() / minute
	return []figure{
		{name: "full conversion", measured: seconds(median(full)), baseline: seconds(median(fullBare)) + " (ffmpeg)", ratio: median(fullRatio), goal: "<= 1.03", ok: median(fullRatio) <= 1.03},
		{name: "  its processor time", measured: "-", ratio: median(fullWork), goal: "<= 1.03", ok: median(fullWork) <= 1.03},
		{name: "other container only", measured: seconds(median(remux)), baseline: seconds(median(remuxBare)) + " (ffmpeg)", ratio: median(ratio), goal: "<= 1.30", ok: median(ratio) <= 1.3},
		{name: "  its processor time", measured: "-", ratio: median(work), goal: "-", ok: true},
		{name: "  against a full one", measured: seconds(median(remux)), baseline: fmt.Sprintf("%.1f s (full)", minute), ratio: share, goal: "<= 0.02", ok: share <= 0.02},
	}, nil
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
