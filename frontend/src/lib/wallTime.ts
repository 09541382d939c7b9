import { offsetMinutes } from './zones';

/**
 * A wall-clock reading as a number: the milliseconds of the same reading in UTC. Days are all 24
 * hours long in it, so that a calendar can be laid out and stepped through without a zone.
 */
export type Naive = number;

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** Reads "2026-11-24T18:30" or "2026-11-24T18:30:05". */
export function readWall(wall: string): Naive {
  return Date.parse(`${wall}Z`);
}

/** "2026-11-24T18:30:00", as the back end stores it. */
export function writeWall(at: Naive): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** "2026-11-24". */
export const dayOf = (at: Naive): string => new Date(at).toISOString().slice(0, 10);

/** Midnight of a "2026-11-24". */
export const startOf = (day: string): Naive => Date.parse(`${day}T00:00:00Z`);

/** What clocks in zone show at an instant. */
export function naiveAt(at: Date, zone: string): Naive {
  return at.getTime() + offsetMinutes(at, zone) * minuteMs;
}

/** gap: the time does not exist and is moved on; overlap: it comes twice and the first one counts. */
export type WallNote = '' | 'gap' | 'overlap';

/** The instant at which clocks in zone show a wall time, by the back end's rule. */
export function resolveWall(wall: Naive, zone: string): { at: Date; note: WallNote } {
  // No zone changes twice within a day, so these two offsets are all there are.
  const before = offsetMinutes(new Date(wall - dayMs), zone) * minuteMs;
  const after = offsetMinutes(new Date(wall + dayMs), zone) * minuteMs;
  const early = new Date(wall - Math.max(before, after));
  const late = new Date(wall - Math.min(before, after));
  const earlyFits = naiveAt(early, zone) === wall;
  const lateFits = naiveAt(late, zone) === wall;
  if (before === after || (earlyFits && !lateFits)) return { at: early, note: '' };
  if (earlyFits) return { at: early, note: 'overlap' };
  if (lateFits) return { at: late, note: '' };
  return { at: new Date(wall - before), note: 'gap' };
}

/** The hours that a clock change skips (gap) or repeats (overlap), as wall times. */
export type ClockChange = { kind: 'gap' | 'overlap'; start: Naive; end: Naive };

/** The clock changes of zone between two wall times. */
export function clockChanges(from: Naive, to: Naive, zone: string): ClockChange[] {
  const found: ClockChange[] = [];
  for (let day = from; day < to; day += dayMs) {
    const [a, b] = [resolveWall(day, zone).at, resolveWall(day + dayMs, zone).at];
    const [before, after] = [offsetMinutes(a, zone), offsetMinutes(b, zone)];
    if (before === after) continue;
    const change = firstWith(a.getTime(), b.getTime(), (ms) => {
      return offsetMinutes(new Date(ms), zone) === after;
    });
    const old = change + before * minuteMs;
    const now = change + after * minuteMs;
    found.push(
      after > before
        ? { kind: 'gap', start: old, end: now }
        : { kind: 'overlap', start: now, end: old },
    );
  }
  return found;
}

/** The first minute after low at which test holds; it holds at high. */
function firstWith(low: number, high: number, test: (ms: number) => boolean): number {
  let [no, yes] = [Math.floor(low / minuteMs), Math.ceil(high / minuteMs)];
  while (yes - no > 1) {
    const mid = Math.floor((no + yes) / 2);
    if (test(mid * minuteMs)) yes = mid;
    else no = mid;
  }
  return yes * minuteMs;
}
