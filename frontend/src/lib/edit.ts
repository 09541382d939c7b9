import { isRemade } from './shape';

/** Which part of a clip goes out, and its cover: the fields of a post that this file understands. */
export type Cut = {
  /** In the original's time; end 0 is the original's end. */
  trimStartMs: number;
  trimEndMs: number;
  trimAtKeyframe: boolean;
  /** In the time of what goes out; 0 is its first frame. */
  coverMs: number;
};

/** Where the original's keyframes begin, ascending; known is false while nobody has looked. */
export type Keyframes = { atMs: readonly number[]; known: boolean };

const noKeyframes: Keyframes = { atMs: [], known: false };

/** Which keyframes a part begins at: none where the picture is made anew, which starts exactly. */
export function usedKeyframes(
  media: Parameters<typeof isRemade>[0],
  fit: string,
  keyframes: Keyframes,
): Keyframes {
  return isRemade(media, fit) ? noKeyframes : keyframes;
}

/** What TikTok takes from anybody (media.md 3.1). */
export const maxClipMs = 600_000;

/** Shorter parts are certainly refused; under three seconds the pre-flight warns. */
export const minPartMs = 1000;

/** A back end that lists this many keyframes may have left out later ones. */
const listEnds = 2000;

export type Part = { startMs: number; endMs: number };

/** The part that was asked for, inside the clip. */
export function askedPart(cut: Cut, durationMs: number): Part {
  const endMs = cut.trimEndMs > 0 ? Math.min(cut.trimEndMs, durationMs) : durationMs;
  return { startMs: Math.min(Math.max(0, cut.trimStartMs), endMs), endMs };
}

/** The keyframe at or before ms; null where that is not known. */
export function keyframeBefore(ms: number, { atMs, known }: Keyframes): number | null {
  if (ms <= 0) return 0;
  if (!known) return null;
  const last = atMs.at(-1) ?? 0;
  if (atMs.length >= listEnds && ms > last) return null;
  return atMs.findLast((k) => k <= ms) ?? 0;
}

/** The part that really goes out: it begins at a keyframe where that was chosen. */
export function realPart(cut: Cut, durationMs: number, keyframes: Keyframes): Part {
  const part = askedPart(cut, durationMs);
  if (!cut.trimAtKeyframe) return part;
  return { ...part, startMs: keyframeBefore(part.startMs, keyframes) ?? part.startMs };
}

export function realLength(cut: Cut, durationMs: number, keyframes: Keyframes): number {
  const { startMs, endMs } = realPart(cut, durationMs, keyframes);
  return endMs - startMs;
}

/** The original's time of the cover. */
export function coverAt(cut: Cut, durationMs: number, keyframes: Keyframes): number {
  const { startMs, endMs } = realPart(cut, durationMs, keyframes);
  return Math.min(startMs + Math.max(0, cut.coverMs), endMs);
}

/** The cover that stands at ms of the original; the first frame where that is cut off. */
export function coverFor(
  ms: number,
  cut: Cut,
  durationMs: number,
  keyframes: Keyframes,
): Pick<Cut, 'coverMs'> {
  const { startMs, endMs } = realPart(cut, durationMs, keyframes);
  const inside = ms > startMs && ms < endMs;
  return { coverMs: inside ? Math.round(ms - startMs) : 0 };
}

/**
 * Another part of the same clip. The cover stays the same picture where that is still inside;
 * a cover that was the first frame stays the first frame. after is where parts begin from now
 * on, where that changes too.
 */
export function recut(
  before: Cut,
  change: Partial<Cut>,
  durationMs: number,
  keyframes: Keyframes,
  after = keyframes,
): Cut {
  const cut = { ...before, ...change };
  const part = askedPart(cut, durationMs);
  const next = {
    trimStartMs: Math.round(part.startMs),
    trimEndMs: part.endMs >= durationMs ? 0 : Math.round(part.endMs),
    trimAtKeyframe: cut.trimAtKeyframe,
    coverMs: 0,
  };
  if (before.coverMs <= 0) return next;
  const picture = coverAt(before, durationMs, keyframes);
  return { ...next, ...coverFor(picture, next, durationMs, after) };
}

/** Leaves out the end, so that what goes out is maxMs long at most. */
export function shorten(before: Cut, maxMs: number, durationMs: number, keyframes: Keyframes): Cut {
  const { startMs } = realPart(before, durationMs, keyframes);
  return recut(before, { trimEndMs: startMs + maxMs }, durationMs, keyframes);
}
