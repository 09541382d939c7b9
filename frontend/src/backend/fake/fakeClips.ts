import type { Media, Post } from '../types';
import { makeMedia, makePost } from './data';

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
