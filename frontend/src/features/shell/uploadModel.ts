/** The limits offered, in kilobytes a second; 0 is none. */
export const limits = [0, 500, 1000, 2000] as const;

/** What a person writes as a limit, in kB/s: whole, at least 50; null while it is not one. */
export function parseLimit(text: string): number | null {
  const digits = text.trim();
  if (!/^\d{1,7}$/.test(digits)) return null;
  const n = Number(digits);
  return n >= slowest ? n : null;
}

/**
 * Below this even a small clip of 60 MB takes over 20 minutes, and TikTok's upload address ends
 * after an hour.
 */
export const slowest = 50;

export function isCustom(maxKBps: number): boolean {
  return !limits.some((l) => l === maxKBps);
}
