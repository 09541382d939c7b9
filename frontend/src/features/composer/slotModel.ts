import type { Account, Post, Slot } from '../../backend/types';
import { dayKey, formatTime } from '../../lib/zones';
import { asState } from '../../state/postStates';

/** A post in one of these states does not go out at its time. */
const given = ['missed', 'failed', 'canceled'];

type DaySlot = Slot & { taken: Post | undefined };

function isPast(s: Slot, date: string, now: Date): boolean {
  return `${date} ${s.wall}` <= `${dayKey(now, s.zone)} ${formatTime(now, s.zone)}`;
}

/** The account's slots on a day ("2026-11-27"), with the other post that has each; past ones are left out. */
export function slotsOnDay(
  account: Account,
  date: string,
  posts: Iterable<Post>,
  postId: string,
  now: Date,
): DaySlot[] {
  if (!date) return [];
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
  const slots = account.slots.filter((s) => s.weekday === weekday && !isPast(s, date, now));
  if (slots.length === 0) return [];
  const taken = new Map<string, Post>();
  for (const p of posts) {
    if (p.accountId !== account.id || p.id === postId || !p.wall) continue;
    if (!given.includes(asState(p.state))) taken.set(`${p.wall.slice(0, 16)} ${p.zone}`, p);
  }
  return slots.map((s) => ({ ...s, taken: taken.get(`${date}T${s.wall} ${s.zone}`) }));
}
