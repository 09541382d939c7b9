package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"

	"cuedrop/internal/fault"
)

// marker is workspace.json. It tells a new workspace from a damaged one: where it
// exists, a missing or empty database is damage, not a welcome.
type marker struct {
	ID string
	// all is the whole object: others keep what is theirs in it (internal/workspace).
	all map[string]json.RawMessage
}

// locked calls f under a lock across processes: two that start at once must neither
// build the same file, nor name the workspace twice, nor mend it twice.
func locked(ctx context.Context, dir string, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		if ctx.Err() != nil {
			return fault.Wrap(err, fault.Unavailable, "store.busy", "Another Cuedrop is just opening this workspace. Try again in a moment.")
		}
		return unwritable(err)
	}
	defer func() { _ = lock.Unlock() }() // the system releases it with the process anyway
	return f(ctx)
}

// prepareFile makes sure that a database of ours with today's schema lies at path
// and returns the workspace's id.
func prepareFile(ctx context.Context, dir, path string) (string, error) {
	m, hasMarker, err := readMarker(dir)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && hasMarker:
		return "", damaged(fmt.Errorf("%s is missing beside its marker", fileName))
	case errors.Is(err, fs.ErrNotExist):
		if err := createFile(ctx, path); err != nil {
			return "", err
		}
	case err != nil:
		return "", unwritable(err)
	case !info.Mode().IsRegular():
		return "", damaged(fmt.Errorf("%s is no file but %s", fileName, info.Mode()))
	default:
		if err := upgradeFile(ctx, path, hasMarker); err != nil {
			return "", err
		}
	}
	if hasMarker {
		return m.ID, nil
	}
	m.ID = uuid.NewString()
	return m.ID, writeMarker(dir, m)
}

// createFile builds the database under another name and renames it, so that a
// crash leaves either none or a whole one.
func createFile(ctx context.Context, path string) error {
	tmp := path + ".new"
	if err := emptyFile(tmp); err != nil {
		return err
	}
	if err := migrate(ctx, tmp, "DELETE"); err != nil {
		return err
	}
	return putInPlace(tmp, path)
}

// sidecars are what SQLite keeps beside a database.
var sidecars = []string{"-wal", "-shm", "-journal"}

// emptyFile makes an empty file for a database to be built in, in the place of
// whatever is left there. Owner-only from the first byte; SQLite gives WAL and SHM
// the same mode.
func emptyFile(path string) error {
	for _, suffix := range append([]string{""}, sidecars...) {
		if err := remove(path + suffix); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return unwritable(err)
	}
	if err := f.Close(); err != nil {
		return unwritable(err)
	}
	return nil
}

// putInPlace makes a file that was built beside its place the one at its place, at
// once and for good.
func putInPlace(tmp, path string) error {
	if err := patient(func() error { return os.Rename(tmp, path) }); err != nil {
		return unwritable(err)
	}
	return syncDir(filepath.Dir(path))
}

// remove deletes a file that need not exist.
func remove(path string) error {
	err := patient(func() error { return os.Remove(path) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(err)
	}
	return nil
}

func readMarker(dir string) (marker, bool, error) {
	raw, err := os.ReadFile(filepath.Join(dir, markerName))
	if errors.Is(err, fs.ErrNotExist) {
		return marker{}, false, nil
	}
	if err != nil {
		return marker{}, false, unwritable(err)
	}
	m := marker{all: map[string]json.RawMessage{}}
	if err := json.Unmarshal(raw, &m.all); err != nil {
		return marker{}, false, damaged(err)
	}
	// A workspace that was given a name and was never opened has no id yet.
	if m.all["id"] == nil && m.all["name"] != nil {
		return m, false, nil
	}
	if err := json.Unmarshal(m.all["id"], &m.ID); err != nil {
		return marker{}, false, damaged(err)
	}
	if _, err := uuid.Parse(m.ID); err != nil {
		return marker{}, false, damaged(err)
	}
	return m, true, nil
}

func writeMarker(dir string, m marker) error {
	if m.all == nil {
		m.all = map[string]json.RawMessage{}
	}
	raw, err := json.Marshal(m.ID)
	if err == nil {
		m.all["id"] = raw
		raw, err = json.Marshal(m.all)
	}
	if err != nil {
		return fmt.Errorf("encode marker: %w", err)
	}
	tmp := filepath.Join(dir, markerName+".new")
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritable(err)
	}
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unwritable(err)
	}
	return putInPlace(tmp, filepath.Join(dir, markerName))
}
