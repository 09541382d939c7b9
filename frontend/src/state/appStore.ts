import type { Account, Health, Media, Post } from '../backend/types';
import { createStore, useStore } from './createStore';
import type { AppFacts, Entities } from './entities';

export type AppState = { entities: Entities; facts: AppFacts };

const none: AppState = {
  entities: {
    posts: new Map(),
    media: new Map(),
    accounts: new Map(),
    health: [],
    removed: new Map(),
  },
  facts: {
    sandbox: false,
    workspace: '',
    zone: 'UTC',
    mediaBase: '',
    version: '',
    canConnect: false,
  },
};

/** The mirror of the back end's state; boot fills it and events keep it up to date. */
export const appStore = createStore<AppState>(none);

export const usePosts = () => useStore(appStore, (s) => s.entities.posts);
export const usePost = (id: string | undefined): Post | undefined =>
  useStore(appStore, (s) => (id === undefined ? undefined : s.entities.posts.get(id)));
export const useMediaMap = () => useStore(appStore, (s) => s.entities.media);
export const useMedia = (id: string | undefined): Media | undefined =>
  useStore(appStore, (s) => (id === undefined ? undefined : s.entities.media.get(id)));
export const useAccountMap = () => useStore(appStore, (s) => s.entities.accounts);
export const useAccount = (id: string | undefined): Account | undefined =>
  useStore(appStore, (s) => (id === undefined ? undefined : s.entities.accounts.get(id)));
export const useHealth = (): readonly Health[] => useStore(appStore, (s) => s.entities.health);
export const useFacts = (): AppFacts => useStore(appStore, (s) => s.facts);

/** Empties the mirror between tests. */
export function resetAppStore() {
  appStore.set(none);
}
