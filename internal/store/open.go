package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite" // also registers the driver
	sqlite3 "modernc.org/sqlite/lib"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

//go:embed migration/*.sql
var migrations embed.FS

const (
	// applicationID marks our files ('CUED'); an empty or foreign file has another.
	applicationID = 1129661764
	// schemaVersion is the newest that this program understands. It equals the
	// number of the last migration, which sets user_version.
	schemaVersion = 1

	fileName   = "cuedrop.db"
	markerName = "workspace.json"
	lockName   = "opening.lock"

	openWithin = 30 * time.Second // how long to wait for another process that opens
)

// Sealer encrypts what must not lie on the disk in the clear. aad names the place
// of a value, so that sealed values can't be swapped.
type Sealer interface {
	Seal(ctx context.Context, plain []byte, aad string) ([]byte, error)
	Unseal(ctx context.Context, sealed []byte, aad string) ([]byte, error)
}

// Options configure Open.
type Options struct {
	// Dir is the workspace folder; it is created with mode 0700.
	Dir string
	// Sealer is made for the workspace id, which Open learns from the folder.
	Sealer func(workspaceID string) Sealer
	// PostChanged is called after each commit that changed a post, in order. It must
	// not call the store's writing methods.
	PostChanged    func(cuedrop.Post)
	PostRemoved    func(cuedrop.PostID, int64)
	AccountChanged func(cuedrop.Account)
	AccountRemoved func(cuedrop.AccountID, int64)
	MediaChanged   func(cuedrop.Media)
}

// Store is safe for concurrent use.
type Store struct {
	opts        Options
	workspaceID string
	sealer      Sealer
	path        string
	opened      os.FileInfo
	write       *sql.DB
	read        *sql.DB
	mu          sync.Mutex // orders commits with their reports
}

// marker is workspace.json. It tells a new workspace from a damaged one: where it
// exists, a missing or empty database is damage, not a welcome.
type marker struct {
	ID string `json:"id"`
}

// Open opens the workspace in opts.Dir, creating it when the folder has none.
// It refuses a damaged file (Internal, store.damaged), a newer schema
// (Unsupported, store.newer_schema), and a place it can't write (Internal,
// store.unwritable).
func Open(ctx context.Context, opts Options) (*Store, error) {
	if err := os.MkdirAll(opts.Dir, 0o700); err != nil {
		return nil, unwritable(err)
	}
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, unwritable(err)
	}
	path := filepath.Join(dir, fileName)
	id, err := prepare(ctx, dir, path)
	if err != nil {
		return nil, err
	}
	s := &Store{opts: opts, workspaceID: id, path: path}
	if opts.Sealer != nil {
		s.sealer = opts.Sealer(id)
	}
	if s.write, err = connect(path, "&_txlock=immediate"); err != nil {
		return nil, err
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = connect(path, "&_pragma=query_only(1)"); err != nil {
		_ = s.write.Close()
		return nil, err
	}
	s.read.SetMaxOpenConns(4)
	s.read.SetMaxIdleConns(4)
	if err := s.check(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	if s.opened, err = os.Stat(path); err != nil {
		_ = s.Close()
		return nil, unwritable(err)
	}
	return s, nil
}

// WorkspaceID is the random name of the workspace, as kept beside its database.
func (s *Store) WorkspaceID() string { return s.workspaceID }

// Close ends all use of the file.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }

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

// check reads the file once in full, briefly: SQLite reports damage as text
// with no error, so the text decides (reliability-security.md C8).
func (s *Store) check(ctx context.Context) error {
	var verdict string
	if err := s.write.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return translate(err)
	}
	if verdict != "ok" {
		return damaged(errors.New(verdict))
	}
	return nil
}

// connect returns a pool on path. extra is appended to the connection string.
func connect(path, extra string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, "WAL", extra))
	if err != nil {
		return nil, translate(err)
	}
	return db, nil
}

// dsn names the file as a URL, so that ?, # and % in a path stay part of it
// (reliability-security.md C11), and sets every pragma on every connection.
// busy_timeout comes first, because setting WAL may have to wait already.
func dsn(path, journal, extra string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/… on Windows
	}
	u := url.URL{Scheme: "file", Path: p}
	// mode=rw: a connection that the pool opens later must not create a new, empty
	// file in the place of one that was moved away.
	return u.String() + "?mode=rw&_pragma=busy_timeout(5000)&_pragma=journal_mode(" + journal + ")" +
		"&_pragma=synchronous(FULL)&_pragma=fullfsync(1)&_pragma=checkpoint_fullfsync(1)" +
		"&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=cell_size_check(1)" +
		"&_pragma=trusted_schema(0)" + extra
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

// inPlace reports Internal when the open file is no longer the one at its path:
// SQLite would go on writing into the orphan without an error
// (reliability-security.md C10).
func (s *Store) inPlace() error {
	now, err := os.Stat(s.path)
	if err != nil || !os.SameFile(now, s.opened) {
		return fault.Wrap(err, fault.Internal, "store.replaced",
			"The workspace's database was moved or replaced while Cuedrop was running. Quit Cuedrop, put the file back, and start again.")
	}
	return nil
}

func damaged(err error) error {
	return fault.Wrap(err, fault.Internal, "store.damaged",
		"This workspace is damaged. Nothing was changed. Restore its folder from a backup, or choose another folder.")
}

func unwritable(err error) error {
	return fault.Wrap(err, fault.Internal, "store.unwritable",
		"Cuedrop can't use its data folder. Check that the folder exists and that you may write to it.")
}

// translate words SQLite's failures. The codes are those measured in
// reliability-security.md 2.C.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fault.Wrap(err, fault.Canceled, "canceled", "Canceled.")
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "store.slow", "The disk took too long. Cuedrop tries again by itself.").WithRetryAfter(time.Second)
	}
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(err, fault.Unavailable, "store.disk_full", "The disk is full. Free some space; Cuedrop goes on by itself.").WithRetryAfter(30 * time.Second)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Wrap(err, fault.Unavailable, "store.busy", "Another program is using the workspace. Cuedrop tries again by itself.").WithRetryAfter(time.Second)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return unwritable(err)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return damaged(err)
	case sqlite3.SQLITE_IOERR:
		return fault.Wrap(err, fault.Unavailable, "store.io", "The disk did not answer. Check the drive that holds Cuedrop's data folder.").WithRetryAfter(30 * time.Second)
	}
	return err
}
