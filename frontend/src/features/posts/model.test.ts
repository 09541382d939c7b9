import { describe, expect, it } from 'vitest';
import { makeMedia, makePost } from '../../backend/fake/data';
import { makeAccount } from '../../backend/fake/people';
import type { Post } from '../../backend/types';
import { canDelete, isMovable, menuActs, remedyOf } from './model';
import { type QueueFilter, QueueIndex } from './queueIndex';
import { neighbour } from './useQueueKeys';

const all: QueueFilter = { search: '', state: 'all', accountId: null, sort: 'time' };

function queue(posts: Post[], filter: QueueFilter = all, hidden: string[] = []) {
  const sources = {
    posts: new Map(posts.map((p) => [p.id, p])),
    media: new Map([['m1', makeMedia('m1', 'beach.mp4')]]),
    accounts: new Map([['a1', makeAccount('a1', 'Nube', 'nube')]]),
  };
  return new QueueIndex().build(sources, filter, new Set(hidden), 'Europe/Madrid');
}

const at = (id: string, state: string, scheduledAt: string, part: Partial<Post> = {}) =>
  makePost(id, { state, scheduledAt, ...part });

describe('the queue', () => {
  const posts = [
    at('done-old', 'published', '', { publishedAt: '2026-11-20T10:00:00Z' }),
    at('done-new', 'published', '', { publishedAt: '2026-11-22T10:00:00Z' }),
    at('draft', 'draft', '', { caption: 'A dog #samoyed' }),
    at('late', 'scheduled', '2026-11-25T22:30:00Z'),
    at('later', 'scheduled', '2026-11-25T23:30:00Z', { accountId: 'a1' }),
    at('soon', 'scheduled', '2026-11-24T17:30:00Z'),
    at('up', 'uploading', '2026-11-24T09:00:00Z'),
    at('bad', 'failed', '2026-11-24T08:00:00Z'),
  ];

  it('has its sections in order, times forward, what is done backward', () => {
    expect(queue(posts).ids).toEqual([
      'bad',
      'up',
      'soon',
      'late',
      'later',
      'draft',
      'done-new',
      'done-old',
    ]);
  });

  it('starts a day where it starts here, not in UTC', () => {
    const days = queue(posts).items.filter((i) => i.kind === 'day');
    expect(days.map((d) => d.key)).toEqual(['d 2026-11-24', 'd 2026-11-25', 'd 2026-11-26']);
  });

  it('counts what is in a section and leaves empty ones out', () => {
    const sections = queue([posts[2] as Post]).items.filter((i) => i.kind === 'section');
    expect(sections).toEqual([{ kind: 'section', key: 's drafts', section: 'drafts', count: 1 }]);
  });

  it('finds words in captions, file names and account names', () => {
    const found = (search: string) => queue(posts, { ...all, search }).ids;
    expect(found('SAMOYED')).toEqual(['draft']);
    expect(found('@nube')).toEqual(['later']);
    expect(found('beach')).toHaveLength(posts.length);
    expect(found('nothing')).toEqual([]);
  });

  it('filters by state and account, and hides what is being deleted', () => {
    expect(queue(posts, { ...all, state: 'publishing' }).ids).toEqual(['up']);
    expect(queue(posts, { ...all, accountId: 'a1' }).ids).toEqual(['later']);
    expect(queue(posts, all, ['draft']).ids).not.toContain('draft');
  });
});

