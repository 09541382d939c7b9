package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"cuedrop/internal/fault"
)

// Restored says that opening found a damaged database and put a backup in its place.
type Restored struct {
	From  Backup
	Aside string // path of the damaged file, kept; "" when it was missing
}

// Restored returns what opening had to restore, or nil.
func (s *Store) Restored() *Restored { return s.restored }

// restore puts the newest good backup in the place of a damaged database, which is
// kept aside with its log. It returns cause, and changes nothing, when there is no good
// backup; and nil without an error when another process has mended it meanwhile. What
// it puts there says of itself that it is an old copy (origin.go). Killed on the way, it
// leaves the damaged file or none, and the next start begins again.
func restore(ctx context.Context, dir string, now time.Time, cause error) (*Restored, error) {
	var done *Restored
	err := locked(ctx, dir, func(ctx context.Context) error {
		path := filepath.Join(dir, fileName)
		if _, known, err := readMarker(dir); err != nil || !known {
			return cause // what is sealed in any backup is bound to the marker
		}
		if err := verify(ctx, path); fault.ReasonOf(err) != reasonDamaged {
			return nil
		}
		from, ok := newestUsable(ctx, dir, path)
		if !ok {
			return cause
		}
		tmp := path + unfinished
		if err := copyFile(from.Path, tmp); err != nil {
			return errors.Join(cause, err)
		}
		if err := noteCopyAt(ctx, tmp, Copy{Reason: CopyRestored, From: from.At}); err != nil {
			return errors.Join(cause, err)
		}
		aside, err := setAside(path, now)
		if err != nil {
			return errors.Join(cause, err)
		}
		done = &Restored{From: from, Aside: aside}
		return putInPlace(tmp, path)
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// verify returns damaged unless a healthy database of ours lies at path.
func verify(ctx context.Context, path string) error {
	if err := checkHeader(path); err != nil {
		return err
	}
	db, err := connect(path, "")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = examine(ctx, db)
	return err
}

// newestUsable returns the newest copy in the workspace that is whole and ours:
// automatic backups first, then those from before an upgrade.
func newestUsable(ctx context.Context, dir, path string) (Backup, bool) {
	all, _ := backupsIn(dir) // none is none
	versions := upgradeBackups(path)
	for i := len(versions) - 1; i >= 0; i-- {
		name := upgradeBackup(path, versions[i])
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			all = append(all, Backup{Path: name, At: info.ModTime().UTC(), Size: info.Size()})
		}
	}
	for _, b := range all {
		if usable(ctx, b.Path) == nil {
			return b, true
		}
	}
	return Backup{}, false
}

// copyFile writes a durable copy of a file, for the owner only.
func copyFile(from, to string) error {
	if err := emptyFile(to); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return unwritable(err)
	}
	return nil
}

// setAside renames the database at path with all that belongs to it, and returns its
// new path. The database goes first: what is left of its log must never meet another.
func setAside(path string, now time.Time) (aside string, err error) {
	for ; ; now = now.Add(time.Second) {
		aside = path + ".corrupt-" + now.UTC().Format(backupStamp)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	missing := false
	for _, suffix := range append([]string{""}, sidecars...) {
		err := patient(func() error { return os.Rename(path+suffix, aside+suffix) })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", unwritable(err)
		}
		missing = missing || suffix == "" && err != nil
	}
	if missing {
		aside = ""
	}
	return aside, syncDir(filepath.Dir(path))
}

// noteCopyAt writes into a database that nobody has open what copy it is.
func noteCopyAt(ctx context.Context, path string, c Copy) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode copy: %w", err)
	}
	db, err := sql.Open("sqlite", dsn(path, "DELETE", ""))
	if err != nil {
		return translate(err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, keyCopy, raw)
	return errors.Join(translate(err), translate(db.Close()))
}
