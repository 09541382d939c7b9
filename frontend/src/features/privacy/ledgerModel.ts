import type { RequestFilter, RequestPage, RequestRow } from '../../backend/types';
import { dayKey, offsetMinutes } from '../../lib/zones';

const dayMs = 86_400_000;

/** Purposes of the ledger that have words below privacy.feature.* in the catalogue. */
export const features = [
  'token',
  'refresh',
  'revoke',
  'userinfo',
  'avatar',
  'creator_info',
  'init',
  'upload',
  'status',
  'video_list',
  'video_query',
] as const;
type FeatureKey = (typeof features)[number] | 'other';
export const featureKey = (feature: string): FeatureKey =>
  features.find((f) => f === feature) ?? 'other';

/** Kinds of data, below privacy.data.* */
export const kinds = [
  'credentials',
  'account',
  'caption',
  'video',
  'record',
  'insights',
  'other',
] as const;
export type KindKey = (typeof kinds)[number];
export const kindKey = (data: string): KindKey => kinds.find((k) => k === data) ?? 'other';

/** How a request ended. blocked never left; refused is TikTok's no; the rest is the network. */
const troubles = [
  'canceled',
  'timeout',
  'stalled',
  'offline',
  'tls',
  'too_large',
  'broken',
] as const;
export type Ending = 'ok' | 'refused' | 'blocked' | (typeof troubles)[number];

export function endingOf(row: Pick<RequestRow, 'outcome' | 'status'>): Ending {
  if (row.outcome === 'refused') return 'blocked';
  if (row.outcome !== 'ok') return troubles.find((t) => t === row.outcome) ?? 'broken';
  return row.status >= 400 ? 'refused' : 'ok';
}

/** Whose a host is, by the allow-list of the back end. practice is this computer itself. */
export type Owner = 'tiktok' | 'practice' | 'other';
const suffixes = [
  '.tiktokapis.com',
  '.tiktokcdn.com',
  '.tiktokcdn-us.com',
  '.tiktokcdn-eu.com',
] as const;

export function ownerOf(host: string): Owner {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  if (suffixes.some((s) => name.endsWith(s))) return 'tiktok';
  if (name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name)) {
    return 'practice';
  }
  return 'other';
}

/** What may be truthfully said above the list. */
export type Verdict = 'nothing' | 'practice' | 'tiktok' | 'blocked' | 'elsewhere';

/**
 * hosts are all that the ledger knows, sentElsewhere how many requests to hosts that are not
 * TikTok's were let through. The back end's allow-list makes that 0; if not, it is said.
 */
export function verdictOf(count: number, hosts: readonly string[], sentElsewhere: number): Verdict {
  if (count === 0 && hosts.length === 0) return 'nothing';
  if (sentElsewhere > 0) return 'elsewhere';
  const owners = new Set(hosts.map(ownerOf));
  if (owners.has('other')) return 'blocked';
  return owners.has('tiktok') ? 'tiktok' : 'practice';
}

/** The time that the list shows. */
export type Period =
  | { kind: 'today' | 'week' | 'month' | 'all' }
  | { kind: 'days'; first: string; last: string };

/** The instant at which a day ("2026-11-24") begins in zone. */
export function startOfDay(day: string, zone: string): Date {
  const naive = Date.parse(`${day}T00:00:00Z`);
  let at = naive;
  for (let i = 0; i < 2; i++) at = naive - offsetMinutes(new Date(at), zone) * 60_000;
  // A clock that skips midnight: the day begins where it has arrived.
  while (dayKey(new Date(at), zone) < day) at += 15 * 60_000;
  return new Date(at);
}

const shift = (day: string, by: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);

/** from inclusive, to exclusive; "" where it does not narrow. */
export function spanOf(period: Period, zone: string, now: Date): { from: string; to: string } {
  const today = dayKey(now, zone);
  const since = (day: string) => startOfDay(day, zone).toISOString();
  switch (period.kind) {
    case 'today':
      return { from: since(today), to: '' };
    case 'week':
      return { from: since(shift(today, -6)), to: '' };
    case 'month':
      return { from: since(shift(today, -29)), to: '' };
    case 'days':
      return { from: since(period.first), to: since(shift(period.last, 1)) };
    default:
      return { from: '', to: '' };
  }
}

/** What the page asks for, without what pages it. */
export type Narrow = { host: string; feature: string; text: string; from: string; to: string };

export const pageSize = 200;

export function filterOf(narrow: Narrow, before: number): RequestFilter {
  return { ...narrow, before, limit: pageSize };
}

/** Whether a new row belongs into the list: the same question that the back end asks. */
export function lets(n: Narrow, row: RequestRow): boolean {
  const text = [row.host, row.path, row.feature, row.outcome].join('\n').toLowerCase();
  return (
    (n.host === '' || row.host === n.host) &&
    (n.feature === '' || row.feature === n.feature) &&
    (n.text === '' || text.includes(n.text.toLowerCase())) &&
    (n.from === '' || Date.parse(row.at) >= Date.parse(n.from)) &&
    (n.to === '' || Date.parse(row.at) < Date.parse(n.to))
  );
}

/** Puts rows that have just left in front, once each, and counts them. */
export function addRows(
  pages: readonly RequestPage[],
  fresh: readonly RequestRow[],
): RequestPage[] {
  const [first, ...rest] = pages;
  if (!first) return [];
  const known = new Set(first.rows.map((r) => r.id));
  const added = fresh.filter((r) => !known.has(r.id)).sort((a, b) => b.id - a.id);
  if (added.length === 0) return [...pages];
  const sum = (pick: (r: RequestRow) => number) => added.reduce((n, r) => n + pick(r), 0);
  const union = (all: readonly string[], more: readonly string[]) =>
    [...new Set([...all, ...more])].sort();
  return [
    {
      ...first,
      rows: [...added, ...first.rows],
      count: first.count + added.length,
      bytesOut: first.bytesOut + sum((r) => r.bytesOut),
      bytesIn: first.bytesIn + sum((r) => r.bytesIn),
      hosts: union(
        first.hosts,
        added.map((r) => r.host),
      ),
      features: union(
        first.features,
        added.map((r) => r.feature),
      ),
    },
    ...rest,
  ];
}

type LedgerItem =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'row'; key: number; row: RequestRow };

/** The rows under headings of their days. One day alone needs none. */
export function byDay(rows: readonly RequestRow[], zone: string): LedgerItem[] {
  const items: LedgerItem[] = [];
  let day = '';
  for (const row of rows) {
    const at = new Date(row.at);
    const key = dayKey(at, zone);
    if (key !== day) items.push({ kind: 'day', key, at });
    day = key;
    items.push({ kind: 'row', key: row.id, row });
  }
  return items.filter((i) => i.kind === 'day').length > 1
    ? items
    : items.filter((i) => i.kind === 'row');
}
