import { dayMs, dayOf, readWall, resolveWall, startOf, type WallNote } from './wallTime';

/** The instant of a "2026-11-30T12:00", and what a clock change does to it; null for no time. */
export function resolveText(wall: string, zone: string): { at: Date; note: WallNote } | null {
  const naive = readWall(wall);
  return Number.isNaN(naive) ? null : resolveWall(naive, zone);
}

/** "2026-11-30" and a number of days; negative ones go back. */
export const addDays = (day: string, by: number): string => dayOf(startOf(day) + by * dayMs);

/** 0 (Sunday) to 6 of a "2026-11-30". */
export const weekdayOf = (day: string): number => new Date(startOf(day)).getUTCDay();
