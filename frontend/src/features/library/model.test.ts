import { describe, expect, it } from 'vitest';
import { makeMedia, makePost } from '../../backend/fake/data';
import type { Finding, Media, Post } from '../../backend/types';
import {
  type Clip,
  clipsOf,
  countsOf,
  gridOf,
  headOf,
  type Mark,
  markOf,
  restOf,
  select,
  stepTo,
  twinsOf,
  wentOutBefore,
} from './model';

const say = (code: string, severity: string, message: string, fix = ''): Finding => ({
  code,
  severity,
  message,
  failReason: '',
  fix,
  postId: '',
});

function clip(part: Partial<Media> = {}, posts: Partial<Post>[] = [], file = 'here'): Clip {
  const media = makeMedia('m', 'clip.mp4', part);
  const own = posts.map((p, i) => makePost(`p${i}`, { mediaId: media.id, ...p }));
  const files = { clips: [{ mediaId: media.id, state: file, cacheBytes: 0 }], copies: [] };
  return clipsOf([media], own, files, new Set())[0] as Clip;
}

const said = (m: Mark) => ('word' in m ? m.word : 'state' in m ? m.state : m.sentence);

describe('the clips of the library', () => {
  const media = [makeMedia('m1', 'a.mp4'), makeMedia('m2', 'b.b.mov', { removed: true })];

  it('are those that were not removed and are not on their way out', () => {
    expect(clipsOf(media, [], undefined, new Set()).map((c) => c.title)).toEqual(['a']);
    expect(clipsOf(media, [], undefined, new Set(['m1']))).toEqual([]);
  });

  it('have their posts, the latest first, and their copies', () => {
    const posts = [
      makePost('old', { mediaId: 'm1', publishedAt: '2026-05-03T10:00:00Z' }),
      makePost('new', { mediaId: 'm1', scheduledAt: '2026-12-01T10:00:00Z' }),
      makePost('gone', { mediaId: 'm1' }),
      makePost('other', { mediaId: 'm2' }),
    ];
    const files = {
      clips: [{ mediaId: 'm1', state: 'here', cacheBytes: 7 }],
      copies: [
        { postId: 'new', size: 9 },
        { postId: 'other', size: 5 },
      ],
    };
    const [first] = clipsOf(media, posts, files, new Set(['gone']));
    expect(first?.posts.map((p) => p.id)).toEqual(['new', 'old']);
    expect(first?.copies.map((c) => c.size)).toEqual([9]);
    expect(first).toMatchObject({ file: 'here', cacheBytes: 7 });
  });
});

describe('the one thing to know', () => {
  const refused = { verdict: 'refused', findings: [say('x', 'refused', '0.7 s long. No.')] };
  it.each([
    [
      'a file that is gone before all',
      clip(refused, [{ state: 'uploading' }], 'missing'),
      'missing',
    ],
    ['what happens now', clip(refused, [{ state: 'failed' }, { state: 'uploading' }]), 'uploading'],
    [
      'what the user has to settle',
      clip({}, [{ state: 'published' }, { state: 'uncertain' }]),
      'uncertain',
    ],
    ['why TikTok would refuse it', clip(refused, [{ state: 'draft' }]), '0.7 s long'],
    ['a file that is not as it was', clip({}, [], 'differs'), 'differs'],
    ['a failure', clip({}, [{ state: 'failed' }]), 'failed'],
    [
      'a plan before what was',
      clip({}, [{ state: 'published' }, { state: 'scheduled' }]),
      'scheduled',
    ],
    ['that it was published', clip({ route: 'full' }, [{ state: 'published' }]), 'published'],
    ['the inbox', clip({}, [{ state: 'in_inbox' }]), 'inInbox'],
    [
      'its shape',
      clip({ width: 16, height: 9, findings: [say('not_upright', 'warning', 'W.')] }),
      'landscape',
    ],
    [
      'a square',
      clip({ width: 9, height: 9, findings: [say('not_upright', 'warning', 'W.')] }),
      'notUpright',
    ],
    ['its route', clip({ route: 'remux' }), 'remux'],
    ['that it is ready', clip({}, [{ state: 'draft' }]), 'ready'],
  ])('is %s', (_, c, word) => {
    expect(said(markOf(c))).toBe(word);
  });
});

