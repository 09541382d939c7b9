-- +goose Up
PRAGMA user_version = 2;

-- A copy of the creator's picture, so that the window never loads one from afar.
ALTER TABLE account ADD COLUMN avatar BLOB;

-- A fast sum of the clip, "" where an older program added it.
ALTER TABLE media ADD COLUMN sum64 TEXT NOT NULL DEFAULT '';

-- Where a published post can be seen, as TikTok said; "" = not asked.
ALTER TABLE post ADD COLUMN link TEXT NOT NULL DEFAULT '';

-- Sign-ins that the user ended while TikTok could not be told. The account itself is
-- gone by then; this is all that is left of it.
CREATE TABLE revocation (
  id        TEXT PRIMARY KEY,
  tokens    BLOB NOT NULL,    -- sealed pair with lifetimes
  queued_at INTEGER NOT NULL, -- Unix ms
  next_at   INTEGER NOT NULL, -- Unix ms; when to try again
  tries     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What TikTok has refused an account for lack of quota: other apps count too.
CREATE TABLE quota_refusal (
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  quota      TEXT NOT NULL CHECK (quota IN ('posts_per_day', 'pending_drafts', 'inits_per_minute', 'posting_accounts')),
  at         INTEGER NOT NULL, -- Unix ms
  PRIMARY KEY (account_id, quota)
) STRICT;
