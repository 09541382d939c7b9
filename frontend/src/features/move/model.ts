import { hourMs, minuteMs, naiveAt, writeWall } from '../../lib/wallTime';

const stepMs = 30 * minuteMs;

/** The next full half hour that is an hour ahead, for a post that has no time yet. */
export function soon(now: Date, zone: string): string {
  return writeWall(Math.ceil((naiveAt(now, zone) + hourMs) / stepMs) * stepMs);
}