describe('what a row asks for', () => {
  const because = (state: string, reason: string) =>
    remedyOf(makePost('p', { state, consentAt, failure: { reason, message: '' } }));
  const consentAt = '2026-11-24T10:00:00Z';

  it('offers one remedy and only where there is one', () => {
    expect(because('uncertain', '')).toBe('decide');
    expect(because('blocked', 'account.signed_out')).toBe('signIn');
    expect(because('blocked', 'tiktok.privacy_not_offered')).toBe('choose');
    expect(because('blocked', 'tiktok.spam_risk_too_many_posts')).toBe('nextSlot');
    expect(because('blocked', 'quota.pending_drafts')).toBe('nextSlot');
    expect(because('blocked', 'media.source_missing')).toBe('chooseFile');
    expect(because('blocked', 'media.source_changed')).toBe('chooseFile');
    expect(because('blocked', 'media.unreadable')).toBe('open');
    expect(because('missed', '')).toBe('reschedule');
    expect(because('failed', '')).toBe('retry');
    expect(because('draft', '')).toBeNull();
    expect(because('uploading', '')).toBeNull();
    expect(remedyOf(makePost('p', { state: 'failed' }))).toBe('open');
  });

  it('never offers the same bytes again', () => {
    const refused = (word: string, part: Partial<Post> = {}, media = makeMedia('m1', 'a.mp4')) =>
      remedyOf(
        makePost('p', {
          ...{ state: 'failed', consentAt, failure: { reason: `tiktok.${word}`, message: '' } },
          ...part,
        }),
        media,
      );
    expect(refused('frame_rate_check_failed', { convert: '30fps' })).toBe('convert');
    expect(refused('file_format_check_failed', { convert: 'picture' })).toBe('convertAgain');
    // Refused as converted, or not convertible: another clip is all that helps.
    expect(refused('frame_rate_check_failed', { remake: '30fps' })).toBe('replace');
    expect(refused('picture_size_check_failed')).toBe('replace');
    const short = makeMedia('m1', 'a.mp4', { durationMs: 2400 });
    expect(refused('duration_check_failed', {}, short)).toBe('replace');
    expect(refused('duration_check_failed')).toBe('open');
    expect(refused('duration_check_failed', { trimStartMs: 8000 })).toBe('replace');
    expect(because('failed', 'post.remade')).toBe('nextSlot');
    expect(because('failed', 'tiktok.internal')).toBe('retry');
  });

  it('offers another clip for one that is refused as it is', () => {
    const finding = (code: string) =>
      makeMedia('m1', 'a.mp4', {
        verdict: 'refused',
        findings: [{ code, severity: 'refused', message: '', failReason: '', fix: '', postId: '' }],
      });
    const draft = makePost('p', { state: 'draft' });
    expect(remedyOf(draft, finding('too_short'))).toBe('replace');
    expect(remedyOf(draft, finding('too_long'))).toBeNull(); // a part of it can go
    expect(remedyOf(makePost('p', { state: 'published' }), finding('too_short'))).toBeNull();
  });

  it('never deletes what is on its way or of unknown fate', () => {
    for (const state of ['due', 'uploading', 'confirming', 'uncertain']) {
      expect(canDelete(makePost('p', { state }))).toBe(false);
    }
    expect(menuActs(makePost('p', { state: 'published' }))).toContain('remove');
    expect(menuActs(makePost('p', { state: 'draft' }))).toEqual([
      'edit',
      'move',
      'replace',
      'preview',
      'select',
      'duplicate',
      'delete',
    ]);
    expect(menuActs(makePost('p', { state: 'failed', convert: '30fps' }))).toContain('convert');
    expect(menuActs(makePost('p', { state: 'uploading' }))).not.toContain('replace');
    expect(menuActs(makePost('p', { state: 'uploading' }))).toContain('cancel');
    expect(menuActs(makePost('p', { state: 'finishing', cancelable: false }))).not.toContain(
      'cancel',
    );
  });
});

it('moves what may be edited and has its consent, or waits for it', () => {
  const movable = (state: string, consentAt: string) =>
    isMovable(makePost('p', { state, consentAt }));
  expect(movable('draft', '')).toBe(true);
  expect(movable('scheduled', '2026-11-24T10:00:00Z')).toBe(true);
  expect(movable('failed', '')).toBe(false);
  expect(movable('uploading', '2026-11-24T10:00:00Z')).toBe(false);
});

describe('moving with the keyboard', () => {
  const ids = ['a', 'b', 'c'];
  it.each([
    [null, 1, 'a'],
    ['a', 1, 'b'],
    ['c', 1, 'c'],
    ['a', -1, 'a'],
    ['b', Number.POSITIVE_INFINITY, 'c'],
    ['b', Number.NEGATIVE_INFINITY, 'a'],
    ['gone', 1, 'a'],
  ])('from %s by %d to %s', (from, by, to) => {
    expect(neighbour(ids, from, by)).toBe(to);
  });
});
