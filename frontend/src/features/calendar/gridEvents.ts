import type { EventInput } from '@fullcalendar/react';
import { dayMs, hourMs, minuteMs, type Naive, writeWall } from '../../lib/wallTime';
import type { Tile } from './calendarModel';
import type { Ghost } from './ghosts';

/** How tall tiles are, in pixels; the same at every zoom. */
export const tilePx = { small: 44, large: 58, ghost: 24 } as const;

/** The least that an hour is tall, so that its label has room. */
const minHourPx = 33;
/** How many hours are seen without scrolling, where the window is tall enough. */
const hoursSeen = 20.5;

export function hourPx(bodyPx: number): number {
  return Math.max(minHourPx, Math.floor(bodyPx / hoursSeen));
}

/** An event ends at midnight at the latest: over it, it would be drawn on two days. */
function ends(start: Naive, px: number, perHour: number): Naive {
  const midnight = Math.floor(start / dayMs) * dayMs + dayMs;
  const end = start + Math.ceil(((px + 2) / perHour) * 60) * minuteMs;
  return Math.min(end, midnight);
}

const iso = (at: Naive) => `${writeWall(at)}Z`;

/**
 * What FullCalendar lays out. It is told wall times as if they were UTC, so that its days have 24
 * hours, and nothing of the posts: their tiles find those by the id, so that a change of state
 * lays nothing out anew.
 */
export function gridEvents(tiles: readonly Tile[], large: boolean, perHour: number): EventInput[] {
  const tall = large ? tilePx.large : tilePx.small;
  return tiles.map(({ post, wall }) => ({
    id: post.id,
    start: iso(wall),
    end: iso(ends(wall, tall, perHour)),
  }));
}

/** True when nothing has to be laid out anew. */
export function sameLayout(a: readonly EventInput[], b: readonly EventInput[]): boolean {
  return (
    a.length === b.length &&
    a.every((e, i) => e.id === b[i]?.id && e.start === b[i]?.start && e.end === b[i]?.end)
  );
}

/** Which posts and which free slots would be drawn over one another. */
export function collisions(
  tiles: readonly Tile[],
  ghosts: readonly Ghost[],
  large: boolean,
  perHour: number,
): { crowded: Set<string>; compact: Set<string> } {
  const crowded = new Set<string>();
  const compact = new Set<string>();
  const span = (px: number) => ((px + 1) / perHour) * hourMs;
  const [tall, low] = [span(large ? tilePx.large : tilePx.small), span(tilePx.ghost)];
  for (const g of ghosts) {
    for (const { post, wall } of tiles) {
      if (wall >= g.wall + low) break;
      if (wall + tall <= g.wall) continue;
      crowded.add(post.id);
      compact.add(g.key);
    }
  }
  return { crowded, compact };
}

/** The hours of day that clocks skip or repeat, as a share of the day's height in pixels. */
export function hatch(start: Naive, end: Naive, perHour: number) {
  const into = (start - Math.floor(start / dayMs) * dayMs) / hourMs;
  return { top: into * perHour, height: Math.max(10, ((end - start) / hourMs) * perHour) };
}
