package media

import (
	"context"
	"io"
	"log/slog"
	"time"

	"cuedrop/internal/fault"
)

const (
	probeSlots     = 3                // media.md 4: 2 to 4 probes in parallel pay, more do not
	probeTimeout   = 15 * time.Second // one ffprobe, one decoded frame
	demuxTimeout   = 20 * time.Second // one pass over the packets of a file
	defaultStall   = 60 * time.Second // reliability-security.md E3
	progressPeriod = 250 * time.Millisecond
)

// Options say where to look for ffmpeg. The zero value searches the usual places
// and logs nothing.
type Options struct {
	// FFmpeg and FFprobe are paths that the user chose. "" means search. A path
	// that does not work is an error and is never replaced silently by another.
	FFmpeg, FFprobe string
	// ExeDir is the folder of the running program, ToolsDir the folder where the
	// app or the user puts tools. "" skips the place.
	ExeDir, ToolsDir string
	// Remember is a file for what tests of ffmpeg found out, so that the next run need
	// not repeat them. "" remembers nothing; its folder must exist.
	Remember string
	// Now dates what is remembered; nil lets it never grow old.
	Now func() time.Time
	// Turn is shared by the engines of one program; nil = this one is alone.
	Turn *Turn
	Log  *slog.Logger
}

// Engine checks and converts clips. It is safe for concurrent use: it runs one
// conversion at a time, because two gain nothing and double the memory
// (media.md 4), and up to three short looks next to it.
type Engine struct {
	opts       Options
	log        *slog.Logger
	transcodes chan struct{}
	probes     chan struct{}
	proxies    chan struct{} // of their own: a preview must not wait for a conversion
	toolset    toolset
	memory     memory // of files that were checked
	records    records

	stall   time.Duration      // without progress for this long a conversion is killed
	started func(pid int)      // test hook: a conversion's process runs
	free    func(string) int64 // bytes free in a folder, negative when unknown
}

// New returns an engine. It starts nothing: ffmpeg is searched on first use.
func New(opts Options) *Engine {
	log := opts.Log
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	return &Engine{
		opts:       opts,
		log:        log,
		transcodes: make(chan struct{}, 1),
		probes:     make(chan struct{}, probeSlots),
		proxies:    make(chan struct{}, 1),
		records:    records{path: opts.Remember, now: opts.Now},
		toolset:    toolset{lock: make(chan struct{}, 1), examining: make(chan struct{}, 1)},
		stall:      defaultStall,
		free:       freeSpace,
	}
}

// acquire takes a slot and returns its release, or a Canceled fault when ctx ends
// first.
func acquire(ctx context.Context, slots chan struct{}) (release func(), err error) {
	if ctx.Err() != nil {
		return nil, canceled(ctx)
	}
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, canceled(ctx)
	}
}

func canceled(ctx context.Context) error {
	return fault.Wrap(context.Cause(ctx), fault.Canceled, "media.canceled", "Canceled. Your file was not changed.")
}
