package engine

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/media"
	"cuedrop/internal/power"
	"cuedrop/internal/store"
)

// Keys of the user's rules for conversions. Stored on disk: do not rename.
const (
	keyFFmpeg       = "media.ffmpeg"
	keyFFprobe      = "media.ffprobe"
	keyHardware     = "media.hardware"
	keyThreads      = "media.threads"
	keySpareBattery = "media.spare_battery"
)

// NewMedia returns the media engine that cfg asks for. It needs no workspace; where
// there is one, its rules are obeyed.
func NewMedia(ctx context.Context, cfg Config) *media.Engine {
	e := newMedia(cfg)
	dir, err := cfg.Dir()
	if err != nil {
		return e
	}
	ctx, cancel := context.WithTimeout(ctx, peekWithin)
	defer cancel()
	if stored, err := store.Peek(ctx, dir, keyFFmpeg, keyFFprobe, keyHardware, keyThreads); err == nil {
		e.Configure(mediaRules(func(key string) string { return stored[key] }))
	}
	return e
}

// peekWithin is how long a look into another program's workspace may take.
const peekWithin = time.Second

// rememberName is the file in the data folder for what tests of ffmpeg found out.
const rememberName = "ffmpeg.json"

func newMedia(cfg Config) *media.Engine {
	opts := media.Options{FFmpeg: cfg.FFmpeg, FFprobe: cfg.FFprobe, Log: cfg.Log, Now: clock.System{}.Now}
	if cfg.Clock != nil {
		opts.Now = cfg.Clock.Now
	}
	if exe, err := os.Executable(); err == nil {
		opts.ExeDir = filepath.Dir(exe)
	}
	if dir, err := cfg.Dir(); err == nil {
		root := filepath.Dir(filepath.Dir(dir))
		opts.ToolsDir = filepath.Join(root, "tools", "ffmpeg")
		opts.Remember = filepath.Join(root, rememberName)
	}
	if cfg.machine != nil {
		opts.Turn = cfg.machine.conversion
	}
	return media.New(opts)
}

// mediaRules reads the rules out of settings. Nonsense is as if it were not set.
func mediaRules(setting func(key string) string) cuedrop.MediaRules {
	r := cuedrop.MediaRules{
		FFmpeg: setting(keyFFmpeg), FFprobe: setting(keyFFprobe), Hardware: setting(keyHardware) != "",
		SpareBattery: setting(keySpareBattery) != "",
	}
	if n, err := strconv.Atoi(setting(keyThreads)); err == nil && n >= 0 && n <= cuedrop.MaxThreads {
		r.Threads = n
	}
	return r
}

// MediaRules returns the user's rules for conversions as stored, also by another
// program.
func (e *Engine) MediaRules(ctx context.Context) (cuedrop.MediaRules, error) {
	stored := map[string]string{}
	for _, key := range []string{keyFFmpeg, keyFFprobe, keyHardware, keyThreads, keySpareBattery} {
		value, err := e.Store.Setting(ctx, key)
		if err != nil {
			return cuedrop.MediaRules{}, err
		}
		stored[key] = value
	}
	return mediaRules(func(key string) string { return stored[key] }), nil
}

// SetMediaRules stores the user's rules and applies them from the next clip on. A
// path is not tried: what is there may be put right later, and is told of meanwhile.
// Invalid for a relative path and an impossible number of threads.
func (e *Engine) SetMediaRules(ctx context.Context, r cuedrop.MediaRules) error {
	for _, path := range []string{r.FFmpeg, r.FFprobe} {
		if path != "" && !filepath.IsAbs(path) {
			return fault.New(fault.Invalid, "media.ffmpeg_path", "Give the whole path of ffmpeg, from the root or the drive on.")
		}
	}
	if r.Threads < 0 || r.Threads > cuedrop.MaxThreads {
		return fault.Newf(fault.Invalid, "media.threads", "The number of threads is from 1 to %d, or 0 for no limit.", cuedrop.MaxThreads)
	}
	threads := ""
	if r.Threads > 0 {
		threads = strconv.Itoa(r.Threads)
	}
	for _, s := range []struct{ key, value string }{
		{keyFFmpeg, r.FFmpeg}, {keyFFprobe, r.FFprobe}, {keyHardware, mark(r.Hardware)}, {keyThreads, threads}, {keySpareBattery, mark(r.SpareBattery)},
	} {
		if err := e.Store.SetSetting(ctx, s.key, s.value); err != nil {
			return err
		}
	}
	e.Media.Configure(r)
	e.checkTools(ctx)
	e.Scheduler.Wake()
	return nil
}

