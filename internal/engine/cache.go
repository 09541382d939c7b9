package engine

import (
	"context"
	"strconv"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/library"
)

const (
	// keyCacheMB holds the limit of the cache in MB of 1,048,576 bytes. Stored on disk:
	// do not rename.
	keyCacheMB = "cache_mb"
	cacheLeast = 64        // MB; less would make what shows again and again
	cacheMost  = 1_000_000 // MB
	// trimEvery is the time between two looks at the cache; additions trim it too.
	trimEvery = 24 * time.Hour
)

// CacheMB returns how many MB pictures and previews made of clips may take.
func (e *Engine) CacheMB(ctx context.Context) (int, error) {
	text, err := e.Store.Setting(ctx, keyCacheMB)
	if err != nil || text == "" {
		return library.CacheDefault >> 20, err
	}
	mb, err := strconv.Atoi(text)
	if err != nil {
		return library.CacheDefault >> 20, nil //nolint:nilerr // a value that no Cuedrop wrote is none
	}
	return min(max(mb, cacheLeast), cacheMost), nil
}

// SetCacheMB stores the limit and applies it at once. Invalid outside of 64 to a
// million.
func (e *Engine) SetCacheMB(ctx context.Context, mb int) error {
	if mb < cacheLeast || mb > cacheMost {
		return fault.Newf(fault.Invalid, "cache.limit", "The cache may take from %d to %d MB.", cacheLeast, cacheMost)
	}
	if err := e.Store.SetSetting(ctx, keyCacheMB, strconv.Itoa(mb)); err != nil {
		return err
	}
	_, err := e.Library.Cache.Trim()
	return err
}

// cacheBytes is the limit for the cache, which asks at each addition.
func (e *Engine) cacheBytes() int64 {
	mb, err := e.CacheMB(context.Background())
	if err != nil {
		return library.CacheDefault
	}
	return int64(mb) << 20
}

// sweepCache removes what was left half made, and pictures of clips that neither a post nor
// the library has.
func (e *Engine) sweepCache(ctx context.Context, posts []cuedrop.Post) error {
	clips, err := e.Library.All(ctx)
	if err != nil {
		return err
	}
	used := map[cuedrop.MediaID]bool{}
	for _, m := range clips {
		used[m.ID] = m.RemovedAt.IsZero()
	}
	for _, p := range posts {
		used[p.MediaID] = true
	}
	n, err := e.Library.Cache.Sweep(func(id cuedrop.MediaID) bool { return used[id] })
	if n > 0 {
		e.Log.Info("swept cache", "removed", n)
	}
	return err
}

// trim keeps the cache's limit, once a day: another program may have filled it.
func (w *watch) trim() {
	now := w.e.Clock.Now()
	if age := now.Sub(w.trimmed); age >= 0 && age < trimEvery {
		return
	}
	w.trimmed = now
	if n, err := w.e.Library.Cache.Trim(); err != nil || n > 0 {
		w.e.Log.Info("trimmed cache", "removed", n, "err", err)
	}
}
