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
	schemaVersion = 12
	// Schema is that version, for those who tell of it.
	Schema = schemaVersion

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
	// SealContent makes words that are written sealed (see SealContent), whatever became of
	// older ones. Without it, what the workspace has settled on goes on.
	SealContent bool
	// Mark names, for the workspace id, a file outside of the workspace that remembers
	// how far its database has come. nil = none.
	Mark func(workspaceID string) string
	// Now names what is kept aside; nil = the system's clock.
	Now func() time.Time
	// PostChanged is called after each commit that changed a post, in order. It must
	// not call the store's writing methods.
	PostChanged    func(cuedrop.Post)
	PostRemoved    func(cuedrop.PostID, int64)
	AccountChanged func(cuedrop.Account)
	AccountRemoved func(cuedrop.AccountID, int64)
	MediaChanged   func(cuedrop.Media)
	MediaRemoved   func(cuedrop.MediaID)
	RequestSent    func(cuedrop.LedgerRow)
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
	restored    *Restored
	inspected   inspected
	backing     sync.Mutex // one at work on the backups at a time

	mu      sync.Mutex // orders commits with their reports; guards what follows
	mark    *mark
	marking bool // false while the database counts as an old copy
}

// Open opens the workspace in opts.Dir, creating it when the folder has none. In the
// place of a damaged database it puts the newest good backup (see Restored), and
// without one it refuses (Internal, store.damaged) and changes nothing. It refuses a
// newer schema (Unsupported, store.newer_schema) and a place it can't write (Internal,
// store.unwritable).
func Open(ctx context.Context, opts Options) (*Store, error) {
	if opts.Now == nil {
		opts.Now = time.Now //nolint:forbidigo // engine gives its clock
	}
	if err := os.MkdirAll(opts.Dir, 0o700); err != nil {
		return nil, unwritable(err)
	}
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, unwritable(err)
	}
	s, err := open(ctx, dir, opts)
	if fault.ReasonOf(err) != reasonDamaged {
		return s, err
	}
	restored, err := restore(ctx, dir, opts.Now(), err)
	if err != nil {
		return nil, err
	}
	if s, err = open(ctx, dir, opts); err == nil {
		s.restored = restored
	}
	return s, err
}

// open opens what lies in dir, or makes it.
func open(ctx context.Context, dir string, opts Options) (*Store, error) {
	path := filepath.Join(dir, fileName)
	s := &Store{opts: opts, path: path}
	err := locked(ctx, dir, func(ctx context.Context) (err error) {
		s.workspaceID, err = prepareFile(ctx, dir, path)
		return err
	})
	if err != nil {
		return nil, err
	}
	if opts.Sealer != nil {
		s.sealer = opts.Sealer(s.workspaceID)
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
	if err := s.settle(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// settle finds out whose file was opened.
func (s *Store) settle(ctx context.Context) error {
	var err error
	if s.opened, err = os.Stat(s.path); err != nil {
		return unwritable(err)
	}
	var marked position
	if s.opts.Mark != nil {
		s.mark, marked = openMark(s.opts.Mark(s.workspaceID))
	}
	if err := s.judge(ctx, marked); err != nil || !s.opts.SealContent {
		return err
	}
	return s.beginSealing(ctx)
}

// WorkspaceID is the random name of the workspace, as kept beside its database.
func (s *Store) WorkspaceID() string { return s.workspaceID }

// Close ends all use of the file.
func (s *Store) Close() error {
	return errors.Join(s.read.Close(), s.write.Close(), s.inspected.close(), s.mark.close())
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
	u := url.URL{Scheme: "file", Path: urlPath(path)}
	// mode=rw: a connection that the pool opens later must not create a new, empty
	// file in the place of one that was moved away.
	return u.String() + "?mode=rw&_pragma=busy_timeout(5000)&_pragma=journal_mode(" + journal + ")" +
		"&_pragma=synchronous(FULL)&_pragma=fullfsync(1)&_pragma=checkpoint_fullfsync(1)" +
		"&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=cell_size_check(1)" +
		"&_pragma=trusted_schema(0)" + extra
}

func urlPath(path string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/… on Windows
	}
	return p
}

// InPlace reports Internal (store.replaced) when the open file is no longer the one at
// its path: SQLite would go on writing into the orphan without an error
// (reliability-security.md C10). Every write asks it first.
func (s *Store) InPlace() error {
	now, err := os.Stat(s.path)
	if err != nil || !os.SameFile(now, s.opened) {
		return fault.Wrap(err, fault.Internal, "store.replaced",
			"The workspace's database was moved or replaced while Cuedrop was running. Quit Cuedrop, put the file back, and start again.")
	}
	return nil
}
