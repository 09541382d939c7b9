import { cached, locale } from './locale';

const dayMs = 86_400_000;
const quarterMs = 900_000;

/** A wall clock reading in some zone. month is 1 to 12, weekday 0 (Sunday) to 6. */
export type Wall = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
};

/** What clocks in zone show at an instant. */
export function wallAt(at: Date, zone: string): Wall {
  const shown = new Date(Math.floor(at.getTime() / 1000) * 1000 + offsetMs(at, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    weekday: shown.getUTCDay(),
  };
}

const offsets = new Map<string, number>();

/**
 * How far clocks in zone are ahead of UTC. No zone changes its clocks twice within a day, so what
 * holds at both ends of one holds in between: a queue of thousands asks the system a few times.
 */
function offsetMs(at: Date, zone: string): number {
  const day = Math.floor(at.getTime() / dayMs) * dayMs;
  const offset = offsetFrom(day, zone);
  if (offset === offsetFrom(day + dayMs, zone)) return offset;
  // Clocks change at a quarter of an hour.
  return offsetFrom(Math.floor(at.getTime() / quarterMs) * quarterMs, zone);
}

/** The offset at an instant, as the system says it. */
function offsetFrom(start: number, zone: string): number {
  const key = `${zone} ${start}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  // For figures only: nobody reads this one, so its language never changes.
  const parts = cached(
    'en-US',
    `wall ${zone}`,
    () =>
      new Intl.DateTimeFormat('en-US', {
        calendar: 'gregory',
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      }),
  ).formatToParts(start);
  const get = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const shown = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour') % 24,
    get('minute'),
    get('second'),
  );
  if (offsets.size > 50_000) offsets.clear();
  offsets.set(key, shown - start);
  return shown - start;
}

/** Minutes east of UTC in zone at an instant. */
export function offsetMinutes(at: Date, zone: string): number {
  const w = wallAt(at, zone);
  const asUtc = Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second);
  return Math.round((asUtc - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
}

/** "UTC+7", "UTC+5:30", "UTC". */
export function offsetName(at: Date, zone: string): string {
  const minutes = offsetMinutes(at, zone);
  if (minutes === 0) return 'UTC';
  const sign = minutes < 0 ? '-' : '+';
  const abs = Math.abs(minutes);
  const rest = abs % 60 === 0 ? '' : `:${String(abs % 60).padStart(2, '0')}`;
  return `UTC${sign}${Math.floor(abs / 60)}${rest}`;
}

/** The city of an IANA name: "America/Argentina/Buenos_Aires" is "Buenos Aires". */
export function zoneCity(zone: string): string {
  const last = zone.split('/').at(-1) ?? zone;
  return last.replaceAll('_', ' ');
}

/** "Jakarta, UTC+7"; a zone that is named after its offset is said once. */
export function zoneName(at: Date, zone: string): string {
  const [city, offset] = [zoneCity(zone), offsetName(at, zone)];
  return city === offset ? city : `${city}, ${offset}`;
}

/** True when both zones show the same wall time at an instant. */
export function sameClock(at: Date, a: string, b: string): boolean {
  return a === b || offsetMinutes(at, a) === offsetMinutes(at, b);
}

type ZoneOption = { value: string; label: string };

/** Every IANA zone this computer knows, by city. */
export function allZones(now: Date): ZoneOption[] {
  const names = new Set(Intl.supportedValuesOf('timeZone'));
  names.add('UTC');
  return [...names]
    .map((value) => ({ value, label: zoneName(now, value) }))
    .sort((a, b) => a.label.localeCompare(b.label, locale()));
}

const pad = (n: number) => String(n).padStart(2, '0');

const days = new Map<string, string>();

/** "2026-11-24" in zone. */
export function dayKey(at: Date, zone: string): string {
  // Every zone's days begin and its offsets change at a quarter of an hour, so one answer serves
  // the whole quarter. The queue asks this of thousands of posts at every event.
  const key = `${zone} ${Math.floor(at.getTime() / quarterMs)}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const w = wallAt(at, zone);
  const day = `${w.year}-${pad(w.month)}-${pad(w.day)}`;
  if (days.size > 50_000) days.clear();
  days.set(key, day);
  return day;
}

/** "18:30", with seconds only when there are some and they are asked for. */
export function formatTime(at: Date, zone: string, seconds = false): string {
  const w = wallAt(at, zone);
  const base = `${pad(w.hour)}:${pad(w.minute)}`;
  return seconds && w.second > 0 ? `${base}:${pad(w.second)}` : base;
}

/** "Tue 24 Nov", in another language in its own order; the year only when it is not this one. */
export function formatDay(at: Date, zone: string, now: Date, tag = locale()): string {
  const otherYear = wallAt(at, zone).year !== wallAt(now, zone).year;
  const english = tag.startsWith('en');
  const format = cached(
    english ? 'en-US' : tag,
    `day ${zone} ${otherYear}`,
    () =>
      new Intl.DateTimeFormat(english ? 'en-US' : tag, {
        calendar: 'gregory',
        timeZone: zone,
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        ...(otherYear ? { year: 'numeric' } : {}),
      }),
  );
  if (!english) return format.format(at);
  // One order for all English, whichever country's the system has: it is read at a glance.
  const parts = format.formatToParts(at);
  return (['weekday', 'day', 'month', 'year'] as const)
    .map((type) => parts.find((p) => p.type === type)?.value)
    .filter(Boolean)
    .join(' ');
}

/** "November 2026". */
export function formatMonth(at: Date, zone: string, tag = locale()): string {
  return cached(
    tag,
    `month ${zone}`,
    () => new Intl.DateTimeFormat(tag, { timeZone: zone, month: 'long', year: 'numeric' }),
  ).format(at);
}

/** The shortest name of a day of the week: "T". */
export function dayLetter(at: Date, zone: string, tag = locale()): string {
  return cached(
    tag,
    `letter ${zone}`,
    () => new Intl.DateTimeFormat(tag, { timeZone: zone, weekday: 'narrow' }),
  ).format(at);
}

/** Whole calendar days from now to at, in zone: 0 today, 1 tomorrow, -1 yesterday. */
export function daysFromNow(at: Date, zone: string, now: Date): number {
  const day = (d: Date) => {
    const w = wallAt(d, zone);
    return Date.UTC(w.year, w.month - 1, w.day);
  };
  return Math.round((day(at) - day(now)) / dayMs);
}

/** The days from a "2026-11-24" on, as keys. */
export function dayRange(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, i) =>
    new Date(start + i * dayMs).toISOString().slice(0, 10),
  );
}
