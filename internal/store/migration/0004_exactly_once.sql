-- +goose Up
PRAGMA user_version = 4;

-- What becomes of a post whose time passed while Cuedrop was not looking.
ALTER TABLE account ADD COLUMN missed_policy TEXT NOT NULL DEFAULT 'within'
  CHECK (missed_policy IN ('within', 'ask', 'next_slot', 'skip'));
ALTER TABLE account ADD COLUMN missed_minutes INTEGER NOT NULL DEFAULT 60
  CHECK (missed_minutes BETWEEN 1 AND 1440);

-- The publishing program of this workspace. There is at most one; when it stops
-- renewing, whoever comes next finds out what it left behind before anything is sent.
CREATE TABLE lease (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  holder   TEXT NOT NULL,    -- random, one a run
  machine  TEXT NOT NULL,    -- digest of the computer's own id
  taken_at INTEGER NOT NULL, -- Unix ms
  seen_at  INTEGER NOT NULL, -- Unix ms; when its scheduler last looked
  until    INTEGER NOT NULL  -- Unix ms; 0 = given back
) STRICT;

-- A post moves only along the machine of internal/cuedrop, whoever writes.
-- +goose StatementBegin
CREATE TRIGGER post_moves_by_the_machine BEFORE UPDATE OF state ON post
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN (
  'draft>canceled', 'draft>scheduled',
  'scheduled>due', 'scheduled>blocked', 'scheduled>canceled', 'scheduled>missed', 'scheduled>draft',
  'due>blocked', 'due>canceled', 'due>failed', 'due>missed', 'due>prepared',
  'prepared>init_sent', 'prepared>blocked', 'prepared>canceled', 'prepared>failed', 'prepared>missed', 'prepared>due',
  'init_sent>prepared', 'init_sent>uploading', 'init_sent>blocked', 'init_sent>canceled', 'init_sent>failed',
  'uploading>prepared', 'uploading>finishing', 'uploading>blocked', 'uploading>canceled', 'uploading>in_inbox', 'uploading>failed', 'uploading>confirming', 'uploading>uncertain', 'uploading>published',
  'finishing>prepared', 'finishing>in_inbox', 'finishing>failed', 'finishing>confirming', 'finishing>uncertain', 'finishing>published', 'finishing>uploading',
  'confirming>in_inbox', 'confirming>failed', 'confirming>uncertain', 'confirming>published',
  'in_inbox>published',
  'blocked>canceled', 'blocked>missed', 'blocked>scheduled', 'blocked>draft',
  'missed>canceled', 'missed>scheduled', 'missed>draft',
  'failed>canceled', 'failed>scheduled',
  'canceled>scheduled',
  'uncertain>in_inbox', 'uncertain>published', 'uncertain>prepared')
BEGIN SELECT RAISE(ABORT, 'the machine has no such step'); END;
-- +goose StatementEnd

-- A published post has no second attempt (invariant d).
-- +goose StatementBegin
CREATE TRIGGER attempt_none_after_published BEFORE INSERT ON attempt
WHEN EXISTS (SELECT 1 FROM attempt WHERE post_id = NEW.post_id AND state IN ('published', 'in_inbox'))
BEGIN SELECT RAISE(ABORT, 'no attempt after the post was published'); END;
-- +goose StatementEnd

-- The last byte is TikTok's only once finishing is on the disk (invariant e): an
-- attempt that may have all of it says since when.
-- +goose StatementBegin
CREATE TRIGGER attempt_finishing_first BEFORE UPDATE ON attempt
WHEN NEW.finishing_at = 0 AND (NEW.acked >= NEW.size OR NEW.state IN ('finishing', 'confirming', 'uncertain'))
BEGIN SELECT RAISE(ABORT, 'finishing comes before the last byte'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attempt_finishing_stays BEFORE UPDATE OF finishing_at ON attempt
WHEN OLD.finishing_at > 0 AND NEW.finishing_at <> OLD.finishing_at
BEGIN SELECT RAISE(ABORT, 'when an attempt began to finish is kept'); END;
-- +goose StatementEnd

-- What has begun to finish is not canceled and not begun anew without an answer
-- (invariants c and e).
-- +goose StatementBegin
CREATE TRIGGER attempt_no_cancel_after_finishing BEFORE UPDATE OF state ON attempt
WHEN NEW.state = 'canceled' AND OLD.finishing_at > 0
BEGIN SELECT RAISE(ABORT, 'an attempt that began to finish is not canceled'); END;
-- +goose StatementEnd

-- An attempt that ended stays as it ended, but for its creator finishing the draft.
-- +goose StatementBegin
CREATE TRIGGER attempt_end_is_final BEFORE UPDATE ON attempt
WHEN OLD.ended_at > 0 AND (NEW.state <> OLD.state OR NEW.ended_at <> OLD.ended_at
  OR NEW.inits <> OLD.inits OR NEW.publish_id IS NOT OLD.publish_id)
BEGIN SELECT RAISE(ABORT, 'an attempt that ended keeps its end'); END;
-- +goose StatementEnd

-- The journal's numbers only grow (invariant g).
-- +goose StatementBegin
CREATE TRIGGER attempt_event_grows BEFORE INSERT ON attempt_event
WHEN NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM attempt_event)
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
-- +goose StatementEnd
