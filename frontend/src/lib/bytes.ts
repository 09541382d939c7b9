import { locale } from './locale';
import { formatNumber } from './numbers';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** "60.6 MB": decimal units, one decimal below 100 from kB on. */
export function formatBytes(bytes: number, tag = locale()): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${formatNumber(value, digits, tag)} ${units[unit]}`;
}

/** The figure of part in the unit that whole is written in: "38.2" beside "60.6 MB". */
export function formatPartOf(part: number, whole: number, tag = locale()): string {
  const unit = formatBytes(whole, tag).split(' ').at(-1);
  const scale = 1000 ** Math.max(0, units.indexOf(unit as (typeof units)[number]));
  const digits = scale === 1 || whole / scale >= 100 ? 0 : 1;
  return new Intl.NumberFormat(tag, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Math.min(part, whole) / scale);
}
