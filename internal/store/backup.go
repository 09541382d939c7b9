package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/fault"
)

const (
	backupDir   = "backups"
	backupStamp = "20060102T150405Z" // UTC, so that names sort by time
	backupHead  = "cuedrop-"
	backupTail  = ".db"
	// keepBackups is how many automatic backups are kept.
	keepBackups = 7
	// unfinished ends the name of a file that is being built.
	unfinished = ".new"
)

// Backup is one automatic copy of the database.
type Backup struct {
	Path string
	At   time.Time
	Size int64
}

// Backups returns the automatic backups, newest first. None of them is partial: each
// got its name after it was whole and checked.
func (s *Store) Backups() ([]Backup, error) { return backupsIn(filepath.Dir(s.path)) }

func backupsIn(dir string) ([]Backup, error) {
	entries, err := os.ReadDir(filepath.Join(dir, backupDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unwritable(err)
	}
	all := []Backup{}
	for _, e := range entries {
		stamp, ok := strings.CutPrefix(e.Name(), backupHead)
		stamp, whole := strings.CutSuffix(stamp, backupTail)
		at, err := time.Parse(backupStamp, stamp)
		if !ok || !whole || err != nil {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			all = append(all, Backup{Path: filepath.Join(dir, backupDir, e.Name()), At: at, Size: info.Size()})
		}
	}
	slices.SortFunc(all, func(a, b Backup) int { return b.At.Compare(a.At) })
	return all, nil
}

// Backup writes a copy of the database as it is at this moment, named after at, and
// removes the oldest beyond seven. Others write meanwhile: it only reads. The caller
// holds the workspace's publishing lock, so that no two make one at once. A copy holds
// what is erased later, until it is the oldest; DropBackups removes it at once.
func (s *Store) Backup(ctx context.Context, at time.Time) (Backup, error) {
	s.backing.Lock()
	defer s.backing.Unlock()
	if err := s.InPlace(); err != nil {
		return Backup{}, err
	}
	dir := filepath.Join(filepath.Dir(s.path), backupDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Backup{}, unwritable(err)
	}
	if err := sweep(dir); err != nil {
		return Backup{}, err
	}
	db, err := connect(s.path, "")
	if err != nil {
		return Backup{}, err
	}
	defer func() { _ = db.Close() }()
	b := Backup{Path: filepath.Join(dir, backupHead+at.UTC().Format(backupStamp)+backupTail), At: at.UTC().Truncate(time.Second)}
	if err := copyInto(ctx, db, b.Path); err != nil {
		return Backup{}, err
	}
	info, err := os.Stat(b.Path)
	if err != nil {
		return Backup{}, unwritable(err)
	}
	b.Size = info.Size()
	return b, s.rotate(b)
}

// rotate removes the oldest backups, never the one just made, whatever the clock said
// when the others were.
func (s *Store) rotate(made Backup) error {
	all, err := s.Backups()
	if err != nil {
		return err
	}
	kept := 1
	for _, b := range all {
		if b.Path == made.Path {
			continue
		}
		if kept++; kept <= keepBackups {
			continue
		}
		if err := remove(b.Path); err != nil {
			return err
		}
	}
	return nil
}

// SweepBackups removes what a backup that was cut short has left. The caller holds the
// workspace's publishing lock.
func (s *Store) SweepBackups() error {
	s.backing.Lock()
	defer s.backing.Unlock()
	return sweep(filepath.Join(filepath.Dir(s.path), backupDir))
}

func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(err)
	}
	for _, e := range entries {
		if !strings.Contains(e.Name(), unfinished) {
			continue
		}
		if err := remove(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// DropBackups removes every older copy of the database: automatic backups, those from
// before an upgrade, damaged files that were kept aside, and one that was being restored.
// They hold what was erased or sealed since. Erasing and SealContent call it.
func (s *Store) DropBackups() error {
	s.backing.Lock()
	defer s.backing.Unlock()
	home := filepath.Dir(s.path)
	for dir, ours := range map[string]func(name string) bool{
		filepath.Join(home, backupDir): func(name string) bool { return strings.HasPrefix(name, backupHead) },
		home: func(name string) bool {
			return strings.HasPrefix(name, fileName+".before-") || strings.HasPrefix(name, fileName+".corrupt-") || strings.HasPrefix(name, fileName+unfinished)
		},
	} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unwritable(err)
		}
		for _, e := range entries {
			if !ours(e.Name()) {
				continue
			}
			if err := remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyInto writes a whole, checked copy of db to path: under another name first, so
// that a partial one is never taken for a copy (reliability-security.md A17).
func copyInto(ctx context.Context, db *sql.DB, path string) (err error) {
	tmp := path + unfinished
	if err := emptyFile(tmp); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = remove(tmp)
			_ = remove(tmp + "-journal")
		}
	}()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, tmp); err != nil {
		return translate(err)
	}
	if err := syncFile(tmp); err != nil {
		return err
	}
	if err := usable(ctx, tmp); err != nil {
		return err
	}
	return putInPlace(tmp, path)
}

// usable reports whether the file at path is a whole database of ours that this
// program understands. It changes nothing, not even the journal's mode.
func usable(ctx context.Context, path string) error {
	if err := checkHeader(path); err != nil {
		return err
	}
	u := url.URL{Scheme: "file", Path: urlPath(path)}
	db, err := sql.Open("sqlite", u.String()+"?mode=ro&immutable=1&_pragma=cell_size_check(1)&_pragma=trusted_schema(0)")
	if err != nil {
		return translate(err)
	}
	defer func() { _ = db.Close() }()
	_, err = examine(ctx, db)
	return err
}

// syncFile makes what another handle wrote durable.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return unwritable(err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "store.io", "Cuedrop can't read or write its data folder. Check its drive, and whether there is space left.").WithRetryAfter(30 * time.Second)
	}
	return nil
}