describe('filters, search and order', () => {
  const clips = [
    clip({ id: 'm1', name: 'Dawn 10.mp4', size: 5, addedAt: '2026-01-01T00:00:00Z' }, [
      { state: 'draft' },
    ]),
    clip({ id: 'm2', name: 'dawn 9.mp4', size: 9, addedAt: '2026-03-01T00:00:00Z' }, [
      { state: 'published', caption: 'Two boards #surf' },
    ]),
    clip(
      { id: 'm3', name: 'x.mp4', durationMs: 99_000, addedAt: '2026-02-01T00:00:00Z' },
      [],
      'missing',
    ),
  ];
  const ids = (list: Clip[]) => list.map((c) => c.media.id).join(' ');

  it('counts each filter', () => {
    expect(countsOf(clips)).toEqual({ all: 3, unused: 2, problems: 1, published: 1 });
  });

  it('searches names and captions, every word', () => {
    expect(ids(select(clips, 'all', 'DAWN', 'name'))).toBe('m2 m1');
    expect(ids(select(clips, 'all', 'dawn surf', 'name'))).toBe('m2');
    expect(ids(select(clips, 'unused', '', 'name'))).toBe('m1 m3');
    expect(ids(select(clips, 'all', 'nobody', 'name'))).toBe('');
  });

  it.each([
    ['newest', 'm2 m3 m1'],
    ['name', 'm2 m1 m3'],
    ['length', 'm3 m2 m1'],
    ['size', 'm3 m2 m1'],
  ] as const)('orders by %s', (sort, order) => {
    expect(ids(select(clips, 'all', '', sort))).toBe(order);
  });
});

describe('a repeat', () => {
  it('is a clip with the same bytes that went out', () => {
    const first = clip({ id: 'm1', content: 'same' }, [{ id: 'out', state: 'published' }]);
    const again = clip({ id: 'm2', content: 'same' });
    const other = clip({ id: 'm3', content: 'other' });
    const all = [first, again, other];
    expect(wentOutBefore(again, all)?.id).toBe('out');
    expect(wentOutBefore(other, all)).toBeUndefined();
    expect(twinsOf(again, all).map((c) => c.media.id)).toEqual(['m1']);
    expect(twinsOf(clip({ id: 'm4', content: '' }), [clip({ id: 'm5', content: '' })])).toEqual([]);
  });
});

describe('a finding', () => {
  it.each([
    [
      '20 frames a second. TikTok takes 23 to 60.',
      '20 frames a second',
      'TikTok takes 23 to 60. Do.',
    ],
    ['0.7 s long. TikTok takes 3 s or more.', '0.7 s long', 'TikTok takes 3 s or more. Do.'],
    ['No stop', 'No stop', 'Do.'],
    ['One only.', 'One only', 'Do.'],
  ])('%s is split after the fact', (message, head, rest) => {
    expect(headOf({ message })).toBe(head);
    expect(restOf({ message, fix: 'Do.' })).toBe(rest);
  });
});

describe('the keys', () => {
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 0, null],
    ['ArrowDown', 1, 5],
    ['ArrowDown', 7, null],
    ['ArrowUp', 5, 1],
    ['End', 2, 9],
    ['Home', 2, 0],
    ['PageDown', 2, 9],
    ['PageUp', 9, 1],
    ['x', 2, null],
  ])('%s from %i leads to %s', (key, at, to) => {
    expect(stepTo(key, at, 4, 10)).toBe(to);
  });

  it('knows how many pictures fit', () => {
    expect(gridOf(716).columns).toBe(6);
    expect(gridOf(1328).columns).toBe(9);
    expect(gridOf(100).columns).toBe(2);
  });
});
