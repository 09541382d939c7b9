-- +goose Up
PRAGMA user_version = 7;

-- What tells, without reading it, that a file is the one that was checked, and by which
-- rules it was: a clip that comes again is not checked again. '' = not known.
ALTER TABLE media ADD COLUMN file_id TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN checked_by TEXT NOT NULL DEFAULT '';
CREATE INDEX media_path ON media (path);
