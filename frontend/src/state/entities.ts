import type {
  Account,
  Health,
  Media,
  Post,
  Preferences,
  Removed,
  Snapshot,
  StateCount,
} from '../backend/types';
import { type Section, sectionOf } from './postStates';

/** Everything the window knows, keyed by id. Values are replaced, never changed in place. */
export type Entities = {
  posts: ReadonlyMap<string, Post>;
  media: ReadonlyMap<string, Media>;
  accounts: ReadonlyMap<string, Account>;
  health: readonly Health[];
  preferences: Preferences;
  /** The rev at which a thing was removed, so that a late event does not bring it back. */
  removed: ReadonlyMap<string, number>;
};

/** How many posts of each section the window does not have yet. */
export type Rest = ReadonlyMap<Section, number>;

/** What a snapshot says once and for all. */
export type AppFacts = Pick<
  Snapshot,
  'sandbox' | 'workspace' | 'zone' | 'mediaBase' | 'version' | 'canPractice' | 'canLeave'
>;

/** One state event of the back end. Progress is not among them: it is lossy and kept apart. */
export type StateEvent =
  | { type: 'post:changed'; payload: Post }
  | { type: 'post:removed'; payload: Removed }
  | { type: 'media:changed'; payload: Media }
  | { type: 'media:removed'; payload: Removed }
  | { type: 'account:changed'; payload: Account }
  | { type: 'account:removed'; payload: Removed }
  | { type: 'health:changed'; payload: Health[] }
  | { type: 'settings:changed'; payload: Preferences };

const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((x) => [x.id, x]));

export function fromSnapshot(s: Snapshot): Entities {
  return {
    posts: byId(s.posts),
    media: byId(s.media),
    accounts: byId(s.accounts),
    health: s.health,
    preferences: s.preferences,
    removed: new Map(),
  };
}

export function restOf(counts: readonly StateCount[]): Rest {
  const rest = new Map<Section, number>();
  for (const { state, count } of counts) {
    const section = sectionOf(state);
    rest.set(section, (rest.get(section) ?? 0) + count);
  }
  return rest;
}

/**
 * Applies events in the order they came. A post or account is replaced only by a larger rev
 * (calls and events race), and stays gone unless something newer than its removal arrives.
 * Clips, health and preferences have no rev: their events are complete and ordered, so the last
 * one wins.
 */
export function applyEvents(before: Entities, events: readonly StateEvent[]): Entities {
  if (events.length === 0) return before;
  const posts = lazyMap(before.posts);
  const media = lazyMap(before.media);
  const accounts = lazyMap(before.accounts);
  const removed = lazyMap(before.removed);
  let health = before.health;
  let preferences = before.preferences;
  for (const e of events) {
    switch (e.type) {
      case 'post:changed':
        if (isNewer(posts.get(e.payload.id), removed, e.payload))
          posts.set(e.payload.id, e.payload);
        break;
      case 'account:changed':
        if (isNewer(accounts.get(e.payload.id), removed, e.payload)) {
          accounts.set(e.payload.id, e.payload);
        }
        break;
      case 'post:removed':
        remove(posts, removed, e.payload);
        break;
      case 'account:removed':
        remove(accounts, removed, e.payload);
        break;
      case 'media:changed':
        media.set(e.payload.id, e.payload);
        break;
      case 'media:removed':
        media.delete(e.payload.id);
        break;
      case 'health:changed':
        health = e.payload;
        break;
      case 'settings:changed':
        preferences = e.payload;
        break;
    }
  }
  return {
    posts: posts.done(),
    media: media.done(),
    accounts: accounts.done(),
    health,
    preferences,
    removed: removed.done(),
  };
}

type Revised = { id: string; rev: number };

function isNewer(known: Revised | undefined, removed: LazyMap<number>, next: Revised): boolean {
  if (known) return next.rev > known.rev;
  return next.rev > (removed.get(next.id) ?? -1);
}

function remove<T extends Revised>(map: LazyMap<T>, removed: LazyMap<number>, gone: Removed) {
  const known = map.get(gone.id);
  if (known && gone.rev < known.rev) return;
  map.delete(gone.id);
  removed.set(gone.id, Math.max(gone.rev, removed.get(gone.id) ?? gone.rev));
}

type LazyMap<T> = {
  get: (id: string) => T | undefined;
  set: (id: string, value: T) => void;
  delete: (id: string) => void;
  done: () => ReadonlyMap<string, T>;
};

/** Copies on the first write only, so that an untouched map keeps its identity. */
function lazyMap<T>(original: ReadonlyMap<string, T>): LazyMap<T> {
  let copy: Map<string, T> | null = null;
  const writable = () => {
    copy ??= new Map(original);
    return copy;
  };
  return {
    get: (id) => (copy ?? original).get(id),
    set: (id, value) => void writable().set(id, value),
    delete: (id) => {
      if ((copy ?? original).has(id)) writable().delete(id);
    },
    done: () => copy ?? original,
  };
}
