package library

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// The folders of the workspace for what can be made again from a clip.
const (
	ThumbsDir   = "thumbs"   // one small picture a clip
	PicturesDir = "pictures" // strips and single frames
	ProxiesDir  = "proxies"  // versions that a web view can play
)

var cacheDirs = []string{ThumbsDir, PicturesDir, ProxiesDir}

const (
	// CacheDefault is what a Cache may hold unless the user says otherwise.
	CacheDefault = 1 << 30
	// cacheSpared is how long after its last use a file stays whatever the limit says:
	// it may be on the screen.
	cacheSpared = 10 * time.Minute
	// cacheGrain is how exactly the last use is kept: a picture that shows all the time
	// is not written to all the time.
	cacheGrain = time.Minute
	// cacheRoom is what Trim leaves of the limit, so that not every addition trims.
	cacheRoom = 0.9
)

// Cache keeps files that can be made again from clips, up to a number of bytes: then
// those that were not used for the longest time go. When a file was last used is its
// modification time. Names begin with the id of their clip. A Cache touches nothing
// outside of its folders, follows no links, and is safe for concurrent use, also by
// several programs.
type Cache struct {
	dir   string // workspace
	clock clock.Clock
	limit func() int64 // bytes

	mu   sync.Mutex
	size int64 // bytes held, as far as this program knows; -1 before the first look
}

// NewCache returns a cache in the workspace dir. limit is asked at each look.
func NewCache(dir string, c clock.Clock, limit func() int64) *Cache {
	return &Cache{dir: dir, clock: c, limit: limit, size: -1}
}

// Path returns where the file called name belongs in folder, one of the Dir constants,
// and makes the folder.
func (c *Cache) Path(folder, name string) (string, error) {
	dir := filepath.Join(c.dir, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "media.cache_dir", "Cuedrop can't write to its data folder. Check its rights and the free space.")
	}
	return filepath.Join(dir, filepath.Base(name)), nil
}

// Touch reports whether the file at path is there and not empty, and notes its use.
func (c *Cache) Touch(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	if now := c.clock.Now(); now.Sub(info.ModTime()).Abs() > cacheGrain {
		_ = os.Chtimes(path, now, now) // at worst it goes earlier than it should
	}
	return true
}

// Added is told of a new file. It trims when the limit is passed.
func (c *Cache) Added(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	c.mu.Lock()
	known := c.size >= 0
	if known {
		c.size += info.Size()
	}
	over := !known || c.size > c.limit()
	c.mu.Unlock()
	if !over {
		return nil
	}
	_, err = c.Trim()
	return err
}

// Trim removes what was not used for the longest time until the limit is kept, and
// returns how many files that were. What was used just now stays.
func (c *Cache) Trim() (removed int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	files, err := c.files()
	var size int64
	for _, f := range files {
		size += f.size
	}
	defer func() { c.size = size }()
	most := c.limit()
	if size <= most {
		return 0, err
	}
	slices.SortFunc(files, func(a, b cached) int { return cmp.Or(a.used.Compare(b.used), strings.Compare(a.path, b.path)) })
	now, failed := c.clock.Now(), []error{err}
	for _, f := range files {
		if float64(size) <= cacheRoom*float64(most) {
			break
		}
		if age := now.Sub(f.used); age >= 0 && age < cacheSpared {
			continue
		}
		if err := remove(f.path); err != nil {
			failed = append(failed, err)
			continue
		}
		size -= f.size
		removed++
	}
	return removed, errors.Join(failed...)
}

// Sweep removes what a killed program left half made, and what belongs to a clip that
// keep says is gone. Call it while nothing is being made.
func (c *Cache) Sweep(keep func(cuedrop.MediaID) bool) (removed int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.size = -1
	files, err := c.files()
	failed := []error{err}
	for _, f := range files {
		name := filepath.Base(f.path)
		id, ours := clipOf(name)
		if !isPart(name) && (!ours || keep(id)) {
			continue
		}
		if err := remove(f.path); err != nil {
			failed = append(failed, err)
			continue
		}
		removed++
	}
	return removed, errors.Join(failed...)
}

// cached is one file of a cache.
type cached struct {
	path string
	size int64
	used time.Time
}

// files lists the plain files of the cache, with what could be read of it on an error.
func (c *Cache) files() (out []cached, err error) {
	var failed []error
	for _, folder := range cacheDirs {
		dir := filepath.Join(c.dir, folder)
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err == nil && info.Mode().IsRegular() {
				out = append(out, cached{filepath.Join(dir, e.Name()), info.Size(), info.ModTime()})
			}
		}
	}
	return out, errors.Join(failed...)
}

// clipOf returns the clip that a cached file was made of: the id is what its name
// begins with, up to the first sign that no id has.
func clipOf(name string) (id cuedrop.MediaID, ours bool) {
	if !strings.HasPrefix(name, "clip_") {
		return "", false
	}
	if end := strings.IndexAny(name, ".-+@"); end > 0 {
		name = name[:end]
	}
	return cuedrop.MediaID(name), true
}

// isPart reports whether a file is one that media writes until it is whole.
func isPart(name string) bool {
	return strings.HasPrefix(name, ".cuedrop-") && strings.HasSuffix(name, ".part")
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
