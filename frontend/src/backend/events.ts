import { EventsOn } from '../../wailsjs/runtime/runtime';
import type { EventCatalog } from './types';

/** Listens to one event of the back end. Returns the unsubscribe function. */
export function onEvent<K extends keyof EventCatalog>(
  name: K,
  listener: (payload: EventCatalog[K]) => void,
): () => void {
  return EventsOn(name, listener);
}
