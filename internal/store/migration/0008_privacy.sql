-- +goose Up
PRAGMA user_version = 8;

-- Which post a request served; '' = none, or not said.
ALTER TABLE request ADD COLUMN post_id TEXT NOT NULL DEFAULT '';
CREATE INDEX request_at ON request (at);

-- Whoever erases asks for the posts of an account, and whether a clip is still in use.
CREATE INDEX post_account ON post (account_id);
CREATE INDEX post_media ON post (media_id);

-- Since when nothing of an account is sent, by the user's wish; 0 = it is not held.
ALTER TABLE account ADD COLUMN paused_at INTEGER NOT NULL DEFAULT 0;

-- That a right was used: when, how far, with what outcome. Nothing personal.
CREATE TABLE data_request (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL, -- Unix ms
  kind       TEXT NOT NULL,
  scope      TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  elapsed_ms INTEGER NOT NULL
) STRICT;

-- An erasure that has begun and is not done: its rows are gone, its files may not be.
-- There is at most one. It is completed at the next start.
CREATE TABLE erasure (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  scope    TEXT NOT NULL CHECK (scope IN ('post', 'account', 'all')),
  begun_at INTEGER NOT NULL, -- Unix ms
  owners   TEXT NOT NULL,    -- JSON: random ids of posts and clips whose files go
  markers  BLOB              -- sealed: what to search for afterwards; NULL = unknown
) STRICT;

-- The journal is append-only still, but a line may lose what it says: what is left of
-- it is its number and its digest, so that the chain holds on both sides.
DROP TRIGGER attempt_event_no_update;
DROP TRIGGER attempt_event_no_delete;
-- +goose StatementBegin
CREATE TRIGGER attempt_event_no_update BEFORE UPDATE ON attempt_event
WHEN NOT (NEW.seq = OLD.seq AND NEW.hash = OLD.hash AND NEW.transition = 'erased' AND NEW.at = 0
  AND NEW.post_id = '' AND NEW.attempt_id = '' AND NEW.from_state = '' AND NEW.to_state = '' AND NEW.detail = '{}')
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- +goose StatementEnd
-- Erased lines may go from the front, once what comes after them has something else to
-- be chained to: setting journal.anchor.
-- +goose StatementBegin
CREATE TRIGGER attempt_event_no_delete BEFORE DELETE ON attempt_event
WHEN OLD.transition <> 'erased' OR OLD.seq <> (SELECT MIN(seq) FROM attempt_event)
  OR OLD.seq > COALESCE((SELECT CAST(json_extract(CAST(value AS TEXT), '$.seq') AS INTEGER) FROM setting WHERE key = 'journal.anchor'), 0)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- +goose StatementEnd
