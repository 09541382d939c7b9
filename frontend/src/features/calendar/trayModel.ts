import type { Account, Media, Post } from '../../backend/types';
import { postTitle } from '../../state/notices';

export const trayOrders = ['newest', 'oldest', 'byCaption', 'byAccount'] as const;
export type TrayOrder = (typeof trayOrders)[number];

/** The drafts of the tray in an order; equal ones stay in the order in which they were added. */
export function sortTray(
  posts: readonly Post[],
  order: TrayOrder,
  media: ReadonlyMap<string, Media>,
  accounts: ReadonlyMap<string, Account>,
): Post[] {
  const account = (p: Post) => accounts.get(p.accountId)?.username ?? '\uffff';
  const title = (p: Post) => postTitle(p, { media });
  const byAge = (a: Post, b: Post) => a.createdAt.localeCompare(b.createdAt);
  const compare: Record<TrayOrder, (a: Post, b: Post) => number> = {
    newest: (a, b) => byAge(b, a),
    oldest: byAge,
    byCaption: (a, b) => title(a).localeCompare(title(b)),
    byAccount: (a, b) => account(a).localeCompare(account(b)) || byAge(b, a),
  };
  return [...posts].sort(compare[order]);
}

type TrayWord =
  | 'tooShort'
  | 'tooLong'
  | 'refused'
  | 'noCaption'
  | 'noAccount'
  | 'noConsent'
  | 'ready';

/** What a draft lacks, in a word or two: the gravest first. */
export function trayWord(post: Post, media: Media | undefined): TrayWord {
  if (media?.verdict === 'refused') {
    const worst = media.findings.find((f) => f.severity === 'refused');
    if (worst?.code === 'too_long') return 'tooLong';
    return worst?.code === 'duration' ? 'tooShort' : 'refused';
  }
  if (post.caption.trim() === '') return 'noCaption';
  if (post.accountId === '') return 'noAccount';
  return post.consentAt === '' ? 'noConsent' : 'ready';
}
