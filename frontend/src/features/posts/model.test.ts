import { describe, expect, it } from 'vitest';
import { makeMedia, makePost } from '../../backend/fake/data';
import { makeAccount } from '../../backend/fake/people';
import type { Post } from '../../backend/types';
import { buildQueue, canDelete, menuActs, postIds, type QueueFilter, remedyOf } from './model';
import { neighbour } from './useQueueKeys';

const all: QueueFilter = { search: '', state: 'all', accountId: null };

function queue(posts: Post[], filter: QueueFilter = all, hidden: string[] = []) {
  const sources = {
    posts: new Map(posts.map((p) => [p.id, p])),
    media: new Map([['m1', makeMedia('m1', 'beach.mp4')]]),
    accounts: new Map([['a1', makeAccount('a1', 'Nube', 'nube')]]),
  };
  return buildQueue(sources, filter, new Set(hidden), 'Europe/Madrid');
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
    expect(postIds(queue(posts))).toEqual([
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
    const days = queue(posts).filter((i) => i.kind === 'day');
    expect(days.map((d) => d.key)).toEqual(['d 2026-11-24', 'd 2026-11-25', 'd 2026-11-26']);
  });

  it('counts what is in a section and leaves empty ones out', () => {
    const sections = queue([posts[2] as Post]).filter((i) => i.kind === 'section');
    expect(sections).toEqual([{ kind: 'section', key: 's drafts', section: 'drafts', count: 1 }]);
  });

  it('finds words in captions, file names and account names', () => {
    const found = (search: string) => postIds(queue(posts, { ...all, search }));
    expect(found('SAMOYED')).toEqual(['draft']);
    expect(found('@nube')).toEqual(['later']);
    expect(found('beach')).toHaveLength(posts.length);
    expect(found('nothing')).toEqual([]);
  });

  it('filters by state and account, and hides what is being deleted', () => {
    expect(postIds(queue(posts, { ...all, state: 'publishing' }))).toEqual(['up']);
    expect(postIds(queue(posts, { ...all, accountId: 'a1' }))).toEqual(['later']);
    expect(postIds(queue(posts, all, ['draft']))).not.toContain('draft');
  });
});

describe('what a row asks for', () => {
  const because = (state: string, reason: string) =>
    remedyOf(makePost('p', { state, failure: { reason, message: '' } }));

  it('offers one remedy and only where there is one', () => {
    expect(because('uncertain', '')).toBe('decide');
    expect(because('blocked', 'account.signed_out')).toBe('signIn');
    expect(because('blocked', 'tiktok.privacy_not_offered')).toBe('choose');
    expect(because('missed', '')).toBe('reschedule');
    expect(because('failed', '')).toBe('retry');
    expect(because('draft', '')).toBeNull();
    expect(because('uploading', '')).toBeNull();
  });

  it('never deletes what is on its way or of unknown fate', () => {
    for (const state of ['due', 'uploading', 'confirming', 'uncertain']) {
      expect(canDelete(makePost('p', { state }))).toBe(false);
    }
    expect(menuActs(makePost('p', { state: 'published' }))).toContain('remove');
    expect(menuActs(makePost('p', { state: 'draft' }))).toEqual([
      'edit',
      'preview',
      'duplicate',
      'delete',
    ]);
    expect(menuActs(makePost('p', { state: 'uploading' }))).toContain('cancel');
    expect(menuActs(makePost('p', { state: 'finishing', cancelable: false }))).not.toContain(
      'cancel',
    );
  });
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
