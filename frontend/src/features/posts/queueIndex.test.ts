import { describe, expect, it } from 'vitest';
import { makeMedia, makePost } from '../../backend/fake/data';
import { accounts } from '../../backend/fake/people';
import type { Post } from '../../backend/types';
import { postStates } from '../../backend/types';
import type { QueueSort } from '../../state/ui';
import { type QueueFilter, QueueIndex } from './queueIndex';

const zone = 'Europe/Madrid';
const all: QueueFilter = { search: '', state: 'all', accountId: null, sort: 'time' };
const byId = <T extends { id: string }>(list: T[]) => new Map(list.map((x) => [x.id, x]));
const media = byId([makeMedia('m1', 'one.mp4'), makeMedia('m2', 'two.mp4')]);
const people = byId(accounts);

/** Numbers that are the same in every run. */
function dice(seed: number) {
  let x = seed;
  return (n: number) => {
    x = (x * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((x / 2_147_483_648) * n);
  };
}

const when = (n: number) => new Date(Date.UTC(2026, 10, 24, n)).toISOString();

function randomPost(id: string, roll: (n: number) => number): Post {
  const state = postStates[roll(postStates.length)] ?? 'draft';
  return makePost(id, {
    state,
    rev: roll(1000),
    caption: ['Paws', 'Gears', ''][roll(3)] ?? '',
    mediaId: roll(2) ? 'm1' : 'm2',
    accountId: ['a1', 'a2', ''][roll(3)] ?? '',
    scheduledAt: state === 'draft' && roll(2) ? '' : when(roll(90)),
    createdAt: when(-roll(90)),
    publishedAt: state === 'published' ? when(-roll(50)) : '',
  });
}

describe('the index', () => {
  it('is the same whether it was kept or made anew', () => {
    const roll = dice(7);
    const kept = new QueueIndex();
    let posts = new Map<string, Post>();
    const sorts: QueueSort[] = ['time', 'account', 'added'];
    for (let step = 0; step < 300; step++) {
      posts = new Map(posts);
      const n = roll(20) === 0 ? 60 : roll(3);
      for (let i = 0; i < n; i++) {
        const id = `p${roll(120)}`;
        if (roll(4) === 0) posts.delete(id);
        else posts.set(id, randomPost(id, roll));
      }
      const filter: QueueFilter = {
        search: ['', 'paws', 'two.mp4', '@tidewater'][roll(4)] ?? '',
        state: roll(5) === 0 ? 'drafts' : 'all',
        accountId: roll(4) === 0 ? 'a1' : null,
        sort: sorts[roll(8)] ?? 'time',
      };
      const hidden = new Set(roll(3) === 0 ? [`p${roll(120)}`] : []);
      const sources = { posts, media, accounts: people };
      const got = kept.build(sources, filter, hidden, zone);
      const fresh = new QueueIndex().build(sources, filter, hidden, zone);
      expect(got).toEqual(fresh);
      expect(got.ids.map((id) => got.items[got.indexOf.get(id) ?? -1])).toEqual(
        got.items.filter((i) => i.kind === 'post'),
      );
    }
  });

  it('keeps the places of posts that are still on their way', () => {
    const posts = byId([
      makePost('p', { state: 'scheduled', scheduledAt: when(1) }),
      makePost('q', { state: 'draft' }),
    ]);
    const rest = new Map([['scheduled', 7] as const, ['done', 3] as const]);
    const build = (filter: QueueFilter) =>
      new QueueIndex()
        .build({ posts, media, accounts: people }, filter, new Set(), zone, rest)
        .items.flatMap((i) =>
          i.kind === 'day' ? [] : i.kind === 'post' ? [i.key] : [`${i.key} ${i.count}`],
        );
    expect(build(all)).toEqual([
      's scheduled 8',
      'p',
      'r scheduled 7',
      's drafts 1',
      'q',
      's done 3',
      'r done 3',
    ]);
    expect(build({ ...all, state: 'drafts' })).toEqual(['s drafts 1', 'q']);
    // What a search would find of them is not known.
    expect(build({ ...all, accountId: 'a1' }).filter((x) => x.startsWith('r'))).toEqual([]);
  });

  it('finds a clip by a name that it was given later', () => {
    const index = new QueueIndex();
    const posts = byId([makePost('p', { mediaId: 'm9' })]);
    const find = (clips: typeof media) =>
      index.build(
        { posts, media: clips, accounts: people },
        { ...all, search: 'late' },
        new Set(),
        zone,
      ).ids;
    expect(find(media)).toEqual([]);
    expect(find(byId([makeMedia('m9', 'late.mp4')]))).toEqual(['p']);
  });

  it('looks at the changed post of ten thousand only', () => {
    const roll = dice(3);
    const index = new QueueIndex();
    let looked = 0;
    const watched = (id: string) =>
      Object.defineProperty(randomPost(id, roll), 'createdAt', {
        enumerable: true,
        get: () => {
          looked++;
          return when(-1);
        },
      });
    let posts = new Map(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, watched(`p${i}`)]));
    const build = () =>
      index.build({ posts, media, accounts: people }, all, new Set(), zone).items.length;
    build();
    expect(looked).toBeGreaterThan(100);
    looked = 0;
    posts = new Map(posts).set('p37', watched('p37'));
    build();
    expect(looked).toBeLessThan(5);
  });
});
