import { describe, expect, it } from 'vitest';
import { makePost } from '../../backend/fake/data';
import type { Post } from '../../backend/types';
import { readWall, startOf, writeWall } from '../../lib/wallTime';
import {
  byDay,
  neighbour,
  otherZones,
  spanOf,
  splitDay,
  stepDay,
  stuckBecause,
  tilesOf,
  unscheduled,
  within,
  worstOf,
} from './calendarModel';

const madrid = 'Europe/Madrid';
const none = { accountId: null, hidden: new Set<string>() };
const map = (...posts: Post[]) => new Map(posts.map((p) => [p.id, p]));
const at = (id: string, scheduledAt: string, part: Partial<Post> = {}) =>
  makePost(id, { state: 'scheduled', scheduledAt, ...part });
const tiles = (...posts: Post[]) => tilesOf(map(...posts), none, madrid, new Map());

describe('spans', () => {
  const words = (view: 'day' | 'week' | 'month', day: string) => {
    const { from, to } = spanOf(view, day);
    return [writeWall(from).slice(0, 10), writeWall(to).slice(0, 10)];
  };
  it('begins weeks on Monday', () => {
    expect(words('week', '2026-11-24')).toEqual(['2026-11-23', '2026-11-30']);
    expect(words('week', '2026-11-29')).toEqual(['2026-11-23', '2026-11-30']);
    expect(words('day', '2026-11-29')).toEqual(['2026-11-29', '2026-11-30']);
  });
  it('fills a month with whole weeks', () => {
    expect(words('month', '2026-11-24')).toEqual(['2026-10-26', '2026-12-07']);
    expect(words('month', '2027-02-10')).toEqual(['2027-02-01', '2027-03-01']);
  });
  it('steps by what is shown', () => {
    expect(stepDay('day', '2026-11-30', 1)).toBe('2026-12-01');
    expect(stepDay('week', '2026-11-24', -1)).toBe('2026-11-17');
    expect(stepDay('month', '2027-01-31', 1)).toBe('2027-02-01');
    expect(stepDay('month', '2027-01-31', -1)).toBe('2026-12-01');
  });
});

describe('tiles', () => {
  it('stand at the time of the shown zone, in order', () => {
    const found = tiles(at('b', '2026-11-25T05:00:00Z'), at('a', '2026-11-24T23:30:00Z'));
    expect(found.map((t) => [t.post.id, writeWall(t.wall)])).toEqual([
      ['a', '2026-11-25T00:30:00'],
      ['b', '2026-11-25T06:00:00'],
    ]);
  });
  it('stand where they are being moved to', () => {
    const moving = new Map([['a', new Date('2026-11-26T08:00:00Z')]]);
    const found = tilesOf(map(at('a', '2026-11-24T23:30:00Z')), none, madrid, moving);
    expect(writeWall(found[0]?.wall ?? 0)).toBe('2026-11-26T09:00:00');
  });
  it('leave out what has no time, another account, or is being deleted', () => {
    const posts = map(
      makePost('draft', {}),
      at('a', '2026-11-24T10:00:00Z', { accountId: 'a1' }),
      at('b', '2026-11-24T11:00:00Z', { accountId: 'a2' }),
      at('c', '2026-11-24T12:00:00Z', { accountId: 'a1' }),
    );
    const filter = { accountId: 'a1', hidden: new Set(['c']) };
    expect(tilesOf(posts, filter, madrid, new Map()).map((t) => t.post.id)).toEqual(['a']);
    expect(unscheduled(posts, none).map((p) => p.id)).toEqual(['draft']);
  });
  it('stay at their time when they left some minutes later', () => {
    const out = at('a', '2026-11-24T10:00:00Z', {
      state: 'published',
      publishedAt: '2026-11-24T10:04:00Z',
    });
    expect(writeWall(tiles(out)[0]?.wall ?? 0)).toBe('2026-11-24T11:00:00');
  });
  it('are cut to a span, the end not included', () => {
    const all = tiles(
      at('a', '2026-11-22T22:59:00Z'),
      at('b', '2026-11-22T23:00:00Z'),
      at('c', '2026-11-29T23:00:00Z'),
    );
    const found = within(all, spanOf('week', '2026-11-24'));
    expect(found.map((t) => t.post.id)).toEqual(['b']);
  });
});

describe('a day of the month', () => {
  const day = [8, 12, 15, 18, 21].map((h, i) =>
    at(`p${i}`, `2026-11-24T${String(h).padStart(2, '0')}:00:00Z`),
  );
  it('shows three and hides the rest', () => {
    const { shown, hidden } = splitDay(byDay(tiles(...day)).get('2026-11-24') ?? []);
    expect(shown.map((t) => t.post.id)).toEqual(['p0', 'p1', 'p2']);
    expect(hidden.map((t) => t.post.id)).toEqual(['p3', 'p4']);
  });
  it('names the worst of the hidden states, and none when all is well', () => {
    const is = (state: string) => makePost(state, { state });
    expect(worstOf([is('scheduled'), is('blocked'), is('failed'), is('missed')])?.id).toBe(
      'failed',
    );
    expect(worstOf([is('uploading'), is('uncertain')])?.id).toBe('uncertain');
    expect(worstOf([is('scheduled'), is('published'), is('draft')])).toBeNull();
  });
});

it('says why a post cannot be moved', () => {
  const why = (state: string) => stuckBecause(makePost('x', { state }));
  const free = ['draft', 'scheduled', 'blocked', 'missed', 'failed', 'canceled'];
  expect(free.map(why)).toEqual(free.map(() => null));
  expect(['due', 'uploading', 'confirming'].map(why)).toEqual(['inFlight', 'inFlight', 'inFlight']);
  expect(['published', 'in_inbox', 'uncertain'].map(why)).toEqual(['out', 'out', 'uncertain']);
});

it('offers the zones that accounts live in, the busiest first', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const found = otherZones(
    tiles(
      at('a', '2026-11-24T10:00:00Z', { zone: 'Asia/Jakarta' }),
      at('b', '2026-11-24T11:00:00Z', { zone: 'Asia/Jakarta' }),
      at('c', '2026-11-24T12:00:00Z', { zone: 'Europe/Paris' }),
    ),
    [{ id: 'a1', slots: [{ zone: 'America/New_York' }] }, { id: 'a2' }],
    madrid,
    now,
  );
  expect(found).toEqual(['Asia/Jakarta', 'America/New_York']);
});

describe('the keyboard', () => {
  const items = ['23T10:00', '24T09:00', '24T18:00', '26T11:00', '26T17:00'].map((w) => ({
    name: w,
    wall: readWall(`2026-11-${w}`),
  }));
  const go = (i: number, step: Parameters<typeof neighbour>[2]) => {
    const from = items[i];
    return from && neighbour(items, from, step)?.name;
  };
  it('goes by time', () => {
    expect(go(1, 'later')).toBe('24T18:00');
    expect(go(1, 'earlier')).toBe('23T10:00');
    expect(go(0, 'earlier')).toBeUndefined();
    expect(go(4, 'later')).toBeUndefined();
  });
  it('goes to the nearest time of the next day that has one', () => {
    expect(go(2, 'dayAfter')).toBe('26T17:00');
    expect(go(1, 'dayAfter')).toBe('26T11:00');
    expect(go(3, 'dayBefore')).toBe('24T09:00');
    expect(go(4, 'dayAfter')).toBeUndefined();
  });
  it('does not go out of the day it names', () => {
    expect(go(0, 'dayBefore')).toBeUndefined();
    expect(startOf('2026-11-24')).toBe(Date.UTC(2026, 10, 24));
  });
});
