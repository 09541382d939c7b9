import { describe, expect, it } from 'vitest';
import {
  askedPart,
  type Cut,
  coverAt,
  coverFor,
  keyframeBefore,
  realLength,
  realPart,
  recut,
  shorten,
  usedKeyframes,
} from './edit';

const whole: Cut = { trimStartMs: 0, trimEndMs: 0, trimAtKeyframe: false, coverMs: 0 };
const keys = { atMs: [0, 2000, 4000, 6000, 8000], known: true };
const unknown = { atMs: [], known: false };

describe('the part', () => {
  it.each([
    ['the whole clip', {}, { startMs: 0, endMs: 10_000 }],
    ['a part', { trimStartMs: 1200, trimEndMs: 9400 }, { startMs: 1200, endMs: 9400 }],
    ['an end after the clip', { trimEndMs: 99_000 }, { startMs: 0, endMs: 10_000 }],
    ['a start after the clip', { trimStartMs: 99_000 }, { startMs: 10_000, endMs: 10_000 }],
  ])('is %s', (_, cut, part) => {
    expect(askedPart({ ...whole, ...cut }, 10_000)).toEqual(part);
  });

  it.each([
    [0, keys, 0],
    [1999, keys, 0],
    [2000, keys, 2000],
    [9999, keys, 8000],
    [500, { atMs: [700], known: true }, 0],
    [2000, unknown, null],
    [0, unknown, 0],
  ])('begins for %i at the keyframe before', (ms, keyframes, at) => {
    expect(keyframeBefore(ms, keyframes)).toBe(at);
  });

  it('does not trust the end of a list that was cut short', () => {
    const long = { atMs: Array.from({ length: 2000 }, (_, i) => i * 10), known: true };
    expect(keyframeBefore(19_990, long)).toBe(19_990);
    expect(keyframeBefore(19_991, long)).toBeNull();
  });

  it('is longer when it begins at a keyframe', () => {
    const cut = { ...whole, trimStartMs: 3500, trimEndMs: 9000 };
    expect(realLength(cut, 10_000, keys)).toBe(5500);
    expect(realLength({ ...cut, trimAtKeyframe: true }, 10_000, keys)).toBe(7000);
    expect(realPart({ ...cut, trimAtKeyframe: true }, 10_000, unknown).startMs).toBe(3500);
  });
});

describe('the cover', () => {
  const cut = { ...whole, trimStartMs: 2500, trimEndMs: 9000, coverMs: 1000 };

  it('is counted from the real start', () => {
    expect(coverAt(cut, 10_000, keys)).toBe(3500);
    expect(coverAt({ ...cut, trimAtKeyframe: true }, 10_000, keys)).toBe(3000);
    expect(coverFor(6000, cut, 10_000, keys)).toEqual({ coverMs: 3500 });
    expect(coverFor(6000, { ...cut, trimAtKeyframe: true }, 10_000, keys)).toEqual({
      coverMs: 4000,
    });
  });

  it.each([2000, 2500, 9000, 9500])('is the first frame for %i, which is cut off', (ms) => {
    expect(coverFor(ms, cut, 10_000, keys)).toEqual({ coverMs: 0 });
  });

  it('stays the same picture when the part changes', () => {
    expect(recut(cut, { trimStartMs: 1000 }, 10_000, keys).coverMs).toBe(2500);
    expect(recut(cut, { trimEndMs: 5000 }, 10_000, keys).coverMs).toBe(1000);
    expect(recut(cut, { trimAtKeyframe: true }, 10_000, keys).coverMs).toBe(1500);
  });

  it('becomes the first frame when its picture is cut off', () => {
    expect(recut(cut, { trimStartMs: 4000 }, 10_000, keys).coverMs).toBe(0);
    expect(recut(cut, { trimEndMs: 3400 }, 10_000, keys).coverMs).toBe(0);
  });

  it('stays the same picture when a crop makes the start exact', () => {
    const wide = { width: 1280, height: 720, route: 'copy' };
    const at = { ...cut, trimAtKeyframe: true };
    const [kept, cropped] = ['keep', 'crop'].map((fit) => usedKeyframes(wide, fit, keys));
    const after = recut(at, {}, 10_000, kept ?? keys, cropped);
    expect(after).toMatchObject({ trimAtKeyframe: true, trimStartMs: 2500, coverMs: 500 });
    expect(usedKeyframes({ ...wide, route: 'full' }, 'keep', keys).known).toBe(false);
  });

  it('stays the first frame when it was that', () => {
    expect(recut({ ...cut, coverMs: 0 }, { trimStartMs: 1000 }, 10_000, keys).coverMs).toBe(0);
  });
});

describe('another part', () => {
  it('writes the clip’s own ends as none', () => {
    const cut = { ...whole, trimStartMs: 2000, trimEndMs: 5000 };
    expect(recut(cut, { trimStartMs: 0, trimEndMs: 10_000 }, 10_000, keys)).toEqual(whole);
  });

  it('is cut to what TikTok takes', () => {
    const cut = shorten({ ...whole, trimStartMs: 3500 }, 4000, 10_000, keys);
    expect(cut).toMatchObject({ trimStartMs: 3500, trimEndMs: 7500 });
    const early = shorten(
      { ...whole, trimStartMs: 3500, trimAtKeyframe: true },
      4000,
      10_000,
      keys,
    );
    expect(realLength(early, 10_000, keys)).toBe(4000);
    expect(shorten(whole, 20_000, 10_000, keys)).toEqual(whole);
  });
});
