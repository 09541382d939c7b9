import type { Account, Health, Media, Post, Preferences } from '../backend/types';
import { createStore, useStore } from './createStore';
import type { AppFacts, Entities, Rest } from './entities';

export type AppState = {
  entities: Entities;
  facts: AppFacts;
  /** How many posts of each section are still on their way; none soon after the start. */
  rest: Rest;
};

const none: AppState = {
  entities: {
    posts: new Map(),
    media: new Map(),
    accounts: new Map(),
    health: [],
    preferences: {
      features: [],
      upload: { maxKBps: 0, paused: false },
      app: { clientKey: '', source: 'none', editable: false },
      notifications: { on: true, successes: true, hideContent: false },
      power: { keepAwake: true, batteryMin: 0, holdMetered: false },
      media: { hardware: false, threads: 0, convertOnBattery: true, chosen: false },
      language: 'system',
      window: { onClose: 'ask', startAtLogin: false },
      profile: { name: '', email: '' },
      policy: {
        version: '',
        date: '',
        digest: '',
        accepted: true,
        acceptedVersion: '',
        acceptedAt: '',
      },
      cacheMb: 1024,
      welcomed: true,
    },
    removed: new Map(),
  },
  facts: {
    sandbox: false,
    workspace: '',
    zone: 'UTC',
    mediaBase: '',
    version: '',
    canPractice: false,
    canLeave: false,
  },
  rest: new Map(),
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
export const usePreferences = (): Preferences => useStore(appStore, (s) => s.entities.preferences);
/** False while there is no TikTok app to sign in with. */
export const useCanConnect = (): boolean =>
  useStore(appStore, (s) => s.entities.preferences.app.source !== 'none');
export const useRest = (): Rest => useStore(appStore, (s) => s.rest);
export const useFacts = (): AppFacts => useStore(appStore, (s) => s.facts);

/** Empties the mirror between tests. */
export function resetAppStore() {
  appStore.set(none);
}
