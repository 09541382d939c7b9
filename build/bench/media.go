//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/media"
)

const (
	mediaRounds = 5 // of what takes long; what does not is done twice as often
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
		b.conversions, b.conforming, b.imports, b.thumbnails, b.strips, b.canceling, b.memory,
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
	for _, args := range b.recipes() {
		args = append([]string{"-nostdin", "-v", "error", "-y"}, args...)
		args[len(args)-1] = b.path(args[len(args)-1])
		if _, err := b.bare(ctx, b.ffmpeg, args...); err != nil {
			return err
		}
	}
	return nil
}

// recipes make the clips, as phones and editors write them: upright, 17 Mb/s, a keyframe
// a second. A minute is a group that is repeated, under a sound of its own, so that the
// rate is even. Only gop250 has its keyframes as far apart as x264 puts them by itself,
// and only jitter has a rate that varies, with the place where it was taken.
func (b *mediaBench) recipes() [][]string {
	words := func(text string, more ...string) []string { return append(strings.Fields(text), more...) }
	const (
		x264 = "-c:v libx264 -preset ultrafast -b:v 17M -maxrate 17M -bufsize 17M -pix_fmt yuv420p -profile:v main" +
			" -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv"
		bare = " -map_metadata -1 -fflags +bitexact"
		tone = "-f lavfi -i sine=sample_rate=48000:duration=60 -map 0:v -map 1:a -ac 2 -c:v copy -c:a aac" + bare
		fast = " -movflags +faststart"
	)
	source := func(size string, seconds any) string {
		return fmt.Sprintf("testsrc2=s=%s:r=30:d=%v,noise=alls=20:allf=t", size, seconds)
	}
	lavfi := func(size string, seconds any) []string { return []string{"-f", "lavfi", "-i", source(size, seconds)} }
	sine := fmt.Sprintf("-f lavfi -i sine=sample_rate=48000:duration=%d", b.clipSeconds)
	looped := func(name string, times int, text, out string) []string {
		return append([]string{"-stream_loop", fmt.Sprint(times), "-i", b.path(name)}, words(text, out)...)
	}
	return [][]string{
		append([]string{"-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=720x1280:r=30:d=%d,noise=alls=8:allf=t", b.clipSeconds)},
			words(sine+" -c:v mpeg4 -q:v 4 -c:a aac full.mp4")...),
		append(lavfi("1080x1920", 1), words(x264+bare+" group.mp4")...),
		append(lavfi("1080x1920", float64(250)/30), words("-g 250 -keyint_min 250 -sc_threshold 0 "+x264+bare+" longgroup.mp4")...),
		looped("group.mp4", loops, tone, "remux.mp4"),
		looped("group.mp4", loops, tone+fast, "copy.mp4"),
		looped("longgroup.mp4", 7, tone+fast+" -t 60", "gop250.mp4"),
		append(lavfi("720x1280", 3), words("-f lavfi -i sine=sample_rate=48000:duration=3 -ac 2 "+x264+" -g 30 -c:a aac"+bare+fast+" short.mp4")...),
		append(lavfi("720x1280", 3), words("-f lavfi -i sine=sample_rate=48000:duration=3 -ac 2 -vf select=not(eq(mod(n\\,5)\\,3)) -vsync vfr "+
			x264+" -g 30 -c:a aac -metadata location=+37.0-122.0/ jitter.mp4")...),
	}
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

// comparison is what two ways to the same file took, round by round.
type comparison struct {
	ours, bares  []time.Duration
	ratios, work []float64 // of the time, and of the processor's
}

// best compares the quickest rounds: what else the machine does makes all slower, and no
// round quicker.
func (c comparison) best() float64 {
	return slices.Min(c.ours).Seconds() / slices.Min(c.bares).Seconds()
}

