package store

import "database/sql"

// Pools returns the writing and the reading pool, for looking at connections.
func (s *Store) Pools() (write, read *sql.DB) { return s.write, s.read }

// SchemaVersion is the newest that this program understands.
const SchemaVersion = schemaVersion

// FileName and MarkerName are the files of a workspace.
const (
	FileName   = fileName
	MarkerName = markerName
)
