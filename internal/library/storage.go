package library

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"cuedrop/internal/cuedrop"
)

// FileState says whether a clip's file is where it was, as far as a glance tells.
type FileState string

// The states. A file of another size or time may still be the same: Verify compares.
const (
	FileHere    FileState = "here"
	FileMissing FileState = "missing"
	FileDiffers FileState = "differs"
	FileUnknown FileState = "unknown" // its drive does not answer
)

const (
	glances      = 8               // files looked at at a time
	glanceWithin = 3 * time.Second // for all of them: a drive that is gone may never answer
)

// Storage is what lies on the disk for the clips of the library.
type Storage struct {
	Clips      []ClipStorage
	Renditions []RenditionFile
}

// ClipStorage is one clip's: its file, and the bytes of pictures and playable copies.
type ClipStorage struct {
	Media      cuedrop.MediaID
	State      FileState
	CacheBytes int64
}

// RenditionFile is the prepared copy of a post's clip.
type RenditionFile struct {
	Post cuedrop.PostID
	Size int64
}

// Storage looks at the files of all clips of the library, and at what was made of them.
// Nothing is read.
func (l *Library) Storage(ctx context.Context) (Storage, error) {
	all, err := l.Store.AllMedia(ctx)
	if err != nil {
		return Storage{}, err
	}
	held, err := l.Cache.Held()
	if err != nil {
		l.Log.Warn("look at the cache", "err", err) // what could be read is told
	}
	states := glance(ctx, all, os.Stat)
	out := Storage{Renditions: l.renditions()}
	for i, m := range all {
		if m.RemovedAt.IsZero() {
			out.Clips = append(out.Clips, ClipStorage{m.ID, states[i], held[m.ID]})
		}
	}
	return out, nil
}

// glance looks at the file of each clip. What has not answered in time is unknown.
func glance(ctx context.Context, all []cuedrop.Media, stat func(string) (fs.FileInfo, error)) []FileState {
	ctx, cancel := context.WithTimeout(ctx, glanceWithin)
	defer cancel()
	type seen struct {
		i     int
		state FileState
	}
	answers := make(chan seen, len(all))
	go func() {
		var group errgroup.Group
		group.SetLimit(glances)
		for i, m := range all {
			if ctx.Err() != nil {
				return
			}
			group.Go(func() error {
				answers <- seen{i, stateOf(m, stat)}
				return nil
			})
		}
	}()
	states := make([]FileState, len(all))
	for i := range states {
		states[i] = FileUnknown
	}
	for range all {
		select {
		case s := <-answers:
			states[s.i] = s.state
		case <-ctx.Done():
			return states
		}
	}
	return states
}

func stateOf(m cuedrop.Media, stat func(string) (fs.FileInfo, error)) FileState {
	info, err := stat(m.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return FileMissing
	case err != nil:
		return FileUnknown
	case info.Size() == m.Size && info.ModTime().Equal(m.ModTime):
		return FileHere
	default:
		return FileDiffers
	}
}

// renditions lists the prepared copies. Parts and notes beside them are none.
func (l *Library) renditions() (out []RenditionFile) {
	entries, _ := os.ReadDir(filepath.Join(l.Dir, renditionsDir)) // no folder, no copies
	for _, e := range entries {
		id, whole := strings.CutSuffix(e.Name(), ".mp4")
		info, err := e.Info()
		if whole && err == nil && info.Mode().IsRegular() && !isPart(e.Name()) {
			out = append(out, RenditionFile{cuedrop.PostID(id), info.Size()})
		}
	}
	return out
}

// Held returns how many bytes are kept of each clip, of what could be read on an error.
func (c *Cache) Held() (map[cuedrop.MediaID]int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	held := map[cuedrop.MediaID]int64{}
	files, err := c.files()
	for _, f := range files {
		if id, ours := clipOf(filepath.Base(f.path)); ours {
			held[id] += f.size
		}
	}
	return held, err
}
