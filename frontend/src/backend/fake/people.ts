import type { Account, Preferences, Quota, Quotas, Slot } from '../types';
import { policyNow } from './fakeWelcome';
import { fakeAvatar } from './thumbs';

export const baseScopes = ['user.info.basic', 'video.publish', 'video.upload'];

const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
const minutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString();

export function makeAccount(
  id: string,
  nickname: string,
  username: string,
  part: Partial<Account> = {},
): Account {
  return {
    id,
    rev: 1,
    nickname,
    username,
    scopes: baseScopes,
    health: 'ok',
    missingScopes: [],
    avatarUrl: '',
    signInEndsAt: days(170),
    missed: { policy: 'within', minutes: 60 },
    slots: [],
    ...part,
  };
}

/** 12:00 and 18:30 from Monday to Saturday, 09:00 at the weekend. */
function makeSlots(zone: string): Slot[] {
  const all = [1, 2, 3, 4, 5, 6].flatMap((weekday) =>
    ['12:00', '18:30'].map((wall) => ({ weekday, wall, zone })),
  );
  const early = [6, 0].map((weekday) => ({ weekday, wall: '09:00', zone }));
  return [...all.slice(0, 10), early[0] as Slot, ...all.slice(10), early[1] as Slot];
}

export const accounts: Account[] = [
  makeAccount('a1', 'Tidewater Surf', 'tidewater.surf', {
    avatarUrl: fakeAvatar(1),
    slots: makeSlots('Asia/Jakarta'),
  }),
  makeAccount('a2', 'Nube', 'nube.samoyed', {
    avatarUrl: fakeAvatar(2),
    scopes: ['user.info.basic', 'video.publish'],
  }),
  makeAccount('a3', 'Brickworks Lab', 'brickworks.lab', {
    avatarUrl: fakeAvatar(3),
    signInEndsAt: days(22),
  }),
  makeAccount('a4', 'Orbit Notes', 'orbit.notes', { health: 'signed_out', signInEndsAt: '' }),
  makeAccount('a5', 'Burrow Pictures', 'burrow.pictures', { avatarUrl: fakeAvatar(5) }),
];

/** Who signs in when everybody above is connected; allows no inbox uploads. */
export const newcomer = makeAccount('a6', 'Harbour Bakes', 'harbour.bakes', {
  avatarUrl: fakeAvatar(6),
  scopes: ['user.info.basic', 'video.publish'],
});

export function makePreferences(source = 'settings'): Preferences {
  return {
    features: [
      { name: 'links', scope: 'video.list', on: false },
      { name: 'profile', scope: 'user.info.profile', on: false },
      { name: 'statistics', scope: 'user.info.stats', on: false },
    ],
    upload: { maxKBps: 0, paused: false },
    notifications: { on: true, successes: true, hideContent: false },
    language: 'system',
    window: { onClose: 'ask', startAtLogin: false },
    power: { keepAwake: true, batteryMin: 20, holdMetered: false },
    media: { hardware: false, threads: 0, convertOnBattery: true, chosen: false },
    profile: { name: '', email: '' },
    policy: {
      ...policyNow,
      accepted: true,
      acceptedVersion: policyNow.version,
      acceptedAt: days(-20),
    },
    cacheMb: 1024,
    welcomed: true,
    app: {
      clientKey: source === 'none' ? '' : 'aw3k8x1q9v7hexample',
      source,
      editable: source !== 'environment',
    },
  };
}

export function makeQuota(name: string, used: number, limit: number, part: Partial<Quota> = {}) {
  return { name, used, limit, freeAt: '', learned: false, ...part };
}

/** a1 is nearly full, a3 was refused by TikTok, a5 has an inbox that is full. */
export function makeQuotas(accountId: string): Quotas {
  const quotas = [
    makeQuota('posts_per_day', accountId === 'a1' ? 3 : 0, 15),
    makeQuota('pending_drafts', accountId === 'a1' ? 4 : 0, 5),
    makeQuota('inits_per_minute', accountId === 'a1' ? 1 : 0, 6),
  ];
  if (accountId === 'a3') {
    quotas[0] = makeQuota('posts_per_day', 2, 15, { learned: true, freeAt: minutes(47) });
    quotas.push(makeQuota('posting_accounts', 3, 5));
  }
  if (accountId === 'a5') {
    quotas[1] = makeQuota('pending_drafts', 5, 5, { freeAt: minutes(200) });
  }
  return { accountId, audit: accountId === 'a3' ? 'unaudited' : 'unknown', quotas };
}
