import { wallAt } from '../../lib/zones';
import type { Consent, Post, PostInput, RequestRow, When } from '../types';
import { postsAfter } from './fakeLists';
import { fakePreflight } from './fakeMedia';
import type { FakeState } from './fakeState';
import { fault, wait } from './fakeWire';

/** Notes a request in the list of what left. */
type Send = (part: Partial<RequestRow>) => void;

/** Posts one by one; what acts on several is in fakeBulk. */
export function postBindings(state: FakeState, send: Send) {
  return {
    After: async (id: string) => {
      await wait(20);
      return postsAfter(state.posts.values(), id);
    },
    Save: (id: string, input: PostInput) => {
      state.saved.push(input);
      return state.change(id, input);
    },
    Preflight: async (id: string) => {
      await wait(80);
      const post = state.posts.get(id);
      const media = post && state.media.get(post.mediaId);
      if (state.refusePreflight) return fault('internal', 'preflight', state.refusePreflight);
      return media ? fakePreflight(post, media) : fault('not_found', 'post', 'Gone.');
    },
    Create: (mediaId: string) => Promise.resolve(state.create(mediaId)),
    SaveReceipt: async () => true,
    Schedule: (id: string, when: When, consent: Consent) =>
      schedule(state, send, id, when, consent),
    Unschedule: (id: string) => state.change(id, { state: 'draft', consentAt: '' }),
    Cancel: (id: string) => state.change(id, { state: 'canceled' }),
    Retry: (id: string) => publish(state, send, id),
    Delete: async (id: string) => {
      await wait(60);
      state.remove(id);
    },
    Resolve: (id: string, published: boolean) =>
      state.change(
        id,
        published
          ? { state: 'published' }
          : {
              state: 'draft',
              consentAt: '',
              editable: true,
              failure: {
                reason: 'post.again',
                message:
                  'It was sent once and you did not find it on TikTok. If it appears after all, you will have it twice.',
              },
            },
      ),
    ResolveTime: (wall: string, zone: string) => resolveTime(wall, zone),
  };
}

async function schedule(state: FakeState, send: Send, id: string, when: When, consent: Consent) {
  if (consent.options.length === 0 && state.posts.get(id)?.mode === 'direct') {
    return fault('invalid', 'post.consent', 'Agree to TikTok’s terms first.');
  }
  if (when.now) return publish(state, send, id);
  const { at } = await resolveTime(when.wall, when.zone);
  return state.change(id, {
    state: 'scheduled',
    scheduledAt: at,
    wall: `${when.wall}:00`.slice(0, 19),
    zone: when.zone,
    consentAt: new Date().toISOString(),
  });
}

async function publish(state: FakeState, send: Send, id: string): Promise<Post> {
  const now = new Date().toISOString();
  const first = await state.change(id, { state: 'due', scheduledAt: now, consentAt: now });
  void goOn(state, send, id);
  return first;
}

async function goOn(state: FakeState, send: Send, id: string) {
  await wait(500);
  await state.change(id, { state: 'prepared' });
  const of = { postId: id, accountId: state.posts.get(id)?.accountId ?? '' };
  send({ ...of, feature: 'creator_info' });
  send({ ...of, feature: 'init' });
  await state.change(id, { state: 'uploading' });
  for (let i = 1; i <= 10; i++) {
    state.emit('upload:progress', {
      postId: id,
      sent: i * 1e6,
      total: 1e7,
      remainingMs: 900,
      windowMs: 3_600_000,
    });
    await wait(90);
  }
  send({ ...of, feature: 'upload', status: 201 });
  await state.change(id, { state: 'finishing' });
  await state.change(id, { state: 'confirming' });
  await wait(900);
  send({ ...of, feature: 'status' });
  const publishedAt = new Date().toISOString();
  await state.change(id, { state: 'published', publishedAt, link: 'https://example.invalid/v/2' });
}

/** A stand-in for the back end's rule: good enough to show gaps and overlaps. */
export async function resolveTime(wall: string, zone: string, delay = 30) {
  if (delay > 0) await wait(delay);
  const naive = Date.parse(`${wall}Z`);
  const fits = [-15, 15].map((h) => naive - offset(new Date(naive + h * 3_600_000), zone));
  const [before = naive, after = naive] = fits;
  const shown = (ms: number) => ms + offset(new Date(ms), zone) === naive;
  if (before !== after && shown(before) && shown(after)) {
    return { at: new Date(Math.min(before, after)).toISOString(), note: 'overlap' };
  }
  const ms = shown(before) ? before : shown(after) ? after : before;
  return { at: new Date(ms).toISOString(), note: shown(ms) ? '' : 'gap' };
}

function offset(at: Date, zone: string): number {
  const w = wallAt(at, zone);
  return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second) - at.getTime();
}
