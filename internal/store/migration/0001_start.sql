-- +goose Up
PRAGMA application_id = 1129661764; -- 'CUED'
PRAGMA user_version = 1;

-- One counter for everything that the window watches: a larger rev is newer.
CREATE TABLE rev (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL) STRICT;
INSERT INTO rev VALUES (1, 0);

CREATE TABLE account (
  id                 TEXT PRIMARY KEY,
  rev                INTEGER NOT NULL,
  open_id_digest     TEXT NOT NULL UNIQUE, -- finds a known creator without the sealed id
  open_id            BLOB NOT NULL,        -- sealed
  nickname           TEXT NOT NULL,
  username           TEXT NOT NULL,
  avatar_url         TEXT NOT NULL,
  scopes             TEXT NOT NULL,        -- comma list, as granted
  health             TEXT NOT NULL CHECK (health IN ('ok', 'signed_out')),
  tokens             BLOB,                 -- sealed pair with lifetimes; NULL when signed out
  access_expires_at  INTEGER NOT NULL,     -- Unix ms, so that a refresh can be planned without the key
  refresh_expires_at INTEGER NOT NULL,
  refreshing_until   INTEGER NOT NULL DEFAULT 0,
  connected_at       INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
) STRICT;

CREATE TABLE media (
  id       TEXT PRIMARY KEY,
  path     TEXT NOT NULL,
  name     TEXT NOT NULL,
  size     INTEGER NOT NULL,
  mod_time INTEGER NOT NULL, -- Unix ns
  sha256   TEXT NOT NULL,
  verdict  TEXT NOT NULL CHECK (verdict IN ('ok', 'fixable', 'refused')),
  route    TEXT NOT NULL CHECK (route IN ('', 'copy', 'remux', 'audio', 'full')),
  info     TEXT NOT NULL,    -- JSON
  findings TEXT NOT NULL,    -- JSON
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX media_sha256 ON media (sha256);

CREATE TABLE post (
  id           TEXT PRIMARY KEY,
  rev          INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN (
    'draft', 'scheduled', 'due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming',
    'published', 'in_inbox', 'blocked', 'missed', 'failed', 'canceled', 'uncertain')),
  account_id   TEXT REFERENCES account (id) ON DELETE SET NULL,
  media_id     TEXT NOT NULL REFERENCES media (id),
  mode         TEXT NOT NULL CHECK (mode IN ('direct', 'inbox')),
  settings     TEXT NOT NULL,    -- JSON
  wall         TEXT NOT NULL,
  zone         TEXT NOT NULL,
  due_at       INTEGER NOT NULL, -- Unix ms; 0 = no time
  not_before   INTEGER NOT NULL DEFAULT 0,
  consent      TEXT,             -- JSON receipt
  failure      TEXT,             -- JSON
  rendition    TEXT,             -- JSON
  post_ids     TEXT NOT NULL DEFAULT '[]',
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  published_at INTEGER NOT NULL DEFAULT 0,
  removed_at   INTEGER NOT NULL DEFAULT 0,
  -- Nothing goes out without consent, a time and an account.
  CHECK (state NOT IN ('scheduled', 'due', 'prepared', 'init_sent') OR (consent IS NOT NULL AND due_at > 0)),
  CHECK (state NOT IN ('prepared', 'init_sent', 'uploading', 'finishing', 'confirming') OR rendition IS NOT NULL)
) STRICT;
CREATE INDEX post_due ON post (state, due_at);

-- Published is absorbing (invariant d).
-- +goose StatementBegin
CREATE TRIGGER post_published_is_final BEFORE UPDATE OF state ON post
WHEN OLD.state = 'published' AND NEW.state <> 'published'
BEGIN SELECT RAISE(ABORT, 'a published post keeps its state'); END;
-- +goose StatementEnd

CREATE TABLE attempt (
  id           TEXT PRIMARY KEY,
  post_id      TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
  number       INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN (
    'init_sent', 'uploading', 'finishing', 'confirming', 'uncertain',
    'published', 'in_inbox', 'failed', 'abandoned', 'canceled', 'not_published')),
  inits        INTEGER NOT NULL,
  publish_id   TEXT UNIQUE,      -- invariant b
  upload_url   BLOB,             -- sealed; NULL when the upload has ended
  issued_at    INTEGER NOT NULL DEFAULT 0,
  size         INTEGER NOT NULL,
  chunk_size   INTEGER NOT NULL,
  chunk_count  INTEGER NOT NULL,
  sha256       TEXT NOT NULL,
  acked        INTEGER NOT NULL DEFAULT 0,
  finishing_at INTEGER NOT NULL DEFAULT 0,
  started_at   INTEGER NOT NULL,
  ended_at     INTEGER NOT NULL DEFAULT 0,
  failure      TEXT,
  UNIQUE (post_id, number),
  CHECK (state = 'init_sent' OR ended_at > 0 OR publish_id IS NOT NULL),
  CHECK (state <> 'finishing' OR finishing_at > 0)
) STRICT;
-- At most one live attempt per post (invariant a).
CREATE UNIQUE INDEX attempt_live ON attempt (post_id)
  WHERE state IN ('init_sent', 'uploading', 'finishing', 'confirming', 'uncertain');

-- No further init once TikTok gave a publish_id (invariant c).
-- +goose StatementBegin
CREATE TRIGGER attempt_init_before_bytes BEFORE UPDATE OF inits ON attempt
WHEN NEW.inits > OLD.inits AND OLD.state <> 'init_sent'
BEGIN SELECT RAISE(ABORT, 'no init after the upload has begun'); END;
-- +goose StatementEnd

-- The journal. Append-only, each line chained to the one before (invariant g).
CREATE TABLE attempt_event (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL, -- Unix ms
  post_id    TEXT NOT NULL,
  attempt_id TEXT NOT NULL,
  transition TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state   TEXT NOT NULL,
  detail     TEXT NOT NULL,    -- JSON
  hash       TEXT NOT NULL
) STRICT;
CREATE INDEX attempt_event_post ON attempt_event (post_id, seq);
-- +goose StatementBegin
CREATE TRIGGER attempt_event_no_update BEFORE UPDATE ON attempt_event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attempt_event_no_delete BEFORE DELETE ON attempt_event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- +goose StatementEnd

-- The ledger of requests (one row each, nothing secret).
CREATE TABLE request (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  purpose    TEXT NOT NULL,
  method     TEXT NOT NULL,
  host       TEXT NOT NULL,
  path       TEXT NOT NULL,
  bytes_out  INTEGER NOT NULL,
  bytes_in   INTEGER NOT NULL,
  status     INTEGER NOT NULL,
  elapsed_ms INTEGER NOT NULL,
  outcome    TEXT NOT NULL
) STRICT;

CREATE TABLE setting (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
