package store

import (
	"context"
	"database/sql"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// CreateAt makes the database of an older program at path.
func CreateAt(ctx context.Context, path string, version int64) error {
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	sub, err := fs.Sub(migrations, "migration")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub)
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}

// Pools returns the writing and the reading pool, for looking at connections.
func (s *Store) Pools() (write, read *sql.DB) { return s.write, s.read }

// SchemaVersion is the newest that this program understands.
const SchemaVersion = schemaVersion

// FileName and MarkerName are the files of a workspace.
const (
	FileName   = fileName
	MarkerName = markerName
)

// FileOrigin, RepeatWhile and SyncedBy are for tests.
var (
	FileOrigin  = fileOrigin
	RepeatWhile = repeatWhile
	SyncedBy    = syncedBy
	NetworkOf   = networkOf
)
