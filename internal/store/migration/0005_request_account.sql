-- +goose Up
PRAGMA user_version = 5;

-- Whose request it was: TikTok counts some by account, also over restarts.
ALTER TABLE request ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
CREATE INDEX request_paced ON request (account_id, purpose, at) WHERE account_id <> '';
