import { cached, locale } from './locale';

/** "2,200" and "29.97", as the language writes them. */
export function formatNumber(n: number, decimals = 0, tag = locale()): string {
  return cached(
    tag,
    `number ${decimals}`,
    () => new Intl.NumberFormat(tag, { maximumFractionDigits: decimals }),
  ).format(n);
}

/** "63 %" of 63; with or without the space, as the language has it. */
export function formatPercent(percent: number, tag = locale()): string {
  // English without the space is usual, but figures with units have one everywhere here.
  if (tag.startsWith('en')) return `${formatNumber(percent, 0, tag)} %`;
  return cached(tag, 'percent', () => new Intl.NumberFormat(tag, { style: 'percent' })).format(
    percent / 100,
  );
}

/** "a, b, c": things side by side, without an "and". */
export function formatList(items: readonly string[], tag = locale()): string {
  // Intl has no such list but for units, and that one forgets the comma in some languages.
  return items.join(tag.startsWith('zh') ? '、' : ', ');
}
