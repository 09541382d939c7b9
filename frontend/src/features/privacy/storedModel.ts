import type { StoredCategory } from '../../backend/types';

/** Who gets data of a kind, below privacy.stored.leavesWord.* */
const leaving = ['tiktok', 'tiktok_published', 'tiktok_on_changes'] as const;
type LeavesKey = (typeof leaving)[number] | 'never';
export const leavesKey = (leaves: string): LeavesKey =>
  leaving.find((l) => l === leaves) ?? (leaves === '' ? 'never' : 'tiktok');

/** The part of a kind of data that is of one account; all of it for "". */
export function shareOf(c: StoredCategory, accountId: string): { count: number; bytes: number } {
  if (accountId === '') return { count: c.count, bytes: c.bytes };
  const share = c.accounts.find((a) => a.accountId === accountId);
  return { count: share?.count ?? 0, bytes: share?.bytes ?? 0 };
}
