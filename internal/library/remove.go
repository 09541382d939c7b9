package library

import (
	"context"
	"errors"
	"path/filepath"

	"cuedrop/internal/cuedrop"
)

// Remove takes a clip out of the library, with the pictures and copies that were made of
// it unless posts still show them. The user's file is not touched. Conflict
// "media.in_use" while a post of it may still go out by itself.
func (l *Library) Remove(ctx context.Context, id cuedrop.MediaID) error {
	gone, err := l.Store.RemoveMedia(ctx, id, l.Clock.Now())
	if err != nil || !gone {
		return err
	}
	if err := l.Cache.Forget(id); err != nil {
		l.Log.Warn("remove what was made of a clip", "media", id, "err", err) // Sweep does
	}
	return nil
}

// Forget removes what was made of a clip.
func (c *Cache) Forget(id cuedrop.MediaID) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.size = -1
	files, err := c.files()
	failed := []error{err}
	for _, f := range files {
		if of, ours := clipOf(filepath.Base(f.path)); ours && of == id {
			failed = append(failed, remove(f.path))
		}
	}
	return errors.Join(failed...)
}
