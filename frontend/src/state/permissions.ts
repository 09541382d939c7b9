import type { Account, Feature, Preferences, TikTokApp } from '../backend/types';

/** Keys below permission.* in the catalogue. */
export type PermissionWord = 'basic' | 'publish' | 'upload' | 'links' | 'profile' | 'statistics';

export type Permission = { scope: string; word: PermissionWord };

/** Every permission that Cuedrop ever asks for, in the order in which they are explained. */
export const permissions: readonly Permission[] = [
  { scope: 'user.info.basic', word: 'basic' },
  { scope: 'video.publish', word: 'publish' },
  { scope: 'video.upload', word: 'upload' },
  { scope: 'video.list', word: 'links' },
  { scope: 'user.info.profile', word: 'profile' },
  { scope: 'user.info.stats', word: 'statistics' },
];

const always: readonly PermissionWord[] = ['basic', 'publish', 'upload'];

/** Keys below features.* in the catalogue. */
export type FeatureWord = 'links' | 'profile' | 'statistics';
const featureWords: readonly FeatureWord[] = ['links', 'profile', 'statistics'];

/** A feature's word; undefined for one that this window does not know. */
export function featureWord(f: Feature): FeatureWord | undefined {
  return featureWords.find((w) => w === f.name);
}

/** What a sign-in asks for now: what publishing needs, and the features that are on. */
export function askedFor(preferences: Preferences): Permission[] {
  const on = new Set(preferences.features.filter((f) => f.on).map((f) => f.scope));
  return permissions.filter((p) => always.includes(p.word) || on.has(p.scope));
}

/** Those of scopes that can be said in words, in our order. */
export function known(scopes: readonly string[]): Permission[] {
  return permissions.filter((p) => scopes.includes(p.scope));
}

/**
 * What is in use and was not granted. TikTok does not always name what it grants; an account
 * without a single scope is taken to have granted everything, as the back end does.
 */
export function missingOf(account: Pick<Account, 'scopes' | 'missingScopes'>): Permission[] {
  return account.scopes.length === 0 ? [] : known(account.missingScopes);
}

export function grants(account: Pick<Account, 'scopes'>, scope: string): boolean {
  return account.scopes.length === 0 || account.scopes.includes(scope);
}

/** Where the app in use comes from; a word that is not known here counts as none. */
export type AppSource = 'settings' | 'environment' | 'build' | 'practice' | 'none';

const sources: readonly AppSource[] = ['settings', 'environment', 'build', 'practice', 'none'];

export function appSource(app: TikTokApp): AppSource {
  return sources.find((s) => s === app.source) ?? 'none';
}
