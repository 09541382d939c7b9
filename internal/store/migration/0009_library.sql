-- +goose Up
PRAGMA user_version = 9;

-- When a clip was taken out of the library, Unix ms; 0 = it is in it. Its posts keep it.
ALTER TABLE media ADD COLUMN removed_at INTEGER NOT NULL DEFAULT 0;

-- Words that the user keeps for captions. A template belongs to an account; the rest to
-- the workspace.
CREATE TABLE snippet (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('hashtags', 'text', 'template')),
  name       TEXT NOT NULL,
  name_key   TEXT NOT NULL, -- folded, so that no two are called alike
  text       TEXT NOT NULL,
  account_id TEXT REFERENCES account (id) ON DELETE CASCADE,
  CHECK ((kind = 'template') = (account_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX snippet_name ON snippet (name_key) WHERE kind <> 'template';
CREATE UNIQUE INDEX snippet_template ON snippet (account_id) WHERE kind = 'template';
