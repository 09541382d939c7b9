import { describe, expect, it } from 'vitest';
import { makeMedia, makePost } from '../backend/fake/data';
import { makeAccount, makePreferences } from '../backend/fake/people';
import type { Snapshot } from '../backend/types';
import { applyEvents, fromSnapshot, type StateEvent } from './entities';

const changed = (id: string, rev: number, caption: string): StateEvent => ({
  type: 'post:changed',
  payload: makePost(id, { rev, caption }),
});
const removed = (id: string, rev: number): StateEvent => ({
  type: 'post:removed',
  payload: { id, rev },
});

const snapshot: Snapshot = {
  rev: 10,
  posts: [makePost('p', { rev: 10, caption: 'ten' })],
  rest: [],
  media: [makeMedia('m', 'a.mp4')],
  accounts: [makeAccount('a', 'A', 'a', { rev: 3 })],
  health: [],
  sandbox: false,
  workspace: '',
  zone: 'UTC',
  mediaBase: '',
  version: '',
  canConnect: true,
  canPractice: false,
  canLeave: false,
  preferences: makePreferences(),
};
const start = fromSnapshot(snapshot);
const caption = (events: StateEvent[], id = 'p') =>
  applyEvents(start, events).posts.get(id)?.caption;

describe('events after a snapshot', () => {
  it('replaces a post only by a larger rev', () => {
    expect(caption([changed('p', 9, 'nine')])).toBe('ten');
    expect(caption([changed('p', 10, 'again')])).toBe('ten');
    expect(caption([changed('p', 11, 'eleven')])).toBe('eleven');
    expect(caption([changed('p', 12, 'twelve'), changed('p', 11, 'eleven')])).toBe('twelve');
  });

  it('takes in a post that the snapshot did not have', () => {
    expect(caption([changed('q', 11, 'new')], 'q')).toBe('new');
  });

  it('keeps a removed post gone when an older event comes late', () => {
    expect(caption([removed('p', 12), changed('p', 11, 'late')])).toBeUndefined();
    expect(caption([changed('q', 11, 'x'), removed('q', 12), changed('q', 12, 'y')], 'q')).toBe(
      undefined,
    );
  });

  it('ignores a removal that is older than what is known, and takes a newer life', () => {
    expect(caption([removed('p', 9)])).toBe('ten');
    expect(caption([removed('p', 12), changed('p', 13, 'back')])).toBe('back');
  });

  it('remembers removals from batch to batch', () => {
    const gone = applyEvents(start, [removed('p', 12)]);
    expect(applyEvents(gone, [changed('p', 12, 'late')]).posts.has('p')).toBe(false);
  });

  it('takes the last word on clips and health, which have no rev', () => {
    const after = applyEvents(start, [
      { type: 'media:changed', payload: makeMedia('m', 'b.mp4') },
      {
        type: 'health:changed',
        payload: [{ code: 'x', severity: 'error', message: '', remedy: '', since: '' }],
      },
    ]);
    expect(after.media.get('m')?.name).toBe('b.mp4');
    expect(after.health).toHaveLength(1);
  });

  it('holds accounts to the same rule', () => {
    const account = makeAccount('a', 'B', 'a', { health: 'signed_out' });
    const health = (rev: number) =>
      applyEvents(start, [{ type: 'account:changed', payload: { ...account, rev } }]).accounts.get(
        'a',
      )?.health;
    expect(health(3)).toBe('ok');
    expect(health(4)).toBe('signed_out');
  });

  it('takes preferences as the last event says', () => {
    const next = (maxKBps: number): StateEvent => ({
      type: 'settings:changed',
      payload: { ...makePreferences(), upload: { maxKBps, paused: false } },
    });
    const after = applyEvents(start, [next(500), next(0), next(2000)]);
    expect(after.preferences.upload.maxKBps).toBe(2000);
    expect(after.posts).toBe(start.posts);
  });

  it('leaves untouched maps as they are, so that nothing is drawn again', () => {
    const after = applyEvents(start, [changed('p', 11, 'x')]);
    expect(after.media).toBe(start.media);
    expect(after.accounts).toBe(start.accounts);
    expect(after.posts).not.toBe(start.posts);
    expect(applyEvents(start, [changed('p', 9, 'x')]).posts).toBe(start.posts);
    expect(start.posts.get('p')?.caption).toBe('ten');
  });
});
