import type { Post } from '../../backend/types';

/** From when on the computer is kept awake before a post; internal/power says the same. */
const aheadMs = 10 * 60_000;

/** What the computer does next: stays awake from a time on, already does, or has nothing to do. */
type NextDuty = { kind: 'from'; at: Date } | { kind: 'now' } | { kind: 'none' };

/** The duty of the post that goes out next, as the scheduler sees it. */
export function nextDuty(posts: Iterable<Post>, now: Date): NextDuty {
  let first: Date | undefined;
  for (const p of posts) {
    if (busy.has(p.state)) return { kind: 'now' };
    if (p.state !== 'scheduled' || !p.scheduledAt) continue;
    const at = new Date(p.scheduledAt);
    if (!first || at < first) first = at;
  }
  if (!first) return { kind: 'none' };
  const from = new Date(first.getTime() - aheadMs);
  return from <= now ? { kind: 'now' } : { kind: 'from', at: from };
}

const busy = new Set(['due', 'prepared', 'init_sent', 'uploading', 'finishing', 'confirming']);
