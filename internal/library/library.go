// Package library is the use case around clips: taking a file in, checking it,
// making the rendition that goes to TikTok, thumbnails. The user's file is opened
// read-only and stays where it is. It declares the interfaces that it needs and
// knows no adapter and no other use case.
package library

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Facts are what a file is, byte for byte.
type Facts struct {
	Size    int64
	ModTime time.Time
	SHA256  string
	Sum64   string
}

// Identity is what can be told of a file without reading it.
type Identity struct {
	Size    int64
	ModTime time.Time
	FileID  string // as in cuedrop.Media
	Rules   string // by which it would be checked now
}

type mediaTool interface {
	pictureTool
	Check(ctx context.Context, path string) (cuedrop.Check, error)
	Prepare(ctx context.Context, in, out string, edit cuedrop.Edit, check *cuedrop.Check, progress func(cuedrop.RenderProgress)) (cuedrop.Rendition, error)
	Thumbnail(ctx context.Context, in, out string, at time.Duration, width int) error
	Digest(ctx context.Context, path string) (Facts, error)
	Identify(ctx context.Context, path string) (Identity, error)
	IsVideo(path string) bool
}

type mediaStore interface {
	SaveMedia(context.Context, ...cuedrop.Media) error
	MediaAt(ctx context.Context, path string) ([]cuedrop.Media, error)
	MediaOf(ctx context.Context, sha256 string) ([]cuedrop.Media, error)
	Media(context.Context, cuedrop.MediaID) (cuedrop.Media, error)
	AllMedia(context.Context) ([]cuedrop.Media, error)
	RemoveMedia(context.Context, cuedrop.MediaID, time.Time) (gone bool, err error)
}

// Config are the parts that a Library is made of. All are required but Looker, Traits
// and Log.
type Config struct {
	Store mediaStore
	Tool  mediaTool
	// Looker and Traits are what Signals finds out and where it is kept; both, or neither.
	Looker looker
	Traits traitStore
	// Dir is the workspace folder; renditions and thumbnails live in it.
	Dir   string
	Clock clock.Clock
	Log   *slog.Logger
	// CacheBytes is what Cache may hold; nil = CacheDefault.
	CacheBytes func() int64
}

// Library is safe for concurrent use.
type Library struct {
	Config
	looks sync.Mutex // one clip is listened to and watched at a time
	// Cache holds what can be made again from clips.
	Cache    *Cache
	pictures flights            // by the file that is made
	thumbs   singleflight.Group // by clip; Tool bounds how many are made at a time
}

// New returns a library.
func New(c Config) *Library {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.CacheBytes == nil {
		c.CacheBytes = func() int64 { return CacheDefault }
	}
	return &Library{Config: c, Cache: NewCache(c.Dir, c.Clock, c.CacheBytes)}
}

const (
	reasonSourceMissing = "media.source_missing"
	reasonSourceChanged = "media.source_changed"
	reasonOtherContent  = "media.other_content"
	thumbnailWidth      = 270 // px; a 9:16 tile at three times 90
	renditionsDir       = "renditions"
)

// Refusal words the first refusing finding of a check as a fault.
func Refusal(check cuedrop.Check) error {
	for _, f := range check.Findings {
		if f.Severity != cuedrop.SeverityRefused {
			continue
		}
		message := f.Message
		if f.Fix != "" {
			message += " " + f.Fix
		}
		return fault.New(fault.Invalid, "media."+f.Code, message)
	}
	return fault.New(fault.Invalid, "media.refused", "TikTok would refuse this clip. Choose another one.")
}

// Media returns the clip id, or NotFound.
func (l *Library) Media(ctx context.Context, id cuedrop.MediaID) (cuedrop.Media, error) {
	return l.Store.Media(ctx, id)
}

// All returns every clip, newest first, also those that were taken out of the library:
// posts have them.
func (l *Library) All(ctx context.Context) ([]cuedrop.Media, error) { return l.Store.AllMedia(ctx) }

