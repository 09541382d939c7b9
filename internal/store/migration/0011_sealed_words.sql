-- +goose Up
PRAGMA user_version = 11;

-- A snippet's words sealed; NULL = they lie in name and text. The sealed one has no
-- name_key to be found by: whoever saves looks through all of them.
ALTER TABLE snippet ADD COLUMN sealed BLOB;

-- Where words are to be sealed (setting store.content_sealed), no writer can forget it.
-- An older program, which would take a sealed caption for none, refuses this schema.
-- +goose StatementBegin
CREATE TRIGGER post_words_sealed_new BEFORE INSERT ON post
WHEN COALESCE(json_extract(NEW.settings, '$.Caption'), '') <> '' AND EXISTS (SELECT 1 FROM setting WHERE key = 'store.content_sealed')
BEGIN SELECT RAISE(ABORT, 'words are sealed in this workspace'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER post_words_sealed_changed BEFORE UPDATE OF settings ON post
WHEN COALESCE(json_extract(NEW.settings, '$.Caption'), '') <> '' AND EXISTS (SELECT 1 FROM setting WHERE key = 'store.content_sealed')
BEGIN SELECT RAISE(ABORT, 'words are sealed in this workspace'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snippet_words_sealed_new BEFORE INSERT ON snippet
WHEN NEW.name || NEW.text <> '' AND EXISTS (SELECT 1 FROM setting WHERE key = 'store.content_sealed')
BEGIN SELECT RAISE(ABORT, 'words are sealed in this workspace'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snippet_words_sealed_changed BEFORE UPDATE OF name, text ON snippet
WHEN NEW.name || NEW.text <> '' AND EXISTS (SELECT 1 FROM setting WHERE key = 'store.content_sealed')
BEGIN SELECT RAISE(ABORT, 'words are sealed in this workspace'); END;
-- +goose StatementEnd
