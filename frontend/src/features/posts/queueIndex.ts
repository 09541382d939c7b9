import type { Account, Media, Post } from '../../backend/types';
import { dayKey } from '../../lib/zones';
import type { Rest } from '../../state/entities';
import { type Section, sectionOf, sections } from '../../state/postStates';
import type { QueueSort, StateFilter } from '../../state/ui';

export type QueueFilter = {
  search: string;
  state: StateFilter;
  accountId: string | null;
  sort: QueueSort;
};

/** One line of the list. A day heading belongs to the display zone. */
export type QueueItem =
  | { kind: 'section'; key: string; section: Section; count: number }
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'post'; key: string; post: Post; last: boolean }
  /** The place of posts that are not here yet. */
  | { kind: 'rest'; key: string; count: number };

export type Queue = {
  items: readonly QueueItem[];
  /** The posts of the list in order, for moving with the keyboard. */
  ids: readonly string[];
  /** Where each post stands in items. */
  indexOf: ReadonlyMap<string, number>;
};

export type Sources = {
  posts: ReadonlyMap<string, Post>;
  media: ReadonlyMap<string, Media>;
  accounts: ReadonlyMap<string, Account>;
};

/** What sorting and finding need of a post. Posts are replaced, so it holds as long as they do. */
type Entry = { post: Post; section: Section; key: string; text: string | null };

/**
 * Keeps the posts of a queue in their sections and in order. An event changes one post of
 * thousands: only that one is placed anew, the rest stands. A change of the sort, of the clips or
 * of the accounts begins again.
 */
export class QueueIndex {
  private posts: ReadonlyMap<string, Post> = new Map();
  private media: ReadonlyMap<string, Media> = new Map();
  private accounts: ReadonlyMap<string, Account> = new Map();
  private sort: QueueSort = 'time';
  private entries = new Map<string, Entry>();
  private lists = emptyLists();

  /** rest is what the sources do not have yet; nobody can say what of it a search would find. */
  build(
    sources: Sources,
    filter: QueueFilter,
    hidden: ReadonlySet<string>,
    zone: string,
    rest: Rest = none,
  ): Queue {
    this.update(sources, filter.sort);
    const matches = this.matcher(filter, hidden);
    const out: { items: QueueItem[]; ids: string[]; indexOf: Map<string, number> } = {
      items: [],
      ids: [],
      indexOf: new Map(),
    };
    for (const section of sections) {
      if (filter.state !== 'all' && filter.state !== section) continue;
      const missing = isWide(filter) ? (rest.get(section) ?? 0) : 0;
      addSection(out, section, this.lists[section].filter(matches), missing, filter.sort, zone);
    }
    return out;
  }

  private update(sources: Sources, sort: QueueSort) {
    if (sort !== this.sort || (sort === 'account' && sources.accounts !== this.accounts)) {
      this.sort = sort;
      this.entries.clear();
      this.posts = new Map();
    }
    if (sources.media !== this.media || sources.accounts !== this.accounts) {
      for (const entry of this.entries.values()) entry.text = null;
    }
    this.media = sources.media;
    this.accounts = sources.accounts;
    if (sources.posts === this.posts) return;
    const fresh: Entry[] = [];
    let left = 0;
    for (const [id, post] of sources.posts) {
      const known = this.entries.get(id);
      if (known?.post === post) continue;
      if (known) left++;
      fresh.push(this.entry(post));
    }
    const gone = this.entries.size - (sources.posts.size - fresh.length) - left;
    if (left > 0 || gone > 0) {
      for (const section of sections) {
        this.lists[section] = this.lists[section].filter(
          (e) => sources.posts.get(e.post.id) === e.post,
        );
      }
      for (const id of this.entries.keys()) if (!sources.posts.has(id)) this.entries.delete(id);
    }
    this.place(fresh);
    this.posts = sources.posts;
  }

