-- +goose Up
PRAGMA user_version = 6;

-- What decoding shows of a clip, and what its file says of where it comes from. They
-- belong to the bytes: the same clip added twice has them once.
CREATE TABLE clip_trait (
  sha256     TEXT PRIMARY KEY,
  signals    TEXT NOT NULL DEFAULT '', -- JSON; '' = not looked
  provenance TEXT NOT NULL DEFAULT '', -- JSON; '' = says nothing
  manifest   BLOB                      -- the C2PA manifest store as it lay in the file
) STRICT;
