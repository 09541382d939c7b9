import { beside, measure, type Unit } from './duration';
import { cached, locale } from './locale';

const figure = String.raw`-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`;
const number = new RegExp(`^${figure}$`);
const scaled = new RegExp(`^(${figure}) (%|B|kB|MB|GB|TB|kHz|LUFS)$`);
const span = /^(\d+(?:\.\d+)?) (s|min|h)(?: (\d+) (s|min))?$/;
const counted = /^(\d+) (second|minute|hour|day)s?$/;
const months =
  'January February March April May June July August September October November December';
const date =
  /^(?:(Sun|Mon|Tue|Wed|Thu|Fri|Sat) )?(\d{1,2}) ([A-Z][a-z]{2,8})(?: (\d{4}))?(?:(?:,| at)? (\d\d:\d\d))?( UTC| \([\w/+-]+\))?$/;

const units: Record<string, Unit> = { s: 'second', min: 'minute', h: 'hour' };

/**
 * A figure, a measure or a date that was written in English, in the notation of the reader: "0.7 s",
 * "1,234", "60.6 MB", "24 November 2026". Anything else comes back as it is, above all times,
 * ratios, codes and names.
 */
export function inNotation(text: string, tag = locale()): string {
  if (number.test(text)) return numeral(text, tag);
  const size = scaled.exec(text);
  if (size) return `${numeral(size[1] ?? '', tag)} ${size[2]}`;
  const length = span.exec(text);
  if (length) return lengthOf(length, tag);
  const count = counted.exec(text);
  if (count) return inWords(Number(count[1]), count[2] as Unit, tag);
  return dateOf(text, tag) ?? text;
}

/** The same figure with the marks of the language: no decimal more or less, grouped if it was. */
function numeral(text: string, tag: string): string {
  const grouped = text.includes(',');
  const decimals = text.split('.')[1]?.length ?? 0;
  // A code such as 007 and an id of twenty digits have no marks, and must not lose a digit.
  if (!grouped && decimals === 0) return text;
  return cached(
    tag,
    `figure ${grouped} ${decimals}`,
    () =>
      new Intl.NumberFormat(tag, {
        useGrouping: grouped,
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }),
  ).format(Number(text.replaceAll(',', '')));
}

function lengthOf([, first, unit, second, rest]: RegExpExecArray, tag: string): string {
  const big = measure(Number(first), units[unit ?? ''] ?? 'second', tag);
  if (second === undefined) return big;
  return beside(big, measure(Number(second), units[rest ?? ''] ?? 'second', tag), tag);
}

function inWords(n: number, unit: Unit, tag: string): string {
  return cached(
    tag,
    `words ${unit}`,
    () => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }),
  ).format(n);
}

/** "Tue 24 Nov 18:30 (Europe/Madrid)", "24 November at 18:30", "24 November 2026": the day by Intl. */
function dateOf(text: string, tag: string): string | undefined {
  const found = date.exec(text);
  if (!found) return undefined;
  const [, weekday, day, name = '', year, time, zone = ''] = found;
  const month = months.split(' ').findIndex((m) => m === name || m.slice(0, 3) === name);
  if (month < 0) return undefined;
  const at = dayThat(Number(day), month, weekday, year);
  if (!at) return undefined;
  const short = name.length === 3 && name !== 'May';
  const shown = cached(
    tag,
    `date ${weekday === undefined} ${year === undefined} ${short}`,
    () =>
      new Intl.DateTimeFormat(tag, {
        calendar: 'gregory',
        timeZone: 'UTC',
        day: 'numeric',
        month: short || weekday ? 'short' : 'long',
        ...(weekday ? { weekday: 'short' } : {}),
        ...(year ? { year: 'numeric' } : {}),
      }),
  ).format(at);
  if (time === undefined) return `${shown}${zone}`;
  return `${shown}${tag.startsWith('zh') ? '' : ','} ${time}${zone}`;
}

/** A day of that name. Where no year is told, any in which it falls on the weekday that is. */
function dayThat(day: number, month: number, weekday?: string, year?: string): Date | undefined {
  const years = year ? [Number(year)] : Array.from({ length: 28 }, (_, i) => 2000 + i);
  for (const y of years) {
    const at = new Date(Date.UTC(y, month, day));
    if (at.getUTCMonth() !== month) continue;
    if (weekday && !at.toUTCString().startsWith(weekday)) continue;
    return at;
  }
  return undefined;
}