// FFmpeg returns what is known of ffmpeg, and finds it out where nothing is. That there
// is no usable one is told in it, and is no error.
func (e *Engine) FFmpeg(ctx context.Context) (cuedrop.FFmpeg, error) {
	if err := e.applyMediaRules(ctx); err != nil {
		return cuedrop.FFmpeg{}, err
	}
	t, err := e.Media.Tools(ctx)
	if err != nil && !fault.Is(err, fault.Unsupported) {
		return cuedrop.FFmpeg{}, err
	}
	out := cuedrop.FFmpeg{Given: e.ffmpegGiven}
	for _, i := range media.InstallCommands() {
		out.Install = append(out.Install, cuedrop.InstallCommand(i))
	}
	if err != nil {
		out.Problem = fault.MessageOf(err)
		return out, nil
	}
	out.Path, out.Version, out.Encoder, out.Hardware, out.Advice = t.FFmpeg, t.Version, t.H264Encoder, t.Hardware(), t.Advice()
	if t.H264Encoder == "" {
		out.Problem = "This ffmpeg can't make H.264 video here. Get a full one."
	}
	for _, x := range t.Encoders {
		out.Encoders = append(out.Encoders, cuedrop.FFmpegEncoder{Name: x.Name, State: string(x.State)})
	}
	for _, l := range t.Lacks() {
		if !slices.Contains(out.Lacks, l.Means) {
			out.Lacks = append(out.Lacks, l.Means)
		}
	}
	return out, nil
}

// SearchFFmpeg forgets what is known about ffmpeg, also by earlier runs, and searches
// and tests anew.
func (e *Engine) SearchFFmpeg(ctx context.Context) (cuedrop.FFmpeg, error) {
	if err := e.applyMediaRules(ctx); err != nil {
		return cuedrop.FFmpeg{}, err
	}
	e.Media.Refresh()
	out, err := e.FFmpeg(ctx)
	e.checkTools(ctx)
	e.Scheduler.Wake()
	return out, err
}

// ChooseFFmpeg makes the program at path, or in the folder path, the one in use, or has
// it searched with "". One that does not work is not kept: Unsupported, as
// media.Engine.Tools has it.
func (e *Engine) ChooseFFmpeg(ctx context.Context, path string) (cuedrop.FFmpeg, error) {
	rules, err := e.MediaRules(ctx)
	if err != nil {
		return cuedrop.FFmpeg{}, err
	}
	before := rules
	rules.FFmpeg, rules.FFprobe = path, ""
	if path != "" && !e.ffmpegGiven {
		e.Media.Configure(rules)
		if err := e.Media.Available(ctx); err != nil {
			e.Media.Configure(before)
			return cuedrop.FFmpeg{}, err
		}
	}
	if err := e.SetMediaRules(ctx, rules); err != nil {
		return cuedrop.FFmpeg{}, err
	}
	return e.FFmpeg(ctx)
}

func (e *Engine) applyMediaRules(ctx context.Context) error {
	r, err := e.MediaRules(ctx)
	if err == nil {
		e.Media.Configure(r)
	}
	return err
}

// spareAhead reports whether the battery is to be spared. What the system does not
// tell, and rules that can't be read, spare nothing.
func (e *Engine) spareAhead(ctx context.Context) bool {
	r, err := e.MediaRules(ctx)
	return err == nil && r.SpareBattery && e.power.read(ctx).OnBattery == power.Yes
}
