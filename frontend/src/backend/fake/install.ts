import { setMediaSource } from '../mediaUrls';
import type { EventCatalog } from '../types';
import { media } from './data';
import { FakeBackend } from './fakeBackend';
import { FakeSecurity } from './fakeSecurity';
import { FakeWorkspaces } from './fakeWorkspaces';
import { fakeFrame, fakeStrip, fakeThumb } from './thumbs';

const nothing = () => undefined;

/**
 * Puts an in-memory back end where Wails puts the real one, so that everything above the
 * generated bindings runs unchanged. scene: "", "empty", "many", "sandbox", "ffmpeg", "noapp",
 * "environment", "slow", "welcome", "practice", "practice-bare", "policy", and those of
 * FakeWorkspaces. ?posts=N makes N posts.
 */
export function installFake(scene: string): FakeBackend {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const emit = <K extends keyof EventCatalog>(name: K, payload: EventCatalog[K]) => {
    for (const listener of listeners.get(name) ?? []) listener(structuredClone(payload));
  };
  const workspaces = new FakeWorkspaces(emit, scene);
  // Only the first one has something in it.
  const { id, name } = workspaces.shown;
  const backend = new FakeBackend(emit, id === 'w1' ? scene : 'empty', name);
  const security = new FakeSecurity(backend.forSecurity(), workspaces);
  const on = (name: string, listener: (payload: unknown) => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  };
  Object.assign(window, {
    go: {
      app: {
        ...behindLock({ ...backend.bindings(), Security: security.bindings() }, workspaces),
        Workspace: workspaces.bindings(),
      },
    },
    runtime: { EventsOnMultiple: on, EventsOn: on, OnFileDrop: nothing },
    cuedropFake: Object.assign(backend, { workspaces, security }),
  });
  const clip = (id: string) => media.find((m) => m.id === id);
  const isWide = (id: string) => (clip(id)?.width ?? 0) > (clip(id)?.height ?? 1);
  const share = (id: string, ms: number) => ms / (clip(id)?.durationMs ?? 10_100);
  setMediaSource({
    thumb: (id) => fakeThumb(id, isWide(id)),
    strip: (id) => fakeStrip(id, isWide(id)),
    frame: (id, ms) => fakeFrame(id, isWide(id), share(id, ms)),
    preview: (id) => `/media/${id}/preview`,
    proxy: (id) => `/media/${id}/proxy`,
  });
  backend.start();
  return backend;
}

type Bound = Record<string, Record<string, (...args: never[]) => Promise<unknown>>>;

/** What is answered while it is locked, besides the calls about workspaces. */
const unlocked = [
  'System.Close',
  'System.OpenLink',
  'System.SetFocused',
  'System.SetSpoken',
  'Security.SaveIncidentNote',
];

/** Whether a call is one of those that a guarded workspace asks the passphrase for. */
function isGuarded(name: string, args: readonly unknown[]): boolean {
  if (name === 'Posts.Schedule') return (args[1] as { now?: boolean } | undefined)?.now === true;
  return ['Accounts.Connect', 'Accounts.Disconnect', 'Privacy.Export', 'Privacy.Erase'].includes(
    name,
  );
}

/** Refuses what the lock and the guard refuse. */
function behindLock(structs: Bound, workspaces: FakeWorkspaces): Bound {
  return mapValues(structs, (methods, struct) =>
    mapValues(methods, (method, name) => async (...args: never[]) => {
      const full = `${struct}.${name}`;
      const free = unlocked.includes(full) || (!workspaces.shown.locked && !isGuarded(full, args));
      const refusal = free ? undefined : workspaces.guard(full);
      if (refusal) throw refusal;
      return method(...args);
    }),
  );
}

function mapValues<A, B>(all: Record<string, A>, to: (value: A, key: string) => B) {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, to(value, key)]));
}