// compare prepares name and runs ffmpeg with args, in turns, now one first and now the
// other. A clip is checked when it is added, long before it is prepared; so it is here.
func (b *mediaBench) compare(ctx context.Context, name string, route cuedrop.Route, args []string, rounds int) (c comparison, err error) {
	in, out := b.path(name), b.path("out-"+name)
	e := media.New(media.Options{})
	check, err := e.Check(ctx, in)
	if err == nil && check.Route != route {
		err = fmt.Errorf("%s takes the route %s, not %s", name, check.Route, route)
	}
	if err == nil {
		_, err = e.Tools(ctx)
	}
	ours := func() (time.Duration, error) {
		before := spent()
		_, err := e.Prepare(ctx, in, out, media.PrepareOptions{Check: &check})
		return spent() - before, err
	}
	bare := func() (time.Duration, error) { return b.bare(ctx, b.ffmpeg, args...) }
	timed := func(work func() (time.Duration, error)) (took, processor time.Duration) {
		if err != nil {
			return 0, 0
		}
		began := time.Now()
		processor, err = work()
		return time.Since(began), processor
	}
	for i := 0; err == nil && i < rounds; i++ {
		var our, ourWork, one, oneWork time.Duration
		if i%2 == 0 {
			our, ourWork = timed(ours)
			one, oneWork = timed(bare)
		} else {
			one, oneWork = timed(bare)
			our, ourWork = timed(ours)
		}
		if err != nil {
			break
		}
		c.ours, c.bares = append(c.ours, our), append(c.bares, one)
		c.ratios, c.work = append(c.ratios, our.Seconds()/one.Seconds()), append(c.work, ourWork.Seconds()/oneWork.Seconds())
		fmt.Printf("%s, round %d: ffmpeg %.3f s (processor %.3f s), cuedrop %.3f s (processor %.3f s)\n",
			route, i+1, one.Seconds(), oneWork.Seconds(), our.Seconds(), ourWork.Seconds())
	}
	return c, err
}

// copyArgs put a clip's streams into another file and leave the rest out: what anybody
// would have ffmpeg do for that (media.md 3.2). Cuedrop itself may do it in another way.
func (b *mediaBench) copyArgs(in, out string) []string {
	return []string{"-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-y", "-protocol_whitelist", "file", "-i", "file:" + in,
		"-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-movflags", "+faststart", "-f", "mp4", "file:" + out}
}

func (b *mediaBench) conversions(ctx context.Context) ([]figure, error) {
	args, err := b.sameArgs(ctx, b.path("full.mp4"), b.path("out-full.mp4"))
	if err != nil {
		return nil, err
	}
	full, err := b.compare(ctx, "full.mp4", cuedrop.RouteFull, args, mediaRounds)
	if err != nil {
		return nil, err
	}
	remux, err := b.compare(ctx, "remux.mp4", cuedrop.RouteRemux, b.copyArgs(b.path("remux.mp4"), b.path("out-remux.mp4")), 2*mediaRounds+1)
	if err != nil {
		return nil, err
	}
	fmt.Printf("the quickest rounds: full %.3f, remux %.3f\n", full.best(), remux.best())
	// Another container for a minute takes a share of what making a minute anew does.
	minute := median(full.ours).Seconds() / float64(b.clipSeconds) * float64(loops+1)
	share := median(remux.ours).Seconds() / minute
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
	against := func(name string, c comparison, goal string, most float64) figure {
		return figure{name: name, measured: seconds(median(c.ours)), baseline: seconds(median(c.bares)) + " (ffmpeg)", ratio: median(c.ratios), goal: goal, ok: median(c.ratios) <= most}
	}
	return []figure{
		against(fmt.Sprintf("full conversion of %d s", b.clipSeconds), full, "<= 1.03", 1.03),
		{name: "  its processor time", measured: "-", ratio: median(full.work), goal: "<= 1.03", ok: median(full.work) <= 1.03},
		against("other container only", remux, "<= 1.30", 1.3),
		{name: "  its processor time", measured: "-", ratio: median(remux.work), goal: "-", ok: true},
		{name: "  against a full one", measured: seconds(median(remux.ours)), baseline: fmt.Sprintf("%.1f s (full)", minute), ratio: share, goal: "<= 0.02", ok: share <= 0.02},
	}, nil
}
