package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
	"github.com/pressly/goose/v3"

	"cuedrop/internal/fault"
)

// marker is workspace.json. It tells a new workspace from a damaged one: where it
// exists, a missing or empty database is damage, not a welcome.
type marker struct {
	ID string `json:"id"`
}

// prepare is prepareFile under a lock across processes: two that start at once must
// neither build the same file nor name the workspace twice.
func prepare(ctx context.Context, dir, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		if ctx.Err() != nil {
			return "", fault.Wrap(err, fault.Unavailable, "store.busy", "Another Cuedrop is just opening this workspace. Try again in a moment.")
		}
		return "", unwritable(err)
	}
	defer func() { _ = lock.Unlock() }() // the system releases it with the process anyway
	return prepareFile(ctx, dir, path)
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
	case !info.Mode().IsRegular() || info.Size() == 0:
		return "", damaged(fmt.Errorf("%s has %d bytes, mode %s", fileName, info.Size(), info.Mode()))
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
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(tmp + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unwritable(err)
		}
	}
	// Owner-only from the first byte; SQLite gives WAL and SHM the same mode.
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return unwritable(err)
	}
	if err := f.Close(); err != nil {
		return unwritable(err)
	}
	if err := migrate(ctx, tmp, "DELETE"); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return unwritable(err)
	}
	return syncDir(filepath.Dir(path))
}

// upgradeFile refuses foreign, damaged and newer files and brings an older one up
// to date, after a backup beside it. Without a marker it also refuses a file with
// accounts: what is sealed in it is bound to the name that the marker held.
func upgradeFile(ctx context.Context, path string, hasMarker bool) error {
	if err := checkHeader(path); err != nil {
		return err
	}
	db, err := connect(path, "")
	if err != nil {
		return err
	}
	var app, version int
	err = db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version)`).Scan(&app, &version)
	if err != nil {
		_ = db.Close()
		return translate(err)
	}
	switch {
	case app != applicationID || version < 1:
		_ = db.Close()
		return damaged(fmt.Errorf("application_id %d, user_version %d", app, version))
	case version > schemaVersion:
		_ = db.Close()
		return fault.New(fault.Unsupported, "store.newer_schema",
			"This workspace was last used by a newer Cuedrop. Update Cuedrop to open it.")
	}
	if !hasMarker {
		var accounts int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM account`).Scan(&accounts); err != nil {
			_ = db.Close()
			return translate(err)
		}
		if accounts > 0 {
			_ = db.Close()
			return damaged(fmt.Errorf("%s is missing beside a database in use", markerName))
		}
	}
	if version == schemaVersion {
		return db.Close()
	}
	backup := fmt.Sprintf("%s.before-%d", path, schemaVersion)
	_ = os.Remove(backup) // a backup of an upgrade that did not finish
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, backup); err != nil {
		_ = db.Close()
		return translate(err)
	}
	if err := db.Close(); err != nil {
		return translate(err)
	}
	return migrate(ctx, path, "WAL")
}

// checkHeader refuses a file that is not ours without opening it as a database:
// SQLite would turn a foreign one to WAL, which writes to it.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = f.Close() }()
	// https://www.sqlite.org/fileformat2.html#the_database_header: the magic is 16
	// bytes at 0, the application id 4 bytes at 68.
	var header [100]byte
	if _, err := io.ReadFull(f, header[:]); err != nil {
		return damaged(fmt.Errorf("read header: %w", err))
	}
	app := binary.BigEndian.Uint32(header[68:])
	if string(header[:16]) != "SQLite format 3\x00" || app != applicationID {
		return damaged(fmt.Errorf("not a database of ours: starts with %q, application_id %d", header[:16], app))
	}
	return nil
}

// migrate runs the missing migrations, each in its own transaction.
func migrate(ctx context.Context, path, journal string) error {
	db, err := sql.Open("sqlite", dsn(path, journal, ""))
	if err != nil {
		return translate(err)
	}
	db.SetMaxOpenConns(1)
	defer func() { _ = db.Close() }()
	sub, err := fs.Sub(migrations, "migration")
	if err != nil {
		return fmt.Errorf("find migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return translate(err)
	}
	return translate(db.Close())
}

func readMarker(dir string) (marker, bool, error) {
	raw, err := os.ReadFile(filepath.Join(dir, markerName))
	if errors.Is(err, fs.ErrNotExist) {
		return marker{}, false, nil
	}
	if err != nil {
		return marker{}, false, unwritable(err)
	}
	var m marker
	if err := json.Unmarshal(raw, &m); err != nil {
		return marker{}, false, damaged(err)
	}
	if _, err := uuid.Parse(m.ID); err != nil {
		return marker{}, false, damaged(err)
	}
	return m, true, nil
}

func writeMarker(dir string, m marker) error {
	raw, err := json.Marshal(m)
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
	if err := os.Rename(tmp, filepath.Join(dir, markerName)); err != nil {
		return unwritable(err)
	}
	return syncDir(dir)
}
