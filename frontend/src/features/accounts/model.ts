import type { Account } from '../../backend/types';

/** The scopes that Cuedrop asks for, in the order in which they are explained. */
export const scopes = [
  { scope: 'user.info.basic', word: 'basic' },
  { scope: 'video.publish', word: 'publish' },
  { scope: 'video.upload', word: 'upload' },
] as const;

/** @name where TikTok told it, otherwise the nickname. */
export function accountName(a: Pick<Account, 'username' | 'nickname'>): string {
  return a.username ? `@${a.username}` : a.nickname;
}

/** Accounts that wait for the user first, then by name. */
export function sortAccounts(accounts: Iterable<Account>): Account[] {
  return [...accounts].sort((a, b) => {
    const ok = Number(a.health === 'ok') - Number(b.health === 'ok');
    return ok || accountName(a).localeCompare(accountName(b));
  });
}
