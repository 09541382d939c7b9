package library_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
	"cuedrop/internal/store"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// bundle is the use case on a real store and real files; only ffmpeg is a fake.
type bundle struct {
	*library.Library
	t     *testing.T
	tool  *tool
	dir   string // workspace
	clips string // the user's
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{t: t, dir: t.TempDir(), clips: t.TempDir(), tool: &tool{busy: map[string]bool{}, check: cuedrop.Check{
		Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy, Findings: []cuedrop.Finding{}, Info: cuedrop.MediaInfo{DurationMs: 60_000},
	}}}
	s, err := store.Open(t.Context(), store.Options{Dir: b.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b.Library = library.New(library.Config{Store: s, Tool: b.tool, Dir: b.dir, Clock: clock.NewFixed(noon)})
	return b
}

// tool notes what it is asked and makes small files.
type tool struct {
	mu       sync.Mutex
	check    cuedrop.Check
	err      error
	digests  int
	checks   int
	rules    string
	prepared []cuedrop.Fit
	thumbs   []time.Duration
	busy     map[string]bool // by the file that is made
	took     []string        // pictures, by the name of what was made
	hold     func(context.Context) error
}

func (f *tool) Check(_ context.Context, path string) (cuedrop.Check, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.checks++
	if strings.HasPrefix(filepath.Base(path), "refused") {
		return cuedrop.Check{Verdict: cuedrop.VerdictRefused}, nil
	}
	return f.check, f.err
}

func (f *tool) IsVideo(path string) bool { return strings.Contains(filepath.Base(path), "movie") }

// Identify tells files apart by their size and time alone.
func (f *tool) Identify(_ context.Context, path string) (library.Identity, error) {
	info, err := os.Stat(path)
	if err != nil {
		return library.Identity{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return library.Identity{Size: info.Size(), ModTime: info.ModTime(), FileID: "inode", Rules: f.rules}, nil
}

func (f *tool) Digest(_ context.Context, path string) (library.Facts, error) {
	f.mu.Lock()
	f.digests++
	f.mu.Unlock()
	raw, err := os.ReadFile(path)
	if err != nil {
		return library.Facts{}, fault.Wrap(err, fault.Rejected, "media.unreadable", "")
	}
	info, err := os.Stat(path)
	sum := sha256.Sum256(raw)
	return library.Facts{Size: info.Size(), ModTime: info.ModTime(), SHA256: hex.EncodeToString(sum[:])}, err
}

func (f *tool) Prepare(_ context.Context, in, out string, edit cuedrop.Edit, _ *cuedrop.Check, progress func(cuedrop.RenderProgress)) (cuedrop.Rendition, error) {
	f.prepared = append(f.prepared, edit.Fit)
	if progress != nil {
		progress(cuedrop.RenderProgress{Fraction: 0.5})
	}
	raw, err := os.ReadFile(in)
	if err != nil {
		return cuedrop.Rendition{}, err
	}
	return cuedrop.Rendition{Path: out, Route: f.check.Route, Size: int64(len(raw))}, errors.Join(f.err, os.WriteFile(out, raw, 0o600))
}

func (f *tool) Thumbnail(_ context.Context, _, out string, at time.Duration, _ int) error {
	f.mu.Lock()
	if f.busy[out] {
		panic("the same thumbnail twice at once")
	}
	f.busy[out] = true
	f.thumbs = append(f.thumbs, at)
	f.mu.Unlock()
	runtime.Gosched()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy[out] = false
	return errors.Join(f.err, os.WriteFile(out, []byte("jpeg"), 0o600))
}

func (b *bundle) clip(name, content string) string {
	b.t.Helper()
	path := filepath.Join(b.clips, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

func (b *bundle) added(name, content string) cuedrop.Media {
	b.t.Helper()
	m, err := b.Add(b.t.Context(), b.clip(name, content))
	if err != nil {
		b.t.Fatal(err)
	}
	return m
}

func wantFault(t *testing.T, err error, kind fault.Kind, reason string) {
	t.Helper()
	if fault.KindOf(err) != kind || fault.ReasonOf(err) != reason {
		t.Errorf("got %v, want %s %s", err, kind, reason)
	}
}

// take notes a picture, waits as a test wants, and makes a small file.
func (f *tool) take(ctx context.Context, what, out string) error {
	f.mu.Lock()
	f.took = append(f.took, what)
	hold, fail := f.hold, f.err
	f.mu.Unlock()
	if hold != nil {
		if err := hold(ctx); err != nil {
			return err
		}
	}
	if fail != nil || out == "" {
		return fail
	}
	return os.WriteFile(out, []byte(what), 0o600)
}

func (f *tool) Filmstrip(ctx context.Context, _, out string, tiles, width int) error {
	return f.take(ctx, fmt.Sprintf("strip %d %d", tiles, width), out)
}

func (f *tool) Frame(ctx context.Context, _, out string, at time.Duration, width int) error {
	return f.take(ctx, fmt.Sprintf("frame %s %d", at, width), out)
}

func (f *tool) BestFrame(ctx context.Context, _ string) (time.Duration, error) {
	return 8_333_900 * time.Microsecond, f.take(ctx, "best", "")
}

func (f *tool) Keyframes(ctx context.Context, _ string) ([]time.Duration, bool, error) {
	return []time.Duration{0, 300 * time.Microsecond, 8_333_900 * time.Microsecond}, true, f.take(ctx, "keyframes", "")
}

func (f *tool) Proxy(ctx context.Context, _, out string, _ func(cuedrop.RenderProgress)) error {
	return f.take(ctx, "proxy", out)
}
