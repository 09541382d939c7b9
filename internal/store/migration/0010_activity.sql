-- +goose Up
PRAGMA user_version = 10;

-- Sign-ins, unlocks, failed tries, exports, erasures and guarded actions (spec privacy.md,
-- section 5). No content, no names: subject is a random id, a guard or a scope.
CREATE TABLE activity (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL, -- Unix ms
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
