import type { Account, Media, Post } from '../../backend/types';
import { dayKey } from '../../lib/zones';
import { type Section, sectionOf, sections } from '../../state/postStates';
import type { StateFilter } from '../../state/ui';

export type QueueFilter = { search: string; state: StateFilter; accountId: string | null };

/** One line of the list. A day heading belongs to the display zone. */
export type QueueItem =
  | { kind: 'section'; key: string; section: Section; count: number }
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'post'; key: string; post: Post; last: boolean };

type Sources = {
  posts: ReadonlyMap<string, Post>;
  media: ReadonlyMap<string, Media>;
  accounts: ReadonlyMap<string, Account>;
};

/** The queue in the order of its sections, filtered; empty sections are left out. */
export function buildQueue(
  sources: Sources,
  filter: QueueFilter,
  hidden: ReadonlySet<string>,
  zone: string,
): QueueItem[] {
  const groups = new Map<Section, Post[]>(sections.map((s) => [s, []]));
  const matches = matcher(sources, filter);
  for (const post of sources.posts.values()) {
    if (hidden.has(post.id) || !matches(post)) continue;
    groups.get(sectionOf(post.state))?.push(post);
  }
  const items: QueueItem[] = [];
  for (const section of sections) {
    const posts = sortSection(section, groups.get(section) ?? []);
    if (posts.length === 0) continue;
    items.push({ kind: 'section', key: `s ${section}`, section, count: posts.length });
    let day = '';
    posts.forEach((post, i) => {
      const next = posts[i + 1];
      if (section === 'scheduled' && post.scheduledAt) {
        const at = new Date(post.scheduledAt);
        const here = dayKey(at, zone);
        if (here !== day) items.push({ kind: 'day', key: `d ${here}`, at });
        day = here;
      }
      const endsDay =
        section === 'scheduled' &&
        next !== undefined &&
        next.scheduledAt !== '' &&
        dayKey(new Date(next.scheduledAt), zone) !== day;
      items.push({ kind: 'post', key: post.id, post, last: next === undefined || endsDay });
    });
  }
  return items;
}

function matcher({ media, accounts }: Sources, filter: QueueFilter): (post: Post) => boolean {
  const query = filter.search.trim().toLocaleLowerCase();
  return (post) => {
    if (filter.state !== 'all' && sectionOf(post.state) !== filter.state) return false;
    if (filter.accountId !== null && post.accountId !== filter.accountId) return false;
    if (query === '') return true;
    const account = accounts.get(post.accountId);
    const text = `${post.caption}\n${media.get(post.mediaId)?.name ?? ''}\n@${account?.username ?? ''}\n${account?.nickname ?? ''}`;
    return text.toLocaleLowerCase().includes(query);
  };
}

function sortSection(section: Section, posts: Post[]): Post[] {
  const key = (p: Post) =>
    section === 'done' ? p.publishedAt || p.updatedAt : p.scheduledAt || p.createdAt;
  const direction = section === 'done' ? -1 : 1;
  // RFC 3339 in UTC sorts as text; drafts without a time stand behind those with one.
  return posts.sort((a, b) => {
    if (section === 'drafts' && (a.scheduledAt === '') !== (b.scheduledAt === '')) {
      return a.scheduledAt === '' ? 1 : -1;
    }
    const [ka, kb] = [key(a), key(b)];
    return ka === kb ? (a.id < b.id ? -1 : 1) : ka < kb ? -direction : direction;
  });
}

/** The posts of a list in order, for moving with the keyboard. */
export function postIds(items: readonly QueueItem[]): string[] {
  return items.flatMap((item) => (item.kind === 'post' ? [item.post.id] : []));
}

/** The one thing that a row asks for; Enter does it. */
export type Remedy = 'decide' | 'signIn' | 'choose' | 'retry' | 'reschedule' | null;

export function remedyOf(post: Post): Remedy {
  switch (post.state) {
    case 'uncertain':
      return 'decide';
    case 'blocked': {
      const reason = post.failure?.reason ?? '';
      if (/sign|auth|token|scope/.test(reason)) return 'signIn';
      return post.editable ? 'choose' : 'retry';
    }
    case 'missed':
      return post.editable ? 'reschedule' : 'retry';
    case 'failed':
      return 'retry';
    default:
      return null;
  }
}

export type MenuAct =
  | 'edit'
  | 'preview'
  | 'view'
  | 'decide'
  | 'retry'
  | 'unschedule'
  | 'cancel'
  | 'receipt'
  | 'duplicate'
  | 'copyCode'
  | 'delete'
  | 'remove';

/** What can be done with a post now, in menu order. Destructive acts come last. */
export function menuActs(post: Post): MenuAct[] {
  const acts: MenuAct[] = [];
  if (post.editable) acts.push('edit');
  acts.push('preview');
  if (post.link) acts.push('view');
  if (post.state === 'uncertain') acts.push('decide');
  if (['failed', 'missed', 'blocked', 'canceled'].includes(post.state)) acts.push('retry');
  if (['scheduled', 'blocked', 'missed'].includes(post.state)) acts.push('unschedule');
  if (post.attempts > 0) acts.push('receipt');
  acts.push('duplicate');
  if (post.failure?.reason) acts.push('copyCode');
  if (post.cancelable && !['draft', 'failed'].includes(post.state)) acts.push('cancel');
  if (canDelete(post)) acts.push(isOut(post) ? 'remove' : 'delete');
  return acts;
}

/** It reached TikTok: deleting here only takes it off the list. */
export function isOut(post: Post): boolean {
  return post.state === 'published' || post.state === 'in_inbox';
}

/** Nothing that is on its way, or whose fate is unknown, is deleted. */
export function canDelete(post: Post): boolean {
  return sectionOf(post.state) !== 'publishing' && post.state !== 'uncertain';
}
