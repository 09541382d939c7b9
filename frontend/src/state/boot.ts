import { fetchPosts, fetchSnapshot } from '../backend/calls';
import { onEvent, passFileDropsOn } from '../backend/events';
import { saidAdded, saidHealth, saidMedia, saidPost, saidSignIn } from '../backend/said';
import type { Post, Snapshot } from '../backend/types';
import { appStore } from './appStore';
import {
  type AppFacts,
  applyEvents,
  type Entities,
  fromSnapshot,
  restOf,
  type StateEvent,
} from './entities';
import { filesAdded } from './filesAdded';
import { speakAs, watchLanguage } from './language';
import { noticeFor } from './notices';
import { isInFlight } from './postStates';
import { practiceNotice } from './practice';
import { forgetProgress, noteRender, noteUpload } from './progress';
import { notify, openConnect, setUi, showPost } from './ui';
import { drawn } from './useDrawn';
import { watchFocus } from './watchFocus';

/** How long events are gathered before the window is drawn again. */
const batchMs = 16;

/** A first screen that is not drawn, because the window is hidden, is not waited for. */
const patienceMs = 1000;

/**
 * Subscribes to every event, then asks for the snapshot, then applies what arrived in between:
 * in this order nothing is lost. The snapshot brings the posts that the first screen shows; the
 * rest is fetched once that is drawn. Returns the function that stops listening.
 */
export async function boot(): Promise<() => void> {
  const pending: StateEvent[] = [];
  let ready = false;
  let gone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    if (ready) takeIn(pending.splice(0));
  };
  const add = (e: StateEvent) => {
    pending.push(e);
    if (ready) timer ??= setTimeout(flush, batchMs);
  };

  passFileDropsOn();
  const stops = [
    onEvent('post:changed', (payload) => add({ type: 'post:changed', payload })),
    onEvent('post:removed', (payload) => add({ type: 'post:removed', payload })),
    onEvent('media:changed', (payload) => add({ type: 'media:changed', payload })),
    onEvent('media:removed', (payload) => add({ type: 'media:removed', payload })),
    onEvent('account:changed', (payload) => add({ type: 'account:changed', payload })),
    onEvent('account:removed', (payload) => add({ type: 'account:removed', payload })),
    onEvent('health:changed', (payload) => add({ type: 'health:changed', payload })),
    onEvent('settings:changed', (payload) => add({ type: 'settings:changed', payload })),
    onEvent('upload:progress', (p) => noteUpload(p, performance.now())),
    onEvent('render:progress', noteRender),
    onEvent('library:import', ({ done, total }) =>
      setUi({ importing: done < total ? { done, total } : null }),
    ),
    onEvent('files:added', (added) => {
      // The drafts that it names may wait to be drawn.
      flush();
      filesAdded(saidAdded(added));
    }),
    onEvent('signin:changed', (signIn) => setUi({ signIn: saidSignIn(signIn) })),
    onEvent('post:open', ({ id, ask }) => showPost(id, ask)),
    onEvent('account:open', ({ id }) => openConnect(id)),
    onEvent('window:closing', (closing) => setUi({ closing, palette: false })),
    watchFocus(),
    watchLanguage(retell),
  ];
  const stop = () => {
    gone = true;
    clearTimeout(timer);
    for (const s of stops) s();
  };

  try {
    const snapshot = await fetchSnapshot();
    // Before the first word is drawn.
    await speakAs(snapshot.preferences.language);
    const rest = restOf(snapshot.rest);
    appStore.set({ entities: retold(fromSnapshot(snapshot)), facts: factsOf(snapshot), rest });
    ready = true;
    takeIn(pending.splice(0));
    if (rest.size > 0) void takeRest(() => gone);
    return stop;
  } catch (e) {
    stop();
    throw e;
  }
}

/**
 * Brings the posts that the snapshot left out. They are all taken in at once, so that the list
 * moves once; whatever has changed meanwhile is known from events with a larger rev.
 */
async function takeRest(isGone: () => boolean) {
  await Promise.race([drawn, wait(patienceMs)]);
  const found: Post[] = [];
  for (let more = true; more && !isGone(); ) {
    try {
      const page = await fetchPosts(found.at(-1)?.id ?? '');
      for (const post of page.posts) found.push(saidPost(post));
      more = page.more;
    } catch {
      // The back end has logged it; half a list is worse than another try.
      await wait(patienceMs);
    }
  }
  if (isGone()) return;
  const events = found.map((payload): StateEvent => ({ type: 'post:changed', payload }));
  appStore.set((s) => ({ ...s, entities: applyEvents(s.entities, events), rest: new Map() }));
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Puts what a call returned into the mirror, as if its event had come already. */
export function takePost(post: Post) {
  takeIn([{ type: 'post:changed', payload: post }]);
}

export function takeIn(events: readonly StateEvent[]) {
  const before = appStore.get();
  const entities = applyEvents(before.entities, events.map(inLanguage));
  if (entities === before.entities) return;
  appStore.set({ ...before, entities });
  for (const [id, post] of changedPosts(events, entities.posts)) {
    const old = before.entities.posts.get(id);
    if (old === post) continue;
    if (!isInFlight(post.state)) forgetProgress(id);
    const notice = noticeFor(old, post, entities);
    if (notice) notify(practiceNotice(post) ?? notice);
  }
}

/** The sentences in an event, in the user's language. */
function inLanguage(e: StateEvent): StateEvent {
  switch (e.type) {
    case 'post:changed':
      return { ...e, payload: saidPost(e.payload) };
    case 'media:changed':
      return { ...e, payload: saidMedia(e.payload) };
    case 'health:changed':
      return { ...e, payload: e.payload.map(saidHealth) };
    default:
      return e;
  }
}

/** Says again what the mirror holds, after another language was chosen. */
function retell() {
  appStore.set((s) => ({ ...s, entities: retold(s.entities) }));
}

function retold(entities: Entities): Entities {
  return {
    ...entities,
    posts: new Map([...entities.posts].map(([id, p]) => [id, saidPost(p)])),
    media: new Map([...entities.media].map(([id, m]) => [id, saidMedia(m)])),
    health: entities.health.map(saidHealth),
  };
}

function changedPosts(events: readonly StateEvent[], posts: ReadonlyMap<string, Post>) {
  const changed = new Map<string, Post>();
  for (const e of events) {
    if (e.type !== 'post:changed') continue;
    const post = posts.get(e.payload.id);
    if (post) changed.set(post.id, post);
  }
  return changed;
}

function factsOf(s: Snapshot): AppFacts {
  const { sandbox, workspace, zone, mediaBase, version, canPractice, canLeave } = s;
  return { sandbox, workspace, zone, mediaBase, version, canPractice, canLeave };
}
