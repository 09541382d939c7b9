package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"cuedrop/internal/fault"
)

// Sweep removes what a crash has left of making and removing workspaces. It does nothing
// while another program is at it.
func (s *Shelf) Sweep() error {
	var left []string
	for _, prefix := range []string{newPrefix, deletingPrefix} {
		found, _ := filepath.Glob(filepath.Join(escapeGlob(s.dir), prefix+"*")) // the pattern is ours and whole
		left = append(left, found...)
	}
	if len(left) == 0 {
		return nil
	}
	lock := flock.New(s.dir+".lock", flock.SetPermissions(0o600))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return nil
	}
	defer func() { _ = lock.Unlock() }() // the system releases it with the process anyway
	var failed []error
	for _, path := range left {
		failed = append(failed, os.RemoveAll(path))
	}
	return errors.Join(failed...)
}

// The beginnings of folders that are no workspaces.
const (
	newPrefix      = ".new-"
	deletingPrefix = ".deleting-"
)

// escapeGlob makes a path of the user's match itself only.
func escapeGlob(path string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(path)
}

func (s *Shelf) probe(point string) {
	if s.Probe != nil {
		s.Probe(point)
	}
}

// lockWithin is how long another program may take to make, rename or remove one.
const lockWithin = 30 * time.Second

// locked calls f while no other program changes which workspaces there are.
func (s *Shelf) locked(ctx context.Context, f func() error) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return unwritable(err)
	}
	return under(ctx, s.dir+".lock", f)
}

// under calls f under a lock across processes.
func under(ctx context.Context, path string, f func() error) error {
	ctx, cancel := context.WithTimeout(ctx, lockWithin)
	defer cancel()
	lock := flock.New(path, flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		if ctx.Err() != nil {
			return fault.Wrap(err, fault.Unavailable, "workspace.busy", "Another Cuedrop is just changing the workspaces. Try again in a moment.")
		}
		return unwritable(err)
	}
	defer func() { _ = lock.Unlock() }() // the system releases it with the process anyway
	return f()
}

func unwritable(cause error) error {
	return fault.Wrap(cause, fault.Internal, "workspace.unwritable", "The folder of the workspaces can't be written. Check free space and that you may write there.")
}
