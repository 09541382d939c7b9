import { minPartMs, type Part } from '../../lib/edit';

export type Edge = 'start' | 'end';

/** What the keyboard moves a time by, and with Shift. */
export const stepMs = 100;
export const bigStepMs = 1000;

/** The time at x pixels of a strip that shows from..to over width pixels, to the tenth. */
export function timeAt(x: number, width: number, { startMs, endMs }: Part): number {
  if (width <= 0) return startMs;
  const ms = startMs + (x / width) * (endMs - startMs);
  if (ms <= startMs) return startMs;
  return Math.min(endMs, Math.max(startMs, Math.round(ms / stepMs) * stepMs));
}

/** How far a time lies along the strip, 0 to 1. */
export function fractionAt(ms: number, { startMs, endMs }: Part): number {
  if (endMs <= startMs) return 0;
  return Math.min(1, Math.max(0, (ms - startMs) / (endMs - startMs)));
}

/** How far an edge may go: the ends of the clip, and not too near the other edge. */
export function edgeRange(edge: Edge, part: Part, durationMs: number): Part {
  const least = Math.min(minPartMs, durationMs);
  return edge === 'start'
    ? { startMs: 0, endMs: Math.max(0, part.endMs - least) }
    : { startMs: Math.min(durationMs, part.startMs + least), endMs: durationMs };
}

/** The part with one edge moved to ms, as far as that goes. */
export function moveEdge(part: Part, edge: Edge, ms: number, durationMs: number): Part {
  const range = edgeRange(edge, part, durationMs);
  const at = Math.min(Math.max(ms, range.startMs), range.endMs);
  return edge === 'start' ? { ...part, startMs: at } : { ...part, endMs: at };
}

/** How many pictures the strip of a clip holds (all of them equally wide). */
export const stripTiles = 10;

/** Which picture of the strip stands in each of count cells that show a part of the clip. */
export function stripCells(part: Part, durationMs: number, count: number): number[] {
  if (durationMs <= 0) return [];
  return Array.from({ length: count }, (_, i) => {
    const middle = part.startMs + ((i + 0.5) / count) * (part.endMs - part.startMs);
    return Math.min(stripTiles - 1, Math.max(0, Math.floor((middle / durationMs) * stripTiles)));
  });
}
