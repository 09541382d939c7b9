import type { Post } from '../../backend/types';
import {
  dayMs,
  minuteMs,
  type Naive,
  naiveAt,
  readWall,
  resolveWall,
  type WallNote,
  writeWall,
} from '../../lib/wallTime';

/** Where a post is to go: a wall time in a named zone, and the instant that it means. */
export type Target = { wall: string; zone: string; at: Date; note: WallNote };

/** Steps of a drag or of Shift with an arrow, in minutes; the fine one is with Alt. */
export const stepMinutes = { coarse: 30, fine: 5 } as const;

/** A wall time in zone, as the back end will understand it. */
export function targetAt(wall: Naive, zone: string): Target {
  return { wall: writeWall(wall), zone, ...resolveWall(wall, zone) };
}

/** A place of the calendar (a wall time in shown), said in zone. */
export function targetOn(place: Naive, shown: string, zone: string): Target {
  if (shown === zone) return targetAt(place, zone);
  return targetAt(naiveAt(resolveWall(place, shown).at, zone), zone);
}

/**
 * A post moved by days and minutes of the shown calendar. Whole days keep the wall time that the
 * user once chose in the post's own zone, also when a clock change moved it meanwhile.
 */
export function shifted(
  post: Post,
  from: Naive,
  by: { days: number; minutes: number },
  shown: string,
): Target {
  if (by.minutes === 0 && post.wall && post.zone) {
    return targetAt(readWall(post.wall) + by.days * dayMs, post.zone);
  }
  const place = from + by.days * dayMs + by.minutes * minuteMs;
  return targetOn(place, shown, post.zone || shown);
}

/** How far a drag has gone, from the wall time of a tile to a place of the grid. */
export function dragShift(
  from: Naive,
  to: { day: Naive; minutes: number },
): { days: number; minutes: number } {
  const fromDay = Math.floor(from / dayMs) * dayMs;
  return {
    days: Math.round((to.day - fromDay) / dayMs),
    minutes: Math.round(to.minutes - (from - fromDay) / minuteMs),
  };
}

/** Minutes into the day, on the grid of a step, held inside the day. */
export function snap(minutes: number, step: number): number {
  const last = 24 * 60 - step;
  return Math.min(last, Math.max(0, Math.round(minutes / step) * step));
}
