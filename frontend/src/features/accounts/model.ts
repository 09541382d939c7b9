import type { Account, Candidate, SignIn } from '../../backend/types';
import { accountName } from '../../lib/accountName';
import { missingOf } from '../../state/permissions';

export { accountName };

/** Accounts that wait for the user first, then by name. */
export function sortAccounts(accounts: Iterable<Account>): Account[] {
  return [...accounts].sort((a, b) => {
    const ok = Number(a.health === 'ok') - Number(b.health === 'ok');
    return ok || accountName(a).localeCompare(accountName(b));
  });
}

/** What an account in the list is marked with. */
export type Mark = 'connected' | 'signedOut' | 'missing';

export function markOf(a: Account): Mark {
  if (a.health !== 'ok') return 'signedOut';
  return missingOf(a).length > 0 ? 'missing' : 'connected';
}

const dayMs = 86_400_000;

/** How near the end of a sign-in it is said, and how near it is the user's turn. */
const mentionDays = 30;
const urgentDays = 7;

/** When a sign-in runs out, if that is soon enough to be said; urgent within a week. */
export function signInEnding(a: Account, now: Date): { at: Date; urgent: boolean } | null {
  if (a.health !== 'ok' || a.signInEndsAt === '') return null;
  const at = new Date(a.signInEndsAt);
  const days = (at.getTime() - now.getTime()) / dayMs;
  return days > mentionDays ? null : { at, urgent: days <= urgentDays };
}

/** What ended a sign-in that brought no account. */
export type Ending = { reason: string; message: string };

/** Where a sign-in stands. */
type ConnectStep =
  | { step: 'explain' }
  | { step: 'waiting'; url: string }
  | { step: 'confirm'; candidate: Candidate }
  | { step: 'declined'; message: string }
  | { step: 'failed'; message: string };

/** running: the call has not returned; signIn: the last word of the back end about it. */
export function connectStep(
  running: boolean,
  signIn: SignIn | null,
  ending: Ending | null,
): ConnectStep {
  if (running) {
    return signIn?.state === 'confirm' && signIn.candidate
      ? { step: 'confirm', candidate: signIn.candidate }
      : { step: 'waiting', url: signIn?.url ?? '' };
  }
  if (!ending) return { step: 'explain' };
  const step = ending.reason === 'account.declined' ? 'declined' : 'failed';
  return { step, message: ending.message };
}
