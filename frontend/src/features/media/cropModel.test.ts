import { describe, expect, it } from 'vitest';
import {
  clampCrop,
  cropAxis,
  dragFrame,
  dragPicture,
  frameOf,
  keptShare,
  objectPosition,
} from './cropModel';

const wide = { width: 1920, height: 1080 };
const tall = { width: 1080, height: 2400 };
const middle = { x: 0, y: 0 };

describe('what a crop keeps', () => {
  it('cuts the sides of a wide clip, top and bottom of a tall one', () => {
    expect(cropAxis(wide)).toBe('x');
    expect(cropAxis(tall)).toBe('y');
    expect(keptShare(wide)).toBeCloseTo(607.5 / 1920);
    expect(keptShare(tall)).toBeCloseTo(0.8);
    expect(keptShare({ width: 0, height: 0 })).toBe(1);
  });

  it.each([
    [-1, 0],
    [0, 0.3418],
    [1, 0.6836],
  ])('at %d begins at %d of the width', (x, from) => {
    expect(frameOf(wide, { x, y: 0 }).from).toBeCloseTo(from, 4);
  });

  it('is what the preview shows', () => {
    expect(objectPosition(middle)).toBe('50% 50%');
    expect(objectPosition({ x: -1, y: 1 })).toBe('0% 100%');
    expect(objectPosition({ x: 0.25, y: 0 })).toBe('62.5% 50%');
  });
});

describe('dragging', () => {
  it('moves the frame with the pointer, the picture against it', () => {
    expect(dragFrame(middle, 'x', 10, 100)).toEqual({ x: 0.2, y: 0 });
    expect(dragFrame(middle, 'x', 999, 100)).toEqual({ x: 1, y: 0 });
    // 90 wide on the screen, so the whole picture is 284 wide and can move by 194.
    const after = dragPicture(middle, wide, 97.2, 90);
    expect(after).toEqual({ x: -1, y: 0 });
    expect(dragPicture(middle, tall, -10, 160)).toEqual({ x: 0, y: 0.5 });
  });

  it('does nothing where there is nothing to cut', () => {
    expect(dragFrame(middle, 'y', 10, 0)).toEqual(middle);
    expect(clampCrop(-0.001)).toBe(0);
    expect(Object.is(clampCrop(-0.001), 0)).toBe(true);
  });
});
