import type { ClipFiles, Media, Post, Replaced, Snippet } from '../types';
import { makeMedia, makePost } from './data';
import { wire } from './fakeSignIn';

type Emit = (name: 'media:changed' | 'media:removed', payload: never) => void;

/** What the fake window needs of the rest of the fake back end. */
type Parts = {
  media: Map<string, Media>;
  posts: Map<string, Post>;
  emit: Emit;
  addMedia: (media: Media) => void;
};

const busy = ['scheduled', 'due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming'];

/** Clips as the real library keeps them; clip 6 is missing and clip 5 has been changed. */
export function libraryBindings({ media, posts, emit, addMedia }: Parts) {
  const found: Record<string, string> = { m6: 'missing', m5: 'differs' };
  return {
    Files: async (): Promise<ClipFiles> => ({
      clips: [...media.values()]
        .filter((m) => !m.removed)
        .map((m) => ({ mediaId: m.id, state: found[m.id] ?? 'here', cacheBytes: 1_240_000 })),
      copies: [...posts.values()]
        .filter((p) => ['due', 'prepared', 'scheduled'].includes(p.state))
        .map((p) => ({ postId: p.id, size: 4_700_000 })),
    }),
    ShowFile: async (id: string) => {
      if (found[id] === 'missing')
        throw wire('rejected', 'media.source_missing', 'The file is gone.');
    },
    ChooseFile: async (id: string): Promise<Replaced> => {
      delete found[id];
      if (id !== 'm5') return { mediaId: id, same: true };
      addMedia(makeMedia('m5b', 'yawn-2.mp4'));
      return { mediaId: 'm5b', same: false };
    },
    Remove: async (id: string) => {
      const clip = media.get(id);
      if (!clip) throw wire('not_found', 'media.not_found', 'There is no such clip.');
      const used = [...posts.values()].filter((p) => p.mediaId === id);
      if (used.some((p) => busy.includes(p.state) || p.state === 'uncertain')) {
        throw wire(
          'conflict',
          'media.in_use',
          'A post of this clip is scheduled. Settle it first.',
        );
      }
      if (used.length > 0) {
        addMedia({ ...clip, removed: true });
        return;
      }
      media.delete(id);
      emit('media:removed', { id, rev: 0 } as never);
    },
  };
}

/** Words for captions, as a small workspace has them. */
export function snippetBindings() {
  let count = 3;
  let all: Snippet[] = [
    ['Coaching', '#surfcoach #surfing101'],
    ['Indonesia', '#indonesia #uluwatu #bali'],
    ['Surf, daily', '#surf #surfcoach #indonesia'],
  ].map(([name = '', text = ''], i) => ({
    id: `s${i + 1}`,
    kind: 'hashtags',
    name,
    text,
    accountId: '',
  }));
  all.push({
    id: 's0',
    kind: 'text',
    name: 'Hours',
    text: 'Open Tuesday to Sunday.',
    accountId: '',
  });
  all.push({ id: 't1', kind: 'template', name: '', text: '{file}, {date} #surf', accountId: 'a1' });
  return {
    Snippets: async () => structuredClone(all),
    SaveSnippet: async (s: Snippet) => {
      const alike = (o: Snippet) => o.name.toLowerCase() === s.name.toLowerCase();
      if (s.kind !== 'template' && all.some((o) => o.id !== s.id && alike(o))) {
        throw wire(
          'conflict',
          'snippet.name_taken',
          'Another one has this name. Choose a different name.',
        );
      }
      const kept = { ...s, id: s.id || `s${++count}` };
      const others = all.filter(
        (o) => o.id !== kept.id && !(kept.kind === 'template' && o.accountId === kept.accountId),
      );
      all = [...others, kept];
      return kept;
    },
    RemoveSnippet: async (id: string) => {
      all = all.filter((s) => s.id !== id);
    },
  };
}

const shapes: Partial<Media>[] = [
  {},
  { durationMs: 16_400 },
  {
    durationMs: 8_000,
    fps: 20,
    verdict: 'refused',
    findings: [say('frame_rate_low', 'refused', '20 frames a second. TikTok takes 23 to 60.')],
  },
  { durationMs: 21_000 },
  { durationMs: 34_300 },
  {
    durationMs: 40_000,
    verdict: 'fixable',
    route: 'remux',
    container: 'MOV',
    findings: [say('index_last', 'fixable', 'The index is at the end of the file.')],
  },
  {
    durationMs: 12_000,
    width: 1280,
    height: 720,
    verdict: 'fixable',
    route: 'remux',
    findings: [say('not_upright', 'warning', '1280 × 720 is wider than tall.')],
  },
  {
    durationMs: 700,
    verdict: 'refused',
    findings: [say('too_short', 'refused', '0.7 s long. TikTok takes 3 s or more.')],
  },
];

function say(code: string, severity: string, message: string) {
  return { code, severity, message, failReason: '', fix: '', postId: '' };
}

const names = [
  'Lip throw',
  'Nube meets snow',
  'The yawn',
  'Worm drive',
  'Dawn',
  'Night side',
  'Fog pass',
  'Four gears',
  'Paws',
  'Rock',
  'The hinge',
  'Under the lip',
  'Walk cycle',
  'Cross-axle',
  'Cities',
  'Warm tile',
  'Second set',
];

/** n more clips; every third one was published once. */
export function moreClips(n: number): { media: Media[]; posts: Post[] } {
  const media: Media[] = [];
  const posts: Post[] = [];
  for (let i = 0; i < n; i++) {
    const id = `m${i + 101}`;
    const name = `${names[i % names.length]}${i < names.length ? '' : ` ${Math.floor(i / names.length) + 1}`}.mp4`;
    const addedAt = new Date(Date.now() - (i + 2) * 7_200_000).toISOString();
    media.push(
      makeMedia(id, name, { ...shapes[i % shapes.length], addedAt, size: 1_100_000 * (i + 1) }),
    );
    if (i % 3 !== 1) continue;
    const publishedAt = new Date(Date.now() - (i + 1) * 86_400_000).toISOString();
    posts.push(
      makePost(`pc${i}`, {
        mediaId: id,
        accountId: 'a1',
        state: 'published',
        zone: 'Asia/Jakarta',
        scheduledAt: publishedAt,
        publishedAt,
      }),
    );
  }
  return { media, posts };
}
