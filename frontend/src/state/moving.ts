import type { Post } from '../backend/types';
import { setUi } from './ui';

/** Whether a post's time can be taken away; one that was stopped has left the schedule. */
export function canUnplan({ state, scheduledAt }: Pick<Post, 'state' | 'scheduledAt'>): boolean {
  return scheduledAt !== '' && ['draft', 'scheduled', 'blocked', 'missed'].includes(state);
}

/** The zone in which a post's time is chosen: its own, its account's, or the one shown. */
export function zoneFor(
  post: Pick<Post, 'wall' | 'zone'> | undefined,
  slots: readonly { zone: string }[] | undefined,
  shown: string,
): string {
  if (post?.wall && post.zone) return post.zone;
  return slots?.[0]?.zone ?? shown;
}

/** Asks for a new time of a post beside an element that shows it; without one, in the middle. */
export function askMove(id: string, beside: Element | null | undefined) {
  const box = beside?.getBoundingClientRect() ?? new DOMRect(innerWidth / 2, 120, 1, 1);
  const anchor = new DOMRect(box.x, box.y, Math.min(box.width, 124), box.height);
  setUi({ moving: { id, anchor } });
}
