import { offsetMinutes } from './zones';

export type Resolved = { at: Date; note: '' | 'gap' | 'overlap' };

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * The instant at which clocks in zone show wall ("2026-11-30T12:00", seconds as you like), by the
 * rule of the back end, which has the last word: a time that a clock change skips is as much later
 * as was skipped, one that happens twice is the first. Null for what is no time.
 */
export function resolveWall(wall: string, zone: string): Resolved | null {
  const naive = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  if (Number.isNaN(naive)) return null;
  const [before, after] = [offsetAt(naive - dayMs, zone), offsetAt(naive + dayMs, zone)];
  const early = naive - Math.max(before, after) * minuteMs;
  const late = naive - Math.min(before, after) * minuteMs;
  const [earlyFits, lateFits] = [early, late].map((ms) => shows(ms, naive, zone));
  const found = (ms: number, note: Resolved['note'] = '') => ({ at: new Date(ms), note });
  if (before === after) return found(early);
  if (earlyFits) return found(early, lateFits ? 'overlap' : '');
  if (lateFits) return found(late);
  return found(naive - before * minuteMs, 'gap');
}

const offsetAt = (ms: number, zone: string) => offsetMinutes(new Date(ms), zone);

const shows = (ms: number, naive: number, zone: string) =>
  ms + offsetAt(ms, zone) * minuteMs === naive;

/** "2026-11-30" and a number of days; negative ones go back. */
export function addDays(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);
}

/** 0 (Sunday) to 6 of a "2026-11-30". */
export const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
