import type { Account, Post } from '../../backend/types';
import { dayMs, type Naive, naiveAt, startOf } from '../../lib/wallTime';
import { sameClock } from '../../lib/zones';
import { asState, isInFlight, type StateView, viewState } from '../../state/postStates';

export type CalendarView = 'day' | 'week' | 'month';

/** A post at its place: what clocks in the shown zone say when it is due. */
export type Tile = { post: Post; at: Date; wall: Naive };

/** The days that a view shows, as wall times: from is in, to is not. */
export type Span = { from: Naive; to: Naive };

/** Monday is the first day of a week. */
function weekStart(day: Naive): Naive {
  return day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs;
}

const monthStart = (day: Naive, by = 0): Naive => {
  const d = new Date(day);
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + by, 1);
};

/** What a view shows around a day; a month has whole weeks. */
export function spanOf(view: CalendarView, day: string): Span {
  const at = startOf(day);
  if (view === 'day') return { from: at, to: at + dayMs };
  if (view === 'week') return { from: weekStart(at), to: weekStart(at) + 7 * dayMs };
  const last = monthStart(at, 1) - dayMs;
  return { from: weekStart(monthStart(at)), to: weekStart(last) + 7 * dayMs };
}

/** The day that the view before (-1) or after (1) is around. */
export function stepDay(view: CalendarView, day: string, by: number): string {
  const at = startOf(day);
  const to = view === 'month' ? monthStart(at, by) : at + by * (view === 'week' ? 7 : 1) * dayMs;
  return new Date(to).toISOString().slice(0, 10);
}

type TileFilter = { accountId: string | null; hidden: ReadonlySet<string> };

/** Every post that has a time, at its place in zone, the earliest first. */
export function tilesOf(
  posts: ReadonlyMap<string, Post>,
  filter: TileFilter,
  zone: string,
  moving: ReadonlyMap<string, Date>,
): Tile[] {
  const tiles: Tile[] = [];
  for (const post of posts.values()) {
    if (filter.hidden.has(post.id)) continue;
    if (filter.accountId !== null && post.accountId !== filter.accountId) continue;
    const at = moving.get(post.id) ?? timeOf(post);
    if (at) tiles.push({ post, at, wall: naiveAt(at, zone) });
  }
  return tiles.sort((a, b) => +a.at - +b.at || (a.post.id < b.post.id ? -1 : 1));
}

/** Where a post stands in the calendar: at its time, also when it left some minutes later. */
export function timeOf(post: Post): Date | null {
  const iso = post.scheduledAt || post.publishedAt;
  return iso ? new Date(iso) : null;
}

export const isOut = (post: Post) => post.state === 'published' || post.state === 'in_inbox';

export function within(tiles: readonly Tile[], { from, to }: Span): Tile[] {
  return tiles.filter((t) => t.wall >= from && t.wall < to);
}

/** Drafts without a time. What is canceled or failed keeps its place in the queue. */
export function unscheduled(
  posts: ReadonlyMap<string, Post>,
  { accountId, hidden }: TileFilter,
): Post[] {
  return [...posts.values()].filter(
    (p) =>
      p.state === 'draft' &&
      p.scheduledAt === '' &&
      !hidden.has(p.id) &&
      (accountId === null || p.accountId === accountId),
  );
}

/** Why a post stays where it is; null when it can be moved. */
export type Stuck = 'inFlight' | 'out' | 'uncertain';

export function stuckBecause(post: Post): Stuck | null {
  switch (asState(post.state)) {
    case 'published':
    case 'in_inbox':
      return 'out';
    case 'uncertain':
      return 'uncertain';
    default:
      return isInFlight(post.state) || !post.editable ? 'inFlight' : null;
  }
}

/** A state worth an icon on a tile: all but that a post simply waits for its time. */
export function markOf(post: Post): StateView | null {
  const state = asState(post.state);
  return state === 'scheduled' || state === 'draft' ? null : viewState(post);
}

const gravity = [
  'failed',
  'uncertain',
  'blocked',
  'missed',
  'uploading',
  'init_sent',
  'finishing',
  'due',
  'prepared',
  'confirming',
];

/** The post whose state needs to be seen most, of those that are not shown; null if all is well. */
export function worstOf(posts: readonly Post[]): Post | null {
  let worst: Post | null = null;
  let at = gravity.length;
  for (const post of posts) {
    const g = gravity.indexOf(asState(post.state));
    if (g >= 0 && g < at) [worst, at] = [post, g];
  }
  return worst;
}

/** How many thumbnails a day of the month has room for. */
export const monthShows = 3;

type DayPosts = { shown: Tile[]; hidden: Tile[] };

/** The tiles by day, "2026-11-24". */
export function byDay<T extends { wall: Naive }>(tiles: readonly T[]): Map<string, T[]> {
  const days = new Map<string, T[]>();
  for (const tile of tiles) {
    const key = new Date(tile.wall).toISOString().slice(0, 10);
    const list = days.get(key);
    if (list) list.push(tile);
    else days.set(key, [tile]);
  }
  return days;
}

export function splitDay(tiles: readonly Tile[]): DayPosts {
  return { shown: tiles.slice(0, monthShows), hidden: tiles.slice(monthShows) };
}

type WithSlots = Pick<Account, 'id'> & { slots?: readonly { zone: string }[] };

/** Zones in which these posts and accounts live and whose clocks differ from here, most used first. */
export function otherZones(
  tiles: readonly Tile[],
  accounts: Iterable<WithSlots>,
  here: string,
  now: Date,
): string[] {
  const uses = new Map<string, number>();
  const count = (zone: string, n: number) => {
    if (zone && !sameClock(now, zone, here)) uses.set(zone, (uses.get(zone) ?? 0) + n);
  };
  for (const { post } of tiles) count(post.zone, 2);
  for (const account of accounts) {
    for (const zone of new Set(account.slots?.map((s) => s.zone))) count(zone, 1);
  }
  return [...uses.keys()].sort((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0));
}

/** The tile that the keyboard goes to: by time, or to the nearest time of the days beside. */
export type Step = 'earlier' | 'later' | 'dayBefore' | 'dayAfter';

export function neighbour<T extends { wall: Naive }>(
  items: readonly T[],
  from: T,
  step: Step,
): T | undefined {
  const at = items.indexOf(from);
  if (step === 'earlier') return items[at - 1];
  if (step === 'later') return items[at + 1];
  const day = (w: Naive) => Math.floor(w / dayMs);
  const here = day(from.wall);
  const beside = items.filter((i) =>
    step === 'dayAfter' ? day(i.wall) > here : day(i.wall) < here,
  );
  const target = step === 'dayAfter' ? beside[0] : beside.at(-1);
  if (!target) return undefined;
  const time = (w: Naive) => w - day(w) * dayMs;
  const near = (w: Naive) => Math.abs(time(w) - time(from.wall));
  return beside
    .filter((i) => day(i.wall) === day(target.wall))
    .reduce((best, i) => (near(i.wall) < near(best.wall) ? i : best));
}
