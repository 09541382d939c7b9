-- +goose Up
PRAGMA user_version = 12;

-- The clip that an attempt sent and the name of its file then, noted when its post is given
-- another clip; '' = the post's own. No reference: the record outlives the clip.
ALTER TABLE attempt ADD COLUMN media_id TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN clip TEXT NOT NULL DEFAULT '';

-- No other clip while TikTok may have anything of the post.
-- +goose StatementBegin
CREATE TRIGGER post_clip_stays BEFORE UPDATE OF media_id ON post
WHEN NEW.media_id <> OLD.media_id AND (OLD.state NOT IN ('draft', 'scheduled', 'blocked', 'missed', 'failed', 'canceled')
  OR NEW.state <> 'draft' OR NEW.consent IS NOT NULL
  OR EXISTS (SELECT 1 FROM attempt WHERE post_id = OLD.id
    AND state IN ('init_sent', 'uploading', 'finishing', 'confirming', 'uncertain', 'published', 'in_inbox')))
BEGIN SELECT RAISE(ABORT, 'a post that TikTok may have keeps its clip'); END;
-- +goose StatementEnd

-- A post that has stopped becomes a draft when it is given another clip.
DROP TRIGGER post_moves_by_the_machine;
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
  'failed>canceled', 'failed>scheduled', 'failed>draft',
  'canceled>scheduled', 'canceled>draft',
  'uncertain>in_inbox', 'uncertain>published', 'uncertain>prepared')
BEGIN SELECT RAISE(ABORT, 'the machine has no such step'); END;
-- +goose StatementEnd
