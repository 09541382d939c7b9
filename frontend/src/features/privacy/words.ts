import type { TFunction } from 'i18next';
import { wallAt } from '../../lib/zones';

/** "1,204": a count in the reader's language. */
export function formatCount(n: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(n);
}

/** "0.6 s", "12 s", "2 min 5 s": how long an act took. Very short ones are "under 0.1 s". */
export function formatTook(ms: number, t: TFunction, locale: string): string {
  if (ms < 100) return t('privacy.took.moment');
  if (ms < 60_000) {
    const n = new Intl.NumberFormat(locale, { maximumFractionDigits: ms < 10_000 ? 1 : 0 });
    return t('privacy.took.seconds', { n: n.format(ms / 1000) });
  }
  const s = Math.round(ms / 1000);
  return t('privacy.took.minutes', { m: Math.floor(s / 60), s: s % 60 });
}

const pad = (n: number) => String(n).padStart(2, '0');

/** "15:41:52" in zone: requests follow one another within seconds. */
export function formatClockTime(at: Date, zone: string): string {
  const w = wallAt(at, zone);
  return `${pad(w.hour)}:${pad(w.minute)}:${pad(w.second)}`;
}

/** "24 Nov 2026": the day of an instant in zone. */
export function formatDate(at: Date, zone: string, language: string): string {
  return at.toLocaleDateString(language === 'en' ? 'en-GB' : language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zone,
  });
}

const month = 365.25 / 12;

/** "24 months", "90 days", "until erased": how long something is kept. */
export function keptWords(days: number, t: TFunction, locale: string): string {
  if (days === 0) return t('privacy.keep.forever');
  const months = Math.round(days / month);
  const even = Math.floor(months * month + 0.5) === days;
  if (even && months > 36 && months % 12 === 0) {
    return t('privacy.keep.years', { count: months / 12 });
  }
  if (even && months > 1) return t('privacy.keep.months', { count: months });
  return t('privacy.keep.days', { count: days, n: formatCount(days, locale) });
}

export function accountName(a: { username: string; nickname: string }): string {
  return a.username ? `@${a.username}` : a.nickname;
}

/** Every kind of data, in the order in which people are told of them. */
export const categories = [
  'profile',
  'account',
  'credentials',
  'content',
  'record',
  'insights',
  'advertising',
  'technical',
  'requests',
] as const;
type CategoryKey = (typeof categories)[number];

/** undefined for a kind that this window does not know yet; its id is shown then. */
export function categoryKey(id: string): CategoryKey | undefined {
  return categories.find((c) => c === id);
}

export function categoryName(id: string, t: TFunction): string {
  const key = categoryKey(id);
  return key ? t(`privacy.category.${key}.name`) : id;
}
