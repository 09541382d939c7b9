import type { Account } from '../../backend/types';

/** What an account is called: its handle, or its name where TikTok told none. */
export const handleOf = (a: Account) => (a.username ? `@${a.username}` : a.nickname);
