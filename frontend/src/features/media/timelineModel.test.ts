import { describe, expect, it } from 'vitest';
import { edgeRange, fractionAt, moveEdge, stripCells, timeAt } from './timelineModel';

const whole = { startMs: 0, endMs: 10_050 };

describe('times on a strip', () => {
  it.each([
    [-20, 0],
    [0, 0],
    [100, 3000],
    [101, 3000],
    [335, 10_050],
    [400, 10_050],
  ])('%i pixels of 335 are %i ms', (x, ms) => {
    expect(timeAt(x, 335, whole)).toBe(ms);
  });

  it('are those of the part that is shown', () => {
    expect(timeAt(50, 100, { startMs: 2000, endMs: 4000 })).toBe(3000);
    expect(fractionAt(2500, { startMs: 2000, endMs: 4000 })).toBe(0.25);
    expect(fractionAt(9000, { startMs: 2000, endMs: 4000 })).toBe(1);
  });

  it('survive a strip or a clip without length', () => {
    expect(timeAt(5, 0, whole)).toBe(0);
    expect(fractionAt(5, { startMs: 0, endMs: 0 })).toBe(0);
    expect(stripCells({ startMs: 0, endMs: 0 }, 0, 10)).toEqual([]);
  });
});

describe('an edge', () => {
  const part = { startMs: 2000, endMs: 5000 };
  it.each([
    ['start', 1200, { startMs: 1200, endMs: 5000 }],
    ['start', -5, { startMs: 0, endMs: 5000 }],
    ['start', 4900, { startMs: 4000, endMs: 5000 }],
    ['end', 2100, { startMs: 2000, endMs: 3000 }],
    ['end', 99_000, { startMs: 2000, endMs: 10_000 }],
  ] as const)('%s goes to %i as far as it can', (edge, ms, after) => {
    expect(moveEdge(part, edge, ms, 10_000)).toEqual(after);
  });

  it('stays where a clip is shorter than the shortest part', () => {
    expect(edgeRange('start', { startMs: 0, endMs: 700 }, 700)).toEqual({ startMs: 0, endMs: 0 });
    expect(edgeRange('end', { startMs: 0, endMs: 700 }, 700)).toEqual({
      startMs: 700,
      endMs: 700,
    });
  });
});

it('a strip shows the pictures of its part', () => {
  expect(stripCells({ startMs: 0, endMs: 10_000 }, 10_000, 10)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  expect(stripCells({ startMs: 4000, endMs: 6000 }, 10_000, 4)).toEqual([4, 4, 5, 5]);
});