// Verify returns Rejected when the clip's file is gone (media.source_missing) or no
// longer the one that was added (media.source_changed). Size and time are looked at
// first; the digest decides.
func (l *Library) Verify(ctx context.Context, m cuedrop.Media) error {
	info, err := os.Stat(m.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.Rejected, reasonSourceMissing, "The file “"+m.Name+"” is gone. Put it back or choose another one.")
	case err != nil:
		return fault.Wrap(err, fault.Rejected, reasonSourceMissing, "The file “"+m.Name+"” can't be read. Check its drive and its rights.")
	case info.Size() == m.Size && info.ModTime().Equal(m.ModTime):
		return nil
	}
	facts, err := l.Tool.Digest(ctx, m.Path)
	if err != nil {
		return err
	}
	if facts.SHA256 != m.SHA256 {
		return fault.New(fault.Rejected, reasonSourceChanged, "The file “"+m.Name+"” has changed since you added it. Add it again to post the new version.")
	}
	return nil
}

// Present reports whether the clip of p can be read and is still the one added.
func (l *Library) Present(ctx context.Context, p cuedrop.Post) bool {
	m, err := l.Store.Media(ctx, p.MediaID)
	return err == nil && l.Verify(ctx, m) == nil
}

// Render returns the file that goes to TikTok for a post: the original for
// RouteCopy, otherwise a rendition in the workspace: the one that was made of the same
// clip for the same fit before, or one made now, which replaces another only when it is
// whole. progress may be nil.
func (l *Library) Render(ctx context.Context, p cuedrop.Post, progress func(cuedrop.RenderProgress)) (cuedrop.Rendition, error) {
	m, err := l.Store.Media(ctx, p.MediaID)
	if err != nil {
		return cuedrop.Rendition{}, err
	}
	if err := l.Verify(ctx, m); err != nil {
		return cuedrop.Rendition{}, err
	}
	if goesAsItIs(m, p) {
		return cuedrop.Rendition{Path: m.Path, Route: cuedrop.RouteCopy, Size: m.Size, SHA256: m.SHA256, Sum64: m.Sum64, DurationMs: m.Check.Info.DurationMs}, nil
	}
	out := l.renditionPath(p.ID)
	if r, ok := recall(out, m, p.Settings.Edit); ok {
		return r, nil
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o700); err != nil {
		return cuedrop.Rendition{}, fault.Wrap(err, fault.Unavailable, "media.rendition_dir", "Cuedrop can't write to its data folder. Check its rights and the free space.")
	}
	r, err := l.Tool.Prepare(ctx, m.Path, out, p.Settings.Edit, &m.Check, progress)
	if err != nil {
		return r, err
	}
	if err := remember(m, p.Settings.Edit, r); err != nil {
		l.Log.Warn("remember rendition", "post", p.ID, "err", err)
	}
	return r, nil
}

// Discard removes the rendition of a post that is published, canceled or deleted.
// It never touches a user's file.
func (l *Library) Discard(id cuedrop.PostID) error {
	out := l.renditionPath(id)
	for _, path := range []string{madePath(out), out} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (l *Library) renditionPath(id cuedrop.PostID) string {
	return filepath.Join(l.Dir, renditionsDir, string(id)+".mp4")
}

// Thumbnail returns the path of a JPEG of the clip, made at the first call.
func (l *Library) Thumbnail(ctx context.Context, id cuedrop.MediaID) (string, error) {
	m, err := l.Store.Media(ctx, id)
	if err != nil {
		return "", err
	}
	return l.thumbnail(ctx, m.ID, m.Path)
}

// thumbnailAt is where in a clip its thumbnail is taken: it is made before anything is
// known of the clip, and half a second in one is rarely black.
const thumbnailAt = 500 * time.Millisecond

// thumbnail makes the thumbnail of the clip id, whose file is path, however many ask.
// One that gives up leaves it to the others.
func (l *Library) thumbnail(ctx context.Context, id cuedrop.MediaID, path string) (string, error) {
	out, err := l.Cache.Path(ThumbsDir, string(id)+".jpg")
	if err != nil {
		return "", err
	}
	if l.Cache.Touch(out) {
		return out, nil
	}
	made := l.thumbs.DoChan(string(id), func() (any, error) {
		if l.Cache.Touch(out) {
			return nil, nil
		}
		if err := l.Tool.Thumbnail(context.WithoutCancel(ctx), path, out, thumbnailAt, thumbnailWidth); err != nil {
			return nil, err
		}
		if err := l.Cache.Added(out); err != nil {
			l.Log.Warn("trim cache", "err", err)
		}
		return nil, nil
	})
	select {
	case r := <-made:
		return out, r.Err
	case <-ctx.Done():
		return "", fault.Wrap(context.Cause(ctx), fault.Canceled, "media.canceled", "Canceled. Your file was not changed.")
	}
}
