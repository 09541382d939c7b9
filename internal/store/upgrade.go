package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"cuedrop/internal/fault"
)

// keepUpgrades is how many backups from before an upgrade are kept
// (reliability-security.md C13).
const keepUpgrades = 3

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
	defer func() { _ = db.Close() }() // a second time where it matters that it is closed
	version, err := examine(ctx, db)
	if err != nil {
		return err
	}
	if !hasMarker {
		var accounts int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM account`).Scan(&accounts); err != nil {
			return translate(err)
		}
		if accounts > 0 {
			return damaged(fmt.Errorf("%s is missing beside a database in use", markerName))
		}
	}
	if version == schemaVersion {
		return translate(db.Close())
	}
	return upgrade(ctx, db, path, version)
}

// checkHeader refuses a file that is not ours without opening it as a database:
// SQLite would turn a foreign one to WAL, which writes to it. The file must not be open
// as a database in this process, because closing it would take that one's locks.
func checkHeader(path string) error {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return damaged(err)
	case err != nil:
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

// examine returns the version of the schema in db, and refuses a foreign, a newer and
// a damaged one. The file is read once in full: SQLite reports damage as text with no
// error, so the text decides (reliability-security.md C8).
func examine(ctx context.Context, db *sql.DB) (version int, err error) {
	var app int
	err = db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version)`).Scan(&app, &version)
	switch {
	case err != nil:
		return 0, translate(err)
	case app != applicationID || version < 1:
		return 0, damaged(fmt.Errorf("application_id %d, user_version %d", app, version))
	case version > schemaVersion:
		return version, fault.New(fault.Unsupported, "store.newer_schema",
			"This workspace was last used by a newer Cuedrop. Update Cuedrop to open it.")
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return 0, translate(err)
	}
	if verdict != "ok" {
		return 0, damaged(errors.New(verdict))
	}
	return version, nil
}

// upgrade brings the database at path from an older version up to date and closes db.
// When that fails on the way, the file is again what it was, so that the older program
// still opens it (reliability-security.md C14).
func upgrade(ctx context.Context, db *sql.DB, path string, from int) error {
	before, err := countRows(ctx, db)
	if err != nil {
		return err
	}
	backup := upgradeBackup(path, schemaVersion)
	if err := copyInto(ctx, db, backup); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return translate(err)
	}
	err = migrate(ctx, path, "WAL")
	if err == nil {
		err = sameRows(ctx, path, before)
	}
	if err != nil {
		return errors.Join(upgradeFailed(err), putBack(context.WithoutCancel(ctx), backup, path, from))
	}
	return pruneUpgrades(path)
}

// upgradeFailed words what has no words of its own.
func upgradeFailed(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	return fault.Wrap(err, fault.Internal, "store.upgrade",
		"This workspace could not be brought up to date. It is as it was: use the Cuedrop that you used before, and tell us.")
}

func upgradeBackup(path string, version int) string {
	return fmt.Sprintf("%s.before-%d", path, version)
}

// countRows counts what no upgrade may lose.
func countRows(ctx context.Context, db *sql.DB) (map[string]int, error) {
	counts := map[string]int{}
	for _, table := range []string{"account", "media", "post", "attempt", "attempt_event"} {
		var n int
		if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
			return nil, translate(err)
		}
		counts[table] = n
	}
	return counts, nil
}

func sameRows(ctx context.Context, path string, before map[string]int) error {
	db, err := connect(path, "")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	after, err := countRows(ctx, db)
	if err == nil && !maps.Equal(before, after) {
		err = fmt.Errorf("rows before the upgrade %v, after it %v", before, after)
	}
	return errors.Join(err, translate(db.Close()))
}

// putBack makes the backup of an upgrade that failed the workspace's database again,
// unless nothing of the upgrade was committed. The rename needs no room on the disk.
func putBack(ctx context.Context, backup, path string, from int) error {
	if db, err := connect(path, ""); err == nil {
		version, err := examine(ctx, db)
		_ = db.Close()
		if err == nil && version == from {
			return nil
		}
	}
	if err := resettle(ctx, backup, path); err != nil {
		return err
	}
	for _, suffix := range sidecars {
		if err := remove(path + suffix); err != nil {
			return err
		}
	}
	return putInPlace(backup, path)
}

// pruneUpgrades removes all but the newest backups of upgrades.
func pruneUpgrades(path string) error {
	old := upgradeBackups(path)
	for _, version := range old[:max(len(old)-keepUpgrades, 0)] {
		if err := remove(upgradeBackup(path, version)); err != nil {
			return err
		}
	}
	return nil
}

// upgradeBackups returns the versions before which there is a backup, oldest first.
func upgradeBackups(path string) (versions []int) {
	entries, _ := os.ReadDir(filepath.Dir(path)) // none is none
	for _, e := range entries {
		if n, ok := strings.CutPrefix(e.Name(), filepath.Base(path)+".before-"); ok {
			if version, err := strconv.Atoi(n); err == nil {
				versions = append(versions, version)
			}
		}
	}
	slices.Sort(versions)
	return versions
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
