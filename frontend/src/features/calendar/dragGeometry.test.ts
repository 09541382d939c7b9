import { describe, expect, it } from 'vitest';
import { minuteMs, startOf } from '../../lib/wallTime';
import { boxOf, type CellGrid, type LaneGrid, spotAt } from './dragGeometry';

const [mon, tue] = [startOf('2026-11-23'), startOf('2026-11-24')];

/** Two days of 100 pixels, 30 to the hour, scrolled down by five hours. */
const lanes: LaneGrid = {
  kind: 'lanes',
  seen: { left: 300, top: 100, right: 500, bottom: 700 },
  lanes: [
    { day: mon, left: 300, right: 400 },
    { day: tue, left: 400, right: 500 },
  ],
  top: () => -50,
  perHour: 30,
};

describe('the place under the pointer', () => {
  it('is a day and a time on the grid of the step', () => {
    // 500 - 10 - (-50) = 540 pixels are 18 hours.
    expect(spotAt(lanes, 450, 500, 10, 30)).toEqual({ day: tue, minutes: 18 * 60 });
    expect(spotAt(lanes, 350, 506, 10, 30)).toEqual({ day: mon, minutes: 18 * 60 });
    expect(spotAt(lanes, 350, 506, 10, 5)).toEqual({ day: mon, minutes: 18 * 60 + 10 });
  });
  it('is nowhere beside the grid', () => {
    expect(spotAt(lanes, 250, 500, 10, 30)).toBeNull();
    expect(spotAt(lanes, 450, 90, 10, 30)).toBeNull();
  });
  it('stays inside the day', () => {
    const low = { ...lanes, top: () => -90 };
    expect(spotAt(low, 450, 699, 0, 30)).toEqual({ day: tue, minutes: 23 * 60 + 30 });
  });
  it('is a day alone in the month', () => {
    const month: CellGrid = {
      kind: 'cells',
      seen: { left: 0, top: 0, right: 200, bottom: 100 },
      cells: [
        { day: mon, left: 0, top: 0, right: 100, bottom: 100 },
        { day: tue, left: 100, top: 0, right: 200, bottom: 100 },
      ],
    };
    expect(spotAt(month, 150, 50, 10, 30)).toEqual({ day: tue, minutes: null });
    expect(boxOf(month, tue + 600 * minuteMs, 44)).toEqual(month.cells[1]);
  });
});

describe('where a time is on the screen', () => {
  it('follows the scrolled hours', () => {
    expect(boxOf(lanes, tue + 18 * 60 * minuteMs, 44)).toEqual({
      ...{ left: 400, right: 500, top: 490, bottom: 534 },
    });
  });
  it('is nowhere when its day is not shown', () => {
    expect(boxOf(lanes, startOf('2026-11-25'), 44)).toBeNull();
  });
});