  private place(fresh: readonly Entry[]) {
    if (this.entries.size === 0) this.lists = emptyLists();
    for (const entry of fresh) this.entries.set(entry.post.id, entry);
    if (fresh.length > 32) {
      for (const entry of fresh) this.lists[entry.section].push(entry);
      for (const section of sections) this.lists[section].sort(order(section));
      return;
    }
    for (const entry of fresh) insert(this.lists[entry.section], entry, order(entry.section));
  }

  private entry(post: Post): Entry {
    const section = sectionOf(post.state);
    return { post, section, key: this.keyOf(post, section), text: null };
  }

  /** RFC 3339 in UTC sorts as text; drafts without a time stand behind those with one. */
  private keyOf(post: Post, section: Section): string {
    const time =
      section === 'done'
        ? post.publishedAt || post.updatedAt
        : post.scheduledAt || (section === 'drafts' ? `~${post.createdAt}` : post.createdAt);
    if (section !== 'scheduled' && section !== 'drafts') return time;
    if (this.sort === 'added') return post.createdAt;
    if (this.sort !== 'account') return time;
    const account = this.accounts.get(post.accountId);
    return `${account ? account.nickname || account.username : '~'}\n${time}`;
  }

  private matcher({ search, accountId }: QueueFilter, hidden: ReadonlySet<string>) {
    const query = search.trim().toLocaleLowerCase();
    return (entry: Entry) => {
      const { post } = entry;
      if (accountId !== null && post.accountId !== accountId) return false;
      if (hidden.size > 0 && hidden.has(post.id)) return false;
      if (query === '') return true;
      entry.text ??= this.textOf(post);
      return entry.text.includes(query);
    };
  }

  private textOf(post: Post): string {
    const account = this.accounts.get(post.accountId);
    const file = this.media.get(post.mediaId)?.name ?? '';
    const who = `@${account?.username ?? ''}\n${account?.nickname ?? ''}`;
    return `${post.caption}\n${file}\n${who}`.toLocaleLowerCase();
  }
}

function addSection(
  out: { items: QueueItem[]; ids: string[]; indexOf: Map<string, number> },
  section: Section,
  entries: readonly Entry[],
  rest: number,
  sort: QueueSort,
  zone: string,
) {
  const count = entries.length + rest;
  if (count === 0) return;
  const { items, ids, indexOf } = out;
  items.push({ kind: 'section', key: `s ${section}`, section, count });
  const byDay = section === 'scheduled' && sort === 'time';
  let day = '';
  entries.forEach(({ post }, i) => {
    const next = entries[i + 1]?.post;
    if (byDay && post.scheduledAt) {
      const at = new Date(post.scheduledAt);
      const here = dayKey(at, zone);
      if (here !== day) {
        items.push({ kind: 'day', key: `d ${here}`, at });
        // The heading says where the one before ended.
        const before = items[items.length - 2];
        if (before?.kind === 'post') before.last = true;
      }
      day = here;
    }
    indexOf.set(post.id, items.length);
    ids.push(post.id);
    items.push({ kind: 'post', key: post.id, post, last: next === undefined });
  });
  if (rest > 0) items.push({ kind: 'rest', key: `r ${section}`, count: rest });
}

const none: Rest = new Map();

const isWide = ({ search, accountId }: QueueFilter) => search.trim() === '' && accountId === null;

const emptyLists = (): Record<Section, Entry[]> => ({
  needsYou: [],
  publishing: [],
  scheduled: [],
  drafts: [],
  done: [],
});

type Order = (a: Entry, b: Entry) => number;

const forward: Order = (a, b) =>
  a.key === b.key ? (a.post.id < b.post.id ? -1 : 1) : a.key < b.key ? -1 : 1;
const backward: Order = (a, b) =>
  a.key === b.key ? (a.post.id < b.post.id ? -1 : 1) : a.key < b.key ? 1 : -1;

const order = (section: Section): Order => (section === 'done' ? backward : forward);

function insert(list: Entry[], entry: Entry, before: Order) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(list[middle] as Entry, entry) < 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, entry);
}
