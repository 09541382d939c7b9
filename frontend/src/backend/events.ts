import { EventsOn, OnFileDrop } from '../../wailsjs/runtime/runtime';
import type { EventCatalog } from './types';

/** Listens to one event of the back end. Returns the unsubscribe function. */
export function onEvent<K extends keyof EventCatalog>(
  name: K,
  listener: (payload: EventCatalog[K]) => void,
): () => void {
  return EventsOn(name, listener);
}

/**
 * Lets dropped files reach the back end, which takes them from there. On Windows only the
 * window's runtime can pass them on; elsewhere this does nothing.
 */
export function passFileDropsOn() {
  OnFileDrop(() => undefined, false);
}
