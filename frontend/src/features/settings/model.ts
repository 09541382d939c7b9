import type { Density } from '../../state/ui';

/** How the window may look; auto follows the system. */
export const schemes = ['auto', 'light', 'dark'] as const;

/** How much room the rows of a list take. */
export const densities: readonly Density[] = ['comfortable', 'compact'];

/** The upload limits on offer, in kB a second; 0 is none. */
const limits: readonly number[] = [0, 500, 1000, 2000];

/** Those, and the one in force where it is another. */
export function speeds(now: number): readonly number[] {
  return limits.includes(now) ? limits : [...limits, now].sort((a, b) => a - b);
}

/** After how many minutes without use it may lock itself; 0 is never. */
const idles: readonly number[] = [0, 1, 5, 10, 15, 30, 60];

/** Those, and the one in force where it is another. */
export function idleMinutes(now: number): readonly number[] {
  return idles.includes(now) ? idles : [...idles, now].sort((a, b) => a - b);
}

/** What the back end takes as a limit of the cache, in MB. */
export const cacheMb = { least: 64, most: 1_000_000, step: 256 } as const;

const address = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/u;

/** Whether a contact can be reached: an e-mail address or a page that begins with https. */
export function isContact(text: string): boolean {
  const t = text.trim();
  if (address.test(t)) return true;
  try {
    const url = new URL(t);
    return url.protocol === 'https:' && url.hostname.includes('.');
  } catch {
    return false;
  }
}
