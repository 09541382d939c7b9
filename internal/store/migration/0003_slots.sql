-- +goose Up
PRAGMA user_version = 3;

-- The times of the week at which an account posts.
CREATE TABLE slot (
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  weekday    INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6), -- 0 = Sunday
  wall       TEXT NOT NULL,                                    -- 15:04
  zone       TEXT NOT NULL,
  PRIMARY KEY (account_id, weekday, wall, zone)
) STRICT;

-- The slot that a post was given, Unix ms; 0 = its time was chosen. A slot can't be
-- given twice, and is free again once its post will not go out.
ALTER TABLE post ADD COLUMN slot_at INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX post_slot ON post (account_id, slot_at)
  WHERE slot_at > 0 AND removed_at = 0 AND state NOT IN ('draft', 'missed', 'failed', 'canceled');
