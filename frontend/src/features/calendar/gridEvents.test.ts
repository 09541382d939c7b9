import { describe, expect, it } from 'vitest';
import { makePost } from '../../backend/fake/data';
import { readWall } from '../../lib/wallTime';
import { collisions, gridEvents, hatch, hourPx, sameLayout } from './gridEvents';

const tile = (id: string, time: string) => ({
  post: makePost(id, {}),
  at: new Date(0),
  wall: readWall(`2026-11-24T${time}`),
});
const ghost = (key: string, time: string) => ({
  ...{ key, accountId: 'a1', at: new Date(0), slotWall: '', zone: 'UTC' },
  wall: readWall(`2026-11-24T${time}`),
});

describe('what FullCalendar lays out', () => {
  it('is as long as a tile is tall, at every height of an hour', () => {
    const length = (perHour: number) => {
      const [e] = gridEvents([tile('a', '12:00')], false, perHour);
      return (Date.parse(String(e?.end)) - Date.parse(String(e?.start))) / 60_000;
    };
    expect(length(33)).toBe(84);
    expect(length(46)).toBe(60);
  });
  it('ends at midnight, or it would be drawn on two days', () => {
    const [e] = gridEvents([tile('a', '23:50')], true, 33);
    expect(e).toEqual({ id: 'a', start: '2026-11-24T23:50:00Z', end: '2026-11-25T00:00:00Z' });
  });
  it('is the same while no post moves', () => {
    const of = (...times: string[]) =>
      gridEvents(
        times.map((t, i) => tile(`p${i}`, t)),
        false,
        33,
      );
    expect(sameLayout(of('12:00', '13:00'), of('12:00', '13:00'))).toBe(true);
    expect(sameLayout(of('12:00', '13:00'), of('12:00', '13:05'))).toBe(false);
    expect(sameLayout(of('12:00'), of('12:00', '13:00'))).toBe(false);
  });
});

describe('free slots and posts', () => {
  it('share the width only where they would be drawn over one another', () => {
    const tiles = [tile('a', '08:00'), tile('b', '12:00')];
    // 44 pixels are 80 minutes here, 24 are 44.
    const free = [ghost('in', '09:15'), ghost('after', '09:25'), ghost('before', '11:00')];
    const found = collisions(tiles, free, false, 33);
    expect([...found.crowded]).toEqual(['a']);
    expect([...found.compact]).toEqual(['in']);
  });
  it('share it when a slot begins shortly before a post', () => {
    const found = collisions([tile('b', '12:00')], [ghost('g', '11:30')], false, 33);
    expect([...found.crowded, ...found.compact]).toEqual(['b', 'g']);
  });
});

it('makes an hour tall enough for its label, and taller in a tall window', () => {
  expect(hourPx(478)).toBe(33);
  expect(hourPx(958)).toBe(46);
});

it('hatches the hour that is skipped', () => {
  expect(hatch(readWall('2027-03-28T02:00'), readWall('2027-03-28T03:00'), 33)).toEqual({
    top: 66,
    height: 33,
  });
});
