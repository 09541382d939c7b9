import type { Post } from '../../backend/types';
import {
  dayMs,
  type Naive,
  naiveAt,
  readWall,
  resolveWall,
  startOf,
  writeWall,
} from '../../lib/wallTime';
import type { Span } from './calendarModel';

/** A time of the week at which an account posts; weekday 0 is Sunday. */
export type SlotTime = { weekday: number; wall: string; zone: string };

/** A slot on one day that no post has taken. slotWall is in the slot's own zone. */
export type Ghost = {
  key: string;
  accountId: string;
  at: Date;
  /** In the shown zone. */
  wall: Naive;
  slotWall: string;
  zone: string;
};

type Owner = { id: string; slots?: readonly SlotTime[] };

/** What no longer counts as taking a slot. */
const leavesFree = new Set(['canceled', 'failed', 'missed']);

/** The slots of a span that are free, the earliest first. */
export function ghostsIn(
  owners: Iterable<Owner>,
  posts: Iterable<Post>,
  { from, to }: Span,
  zone: string,
): Ghost[] {
  const taken = new Set<string>();
  for (const p of posts) {
    if (p.scheduledAt && !leavesFree.has(p.state)) {
      taken.add(`${p.accountId} ${Date.parse(p.scheduledAt)}`);
    }
  }
  const ghosts: Ghost[] = [];
  for (const { id, slots } of owners) {
    for (const slot of slots ?? []) {
      // A day more on both sides: where the slot is, it may be another day.
      for (let day = startOf(dayKeyOf(from - dayMs)); day < to + dayMs; day += dayMs) {
        if (new Date(day).getUTCDay() !== slot.weekday) continue;
        const slotWall = readWall(`${dayKeyOf(day)}T${slot.wall}`);
        const { at } = resolveWall(slotWall, slot.zone);
        const wall = naiveAt(at, zone);
        const key = `${id} ${+at}`;
        if (wall < from || wall >= to || taken.has(key)) continue;
        taken.add(key);
        ghosts.push({
          key,
          accountId: id,
          at,
          wall,
          slotWall: writeWall(slotWall),
          zone: slot.zone,
        });
      }
    }
  }
  return ghosts.sort((a, b) => +a.at - +b.at);
}

const dayKeyOf = (at: Naive) => new Date(at).toISOString().slice(0, 10);
