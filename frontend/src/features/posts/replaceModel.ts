import type { Media } from '../../backend/types';
import { isRefused } from './model';

/** How many clips are shown at once; the search finds the others. */
export const mostShown = 60;

/** A list that is looked over at a glance needs no search. */
const glance = 8;

export const wantsSearch = (all: readonly Media[]) => all.length > glance;

/** The clips that a post may have instead of its own, the newest first. */
export function replacements(
  all: Iterable<Media>,
  own: Media | undefined,
  search: string,
): readonly Media[] {
  const words = search.trim().toLowerCase();
  return [...all]
    .filter((m) => m.id !== own?.id && !m.removed && m.verdict !== '' && !isRefused(m))
    .filter((m) => m.name.toLowerCase().includes(words))
    .sort((a, b) => b.addedAt.localeCompare(a.addedAt));
}
