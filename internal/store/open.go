package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

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
	schemaVersion = 4

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
