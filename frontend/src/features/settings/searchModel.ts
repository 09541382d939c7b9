import type { TFunction } from 'i18next';
import { createStore } from '../../state/createStore';
import type { SettingsPage } from '../../state/ui';

/** Where each setting stands, and where the catalogue has its name and why. */
export const rows = {
  login: { page: 'behaviour', words: 'settings.login' },
  closing: { page: 'behaviour', words: 'settings.closing' },
  awake: { page: 'behaviour', words: 'computer.awake' },
  battery: { page: 'behaviour', words: 'computer.battery' },
  speed: { page: 'behaviour', words: 'settings.speed' },
  metered: { page: 'behaviour', words: 'settings.metered' },
  ffmpeg: { page: 'behaviour', words: 'settings.ffmpeg' },
  appearance: { page: 'behaviour', words: 'settings.appearance' },
  density: { page: 'behaviour', words: 'settings.density' },
  sandbox: { page: 'behaviour', words: 'settings.sandbox' },
  name: { page: 'profile', words: 'settings.name' },
  email: { page: 'profile', words: 'settings.email' },
  app: { page: 'app', words: 'settings.app' },
  pack: { page: 'app', words: 'settings.pack' },
  features: { page: 'features', words: 'settings.features' },
  hardware: { page: 'converting', words: 'computer.hardware' },
  spare: { page: 'converting', words: 'computer.spare' },
  cap: { page: 'converting', words: 'computer.cap' },
  tell: { page: 'notifications', words: 'computer.tell' },
  successes: { page: 'notifications', words: 'computer.successes' },
  hide: { page: 'notifications', words: 'computer.hide' },
  language: { page: 'language', words: 'settings.language' },
  zone: { page: 'language', words: 'settings.zone' },
  passphrase: { page: 'lock', words: 'settings.passphrase' },
  recovery: { page: 'lock', words: 'settings.recovery' },
  lockNow: { page: 'lock', words: 'settings.lockNow' },
  idle: { page: 'lock', words: 'settings.idle' },
  withSystem: { page: 'lock', words: 'settings.withSystem' },
  withSleep: { page: 'lock', words: 'settings.withSleep' },
  keepPublishing: { page: 'lock', words: 'settings.keepPublishing' },
  guarded: { page: 'lock', words: 'settings.guarded' },
  workspaces: { page: 'lock', words: 'settings.workspaces' },
  cache: { page: 'storage', words: 'settings.cache' },
  retention: { page: 'storage', words: 'settings.retention' },
  keyboard: { page: 'shortcuts', words: 'settings.keyboard' },
  version: { page: 'about', words: 'settings.version' },
  policies: { page: 'about', words: 'settings.policies' },
  licence: { page: 'about', words: 'settings.licence' },
} as const satisfies Record<string, { page: SettingsPage; words: string }>;

export type RowWord = keyof typeof rows;

/** The row that a search has led to; it is marked until the next search. */
export const foundStore = createStore<RowWord | null>(null);

export type Hit = { row: RowWord; page: SettingsPage; title: string; pageTitle: string };

/** Settings whose name, reason or page has all words of query, in the order of the pages. */
export function findSettings(query: string, t: TFunction): Hit[] {
  const wanted = fold(query).split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return [];
  const hits: Hit[] = [];
  for (const [row, { page, words }] of Object.entries(rows) as [
    RowWord,
    (typeof rows)[RowWord],
  ][]) {
    const title = t(`${words}.name`);
    const pageTitle = t(`settings.page.${page}`);
    const text = fold(`${title} ${t(`${words}.why`)} ${pageTitle}`);
    if (wanted.every((w) => text.includes(w))) hits.push({ row, page, title, pageTitle });
  }
  return hits;
}

/** Without case and accents: people type either way. */
const fold = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
