import type { TFunction } from 'i18next';
import { formatDay, formatTime, zoneCity } from './zones';

/** "Wed 25 Nov, 12:00 (London)". */
export function whenIn(at: Date, zone: string, now: Date, t: TFunction): string {
  const day = formatDay(at, zone, now);
  return t('move.when', { day, time: formatTime(at, zone), city: zoneCity(zone) });
}

/** "Mon 30, 12:00": short enough for under a time. */
export function shortWhen(at: Date, zone: string): string {
  const [weekday, day] = formatDay(at, zone, at).split(' ');
  return `${weekday} ${day}, ${formatTime(at, zone)}`;
}

/** "2026-11-30" as "Mon 30 Nov". */
export const dayName = (day: string, now: Date) =>
  formatDay(new Date(`${day}T12:00:00Z`), 'UTC', now);
