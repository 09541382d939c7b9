import { setMediaSource } from '../mediaUrls';
import type { EventCatalog } from '../types';
import { media } from './data';
import { FakeBackend } from './fakeBackend';
import { fakeFrame, fakeStrip, fakeThumb } from './thumbs';

const nothing = () => undefined;

/**
 * Puts an in-memory back end where Wails puts the real one, so that everything above the
 * generated bindings runs unchanged. scene: "", "empty", "many", "sandbox", "ffmpeg", "noapp",
 * "environment", "slow", "welcome", "practice", "practice-bare", "policy". ?posts=N makes
 * N posts.
 */
export function installFake(scene: string): FakeBackend {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const backend = new FakeBackend(
    <K extends keyof EventCatalog>(name: K, payload: EventCatalog[K]) => {
      for (const listener of listeners.get(name) ?? []) listener(structuredClone(payload));
    },
    scene,
  );
  const on = (name: string, listener: (payload: unknown) => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  };
  Object.assign(window, {
    go: { app: backend.bindings() },
    runtime: { EventsOnMultiple: on, EventsOn: on, OnFileDrop: nothing },
    cuedropFake: backend,
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
