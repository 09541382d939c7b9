import { cached, locale } from './locale';

/** "0:09", "1:02:03": a position in a clip. */
export function formatClock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const s = String(total % 60).padStart(2, '0');
  const m = Math.floor(total / 60) % 60;
  const h = Math.floor(total / 3600);
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** "0:09.4": a position in a clip with tenths. */
export function formatClockTenths(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100) % 10;
  return `${formatClock(ms)}.${tenths}`;
}

/** "12 s", "4 min", "2 h 48 min", "2 days 20 h": how long something takes, at most two units. */
export function formatSpan(ms: number, tag = locale()): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return measure(s, 'second', tag);
  const min = Math.round(s / 60);
  if (min < 60) return measure(min, 'minute', tag);
  const h = Math.floor(min / 60);
  if (h < 24) return pair([h, 'hour'], [min % 60, 'minute'], tag);
  return pair([Math.floor(h / 24), 'day'], [h % 24, 'hour'], tag);
}

/** "0.7 s", "42 s", "3 min 5 s": how long a clip is. */
export function formatLength(ms: number, tag = locale()): string {
  if (ms < 10_000) return measure(Math.floor(ms / 100) / 10, 'second', tag);
  const s = Math.round(ms / 1000);
  if (s < 60) return measure(s, 'second', tag);
  return pair([Math.floor(s / 60), 'minute'], [s % 60, 'second'], tag);
}

/** "0.7 s", "42.3 s", "3 min 5 s": how long a part is, to the tenth while that matters. */
export function formatPart(ms: number, tag = locale()): string {
  if (ms >= 60_000) return formatLength(ms, tag);
  return measure(Math.floor(Math.max(0, ms) / 100) / 10, 'second', tag);
}

export type Unit = 'second' | 'minute' | 'hour' | 'day';

/** Units that stand in for those of the language: SI symbols, and words that are clear alone. */
const own: Record<string, Partial<Record<Unit, string>>> = {
  en: { second: 's', minute: 'min', hour: 'h' },
  id: { second: 'dtk', minute: 'mnt', hour: 'jam' },
};

/** "0.7 s": one figure with its unit, short. */
export function measure(n: number, unit: Unit, tag: string): string {
  const format = cached(
    tag,
    `unit ${unit}`,
    () =>
      new Intl.NumberFormat(tag, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'day' ? 'long' : 'short',
        maximumFractionDigits: 1,
      }),
  );
  const word = own[tag.split('-')[0] ?? '']?.[unit];
  if (word === undefined) return format.format(n);
  return format
    .formatToParts(n)
    .map((p) => (p.type === 'unit' ? word : p.value))
    .join('');
}

/** Two figures of one span; a small one of zero is left out. */
function pair(big: [number, Unit], small: [number, Unit], tag: string): string {
  const first = measure(...big, tag);
  return small[0] === 0 ? first : beside(first, measure(...small, tag), tag);
}

/** Two figures of one span, one behind the other. */
export function beside(big: string, small: string, tag = locale()): string {
  return `${big}${tag.startsWith('zh') ? '' : ' '}${small}`;
}
