package library

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const (
	// StripTiles is how many pictures a strip has side by side.
	StripTiles = 10
	stripWidth = 108 // px, of a tile
	frameWidth = 540 // px
	// maxFrames is how many single frames are kept of one clip: somebody who drags
	// along a clip must not drive everything else out of the cache.
	maxFrames = 200
)

// pictureTool takes pictures of clips. See media.Engine for what each promises.
type pictureTool interface {
	Filmstrip(ctx context.Context, in, out string, tiles, width int) error
	Frame(ctx context.Context, in, out string, at time.Duration, width int) error
	BestFrame(ctx context.Context, in string) (time.Duration, error)
	Keyframes(ctx context.Context, in string) (at []time.Duration, known bool, err error)
	Proxy(ctx context.Context, in, out string, progress func(cuedrop.RenderProgress)) error
}

// Look is what choosing a cover and a cut needs to know of a clip. Times are whole
// milliseconds of the original, rounded down.
type Look struct {
	BestMs         int64
	KeyframesMs    []int64 // where a copied cut may begin; ascending, 2,000 at most
	KeyframesKnown bool
}

// lookName is where a Look is kept. Its number counts the changes of what it says.
const lookName = "look-2.json"

// Strip returns the path of a JPEG of StripTiles pictures side by side, spread over the
// whole clip; it is made at the first call. NotFound for an unknown clip, Rejected when
// the clip's file is gone or has changed, otherwise the tool's faults. It is safe for
// concurrent use, like all below.
func (l *Library) Strip(ctx context.Context, id cuedrop.MediaID) (string, error) {
	return l.cached(ctx, id, PicturesDir, "strip.jpg", func(ctx context.Context, m cuedrop.Media, out string) error {
		return l.Tool.Filmstrip(ctx, m.Path, out, StripTiles, stripWidth)
	})
}

// FrameAt returns the path of a JPEG of the frame at ms of the original, made at the
// first call. Invalid outside of the clip; else as Strip.
func (l *Library) FrameAt(ctx context.Context, id cuedrop.MediaID, ms int64) (string, error) {
	m, err := l.Store.Media(ctx, id)
	if err != nil {
		return "", err
	}
	if ms < 0 || ms > m.Check.Info.DurationMs {
		return "", fault.New(fault.Invalid, "media.frame_time", "The clip has no such moment.")
	}
	return l.cached(ctx, id, PicturesDir, fmt.Sprintf("frame-%d.jpg", ms), func(ctx context.Context, m cuedrop.Media, out string) error {
		if err := l.Tool.Frame(ctx, m.Path, out, time.Duration(ms)*time.Millisecond, frameWidth); err != nil {
			return err
		}
		l.limitFrames(m)
		return nil
	})
}

// Look returns the suggested cover and the keyframes of a clip, worked out at the first
// call. Errors are as Strip's.
func (l *Library) Look(ctx context.Context, id cuedrop.MediaID) (Look, error) {
	path, err := l.cached(ctx, id, PicturesDir, lookName, func(ctx context.Context, m cuedrop.Media, out string) error {
		look, err := l.look(ctx, m)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(look)
		if err != nil {
			return err
		}
		return os.WriteFile(out, raw, 0o600)
	})
	if err != nil {
		return Look{}, err
	}
	raw, err := os.ReadFile(path)
	var look Look
	if err == nil {
		err = json.Unmarshal(raw, &look)
	}
	if err != nil { // cut by a crash or a full disk: it is made again next time
		_ = remove(path)
		return Look{}, fault.Wrap(err, fault.Unavailable, "media.look", "What is known of this clip could not be read. Try again.")
	}
	return look, nil
}

func (l *Library) look(ctx context.Context, m cuedrop.Media) (Look, error) {
	best, err := l.Tool.BestFrame(ctx, m.Path)
	if err != nil {
		return Look{}, err
	}
	keys, known, err := l.Tool.Keyframes(ctx, m.Path)
	if err != nil {
		return Look{}, err
	}
	look := Look{BestMs: best.Milliseconds(), KeyframesMs: []int64{}, KeyframesKnown: known}
	for _, k := range keys {
		look.KeyframesMs = append(look.KeyframesMs, k.Milliseconds())
	}
	look.KeyframesMs = slices.Compact(look.KeyframesMs)
	return look, nil
}

// MakeProxy makes the version of a clip that every web view plays, unless there is one,
// and returns when it is there. Errors are as Strip's.
func (l *Library) MakeProxy(ctx context.Context, id cuedrop.MediaID) error {
	_, err := l.cached(ctx, id, ProxiesDir, proxyName, func(ctx context.Context, m cuedrop.Media, out string) error {
		return l.Tool.Proxy(ctx, m.Path, out, nil)
	})
	return err
}

const proxyName = "proxy.mp4"

// Proxy returns the path of what MakeProxy made, or NotFound.
func (l *Library) Proxy(ctx context.Context, id cuedrop.MediaID) (string, error) {
	m, err := l.Store.Media(ctx, id)
	if err != nil {
		return "", err
	}
	out, err := l.Cache.Path(ProxiesDir, cacheName(m, proxyName))
	if err != nil {
		return "", err
	}
	if !l.Cache.Touch(out) {
		return "", fault.New(fault.NotFound, "media.no_proxy", "There is no preview of this clip yet.")
	}
	return out, nil
}

// cached returns the file called name that belongs to the clip id, and makes it where it
// is missing: once, however many ask, and no longer than anybody waits. Nothing is made
// of a file that is not the one that was added.
func (l *Library) cached(ctx context.Context, id cuedrop.MediaID, folder, name string, work func(context.Context, cuedrop.Media, string) error) (string, error) {
	m, err := l.Store.Media(ctx, id)
	if err != nil {
		return "", err
	}
	out, err := l.Cache.Path(folder, cacheName(m, name))
	if err != nil {
		return "", err
	}
	if l.Cache.Touch(out) {
		return out, nil
	}
	return out, l.pictures.do(ctx, out, func(ctx context.Context) error {
		if l.Cache.Touch(out) { // made since we looked
			return nil
		}
		if err := l.Verify(ctx, m); err != nil {
			return err
		}
		if err := work(ctx, m, out); err != nil {
			return err
		}
		if err := l.Cache.Added(out); err != nil {
			l.Log.Warn("trim cache", "err", err)
		}
		return nil
	})
}

// cacheName is the name of a file made of m: the clip, what its content was, and what
// the file is. Of another content it would be another name.
func cacheName(m cuedrop.Media, name string) string {
	content := m.SHA256
	if content == "" {
		content = fmt.Sprint(m.Size, " ", m.ModTime.UnixNano())
	}
	sum := sha256.Sum256([]byte(content))
	return string(m.ID) + "-" + hex.EncodeToString(sum[:4]) + "." + name
}

// limitFrames removes the frames of m that were not used for the longest time.
func (l *Library) limitFrames(m cuedrop.Media) {
	dir := filepath.Join(l.Dir, PicturesDir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	var frames []cached
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), cacheName(m, "frame-")) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			frames = append(frames, cached{filepath.Join(dir, e.Name()), info.Size(), info.ModTime()})
		}
	}
	slices.SortFunc(frames, func(a, b cached) int { return cmp.Or(a.used.Compare(b.used), strings.Compare(a.path, b.path)) })
	for len(frames) > maxFrames {
		if err := remove(frames[0].path); err != nil {
			l.Log.Warn("remove old frame", "err", err)
		}
		frames = frames[1:]
	}
}
