import type { TFunction } from 'i18next';
import type { Account, Media, Post } from '../../backend/types';
import { formatDay, formatTime, sameClock, zoneCity } from '../../lib/zones';
import { duplicatePost } from '../../state/actions';
import { type Command, commandGroups, isOffered } from '../../state/commands';
import { postTitle } from '../../state/notices';
import { goTo } from '../../state/places';
import { viewState } from '../../state/postStates';
import type { ShortcutId } from '../../state/shortcuts';
import { openConnect, setUi, showPost } from '../../state/ui';
import { type Found, find } from './find';

/** What stands at the left of a line. */
export type Picture =
  | { kind: 'icon'; icon: Command['icon'] }
  | { kind: 'clip'; mediaId: string }
  | { kind: 'account'; account: Account };

export type Item = {
  id: string;
  title: string;
  ranges: Found['ranges'];
  picture: Picture;
  /** At the right, in words. */
  meta?: string;
  shortcut?: ShortcutId;
  run: () => void;
};

export type Group = { key: string; title: string; items: Item[] };

type World = {
  commands: ReadonlyMap<string, Command>;
  posts: ReadonlyMap<string, Post>;
  media: ReadonlyMap<string, Media>;
  accounts: ReadonlyMap<string, Account>;
  hidden: ReadonlySet<string>;
  currentId: string | null;
  recent: readonly string[];
  zone: string;
  now: Date;
};

const most = { posts: 6, media: 4, accounts: 5 };

/** What the palette offers for a query, in groups; without one, what one is likely to want. */
export function offer(query: string, world: World, t: TFunction): Group[] {
  const groups = commandGroups.map((key) => ({
    key,
    title: key === 'selected' ? selectedTitle(world, t) : t(`palette.group.${key}`),
    items: ranked(
      [...world.commands.values()]
        .filter((c) => c.group === key && isOffered(c))
        // What has keys of its own is done often.
        .sort((a, b) => (key === 'actions' ? Number(!a.shortcut) - Number(!b.shortcut) : 0)),
      (c) => find(c.title(), query, c.words?.()),
      (c, ranges) => commandItem(c, ranges),
    ),
  }));
  if (query.trim() === '') {
    const recent = world.recent.flatMap((id) => {
      const c = world.commands.get(id);
      return c && c.group !== 'selected' && isOffered(c) ? [commandItem(c, [])] : [];
    });
    const [selected, ...others] = groups;
    return [
      ...(selected ? [selected] : []),
      { key: 'recent', title: t('palette.group.recent'), items: recent.map(asRecent) },
      ...others.filter((g) => g.key !== 'settings'),
    ].filter((g) => g.items.length > 0);
  }
  const [selected, actions, places, accounts, settings] = groups;
  const found = [
    selected,
    actions,
    places,
    accounts && { ...accounts, items: [...accountItems(query, world, t), ...accounts.items] },
    { key: 'posts', title: t('palette.group.posts'), items: postItems(query, world, t) },
    { key: 'clips', title: t('palette.group.clips'), items: clipItems(query, world, t) },
    settings,
  ];
  return found.flatMap((g) => (g && g.items.length > 0 ? [g] : []));
}

/** The same line twice needs two names. */
const asRecent = (item: Item): Item => ({ ...item, id: `recent ${item.id}` });

function commandItem(c: Command, ranges: Found['ranges']): Item {
  const { id, icon, shortcut, run } = c;
  return {
    id,
    title: c.title(),
    ranges,
    picture: { kind: 'icon', icon },
    ...(shortcut ? { shortcut } : {}),
    run,
  };
}

function selectedTitle(world: World, t: TFunction): string {
  const post = world.currentId === null ? undefined : world.posts.get(world.currentId);
  return post ? t('palette.group.selected', { title: postTitle(post, world) }) : '';
}

function accountItems(query: string, world: World, t: TFunction): Item[] {
  const items = ranked(
    [...world.accounts.values()],
    (a) => find(handle(a), query, a.nickname),
    (account, ranges) => ({ account, ranges }),
  );
  return items.slice(0, most.accounts).flatMap(({ account, ranges }) => {
    const picture: Picture = { kind: 'account', account };
    const lines: Item[] = [
      {
        id: `account ${account.id}`,
        title: handle(account),
        ranges,
        picture,
        meta: t('palette.showPosts'),
        run: () => {
          setUi({ accountFilter: account.id, stateFilter: 'all', search: '', composerId: null });
          goTo('/');
        },
      },
    ];
    if (account.health !== 'ok') {
      lines.push({
        id: `sign in ${account.id}`,
        title: t('connect.titleAgain', { name: handle(account) }),
        ranges: [],
        picture,
        run: () => openConnect(account.id),
      });
    }
    return lines;
  });
}

function postItems(query: string, world: World, t: TFunction): Item[] {
  const posts = best(
    world.posts.values(),
    (p) => (world.hidden.has(p.id) ? null : find(p.caption, query)),
    most.posts,
  );
  return posts.map(([post, { ranges }]) => ({
    id: `post ${post.id}`,
    title: post.caption,
    ranges,
    picture: { kind: 'clip', mediaId: post.mediaId },
    meta: whenOf(post, world, t),
    run: () => showPost(post.id, false),
  }));
}

/** "Sat 28 Nov, 18:30 (Jakarta)" while it waits; otherwise its state. */
function whenOf(post: Post, { zone: here, now }: World, t: TFunction): string {
  if (post.state !== 'scheduled' || !post.scheduledAt) {
    return t(`state.${viewState(post).word}`);
  }
  const at = new Date(post.scheduledAt);
  const zone = post.zone || here;
  const time = `${formatDay(at, zone, now)}, ${formatTime(at, zone)}`;
  return sameClock(at, zone, here) ? time : `${time} (${zoneCity(zone)})`;
}

function clipItems(query: string, world: World, t: TFunction): Item[] {
  const clips = best(world.media.values(), (m) => find(m.name, query), most.media);
  if (clips.length === 0) return [];
  const used = new Map<string, string[]>(clips.map(([m]) => [m.id, []]));
  for (const p of world.posts.values()) {
    if (!world.hidden.has(p.id)) used.get(p.mediaId)?.push(p.id);
  }
  return clips.map(([media, { ranges }]) => {
    const posts = used.get(media.id) ?? [];
    const first = posts[0];
    return {
      id: `clip ${media.id}`,
      title: media.name,
      ranges,
      picture: { kind: 'clip', mediaId: media.id },
      meta: first ? t('palette.inPosts', { count: posts.length }) : t('palette.unused'),
      run: () => (first ? showPost(first, false) : void duplicatePost(media.id)),
    };
  });
}

export const handle = (a: Account) => (a.username ? `@${a.username}` : a.nickname);

function ranked<T, R>(
  all: readonly T[],
  judge: (thing: T) => Found | null,
  make: (thing: T, ranges: Found['ranges']) => R,
): R[] {
  return best(all, judge, all.length).map(([thing, { ranges }]) => make(thing, ranges));
}

/** The best few, the order kept among equals. */
function best<T>(all: Iterable<T>, judge: (thing: T) => Found | null, count: number): [T, Found][] {
  const found: [T, Found][] = [];
  for (const thing of all) {
    const judged = judge(thing);
    if (judged) found.push([thing, judged]);
  }
  return found.sort((a, b) => a[1].score - b[1].score).slice(0, count);
}
