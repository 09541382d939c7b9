import { describe, expect, it } from 'vitest';
import { clockChanges, naiveAt, readWall, resolveWall, startOf, writeWall } from './wallTime';

const resolve = (wall: string, zone: string) => {
  const { at, note } = resolveWall(readWall(wall), zone);
  return [at.toISOString(), note];
};

describe('resolveWall', () => {
  // The same cases as internal/cuedrop: window and back end may not disagree.
  it.each([
    ['2026-11-24T18:30', 'Europe/Madrid', '2026-11-24T17:30:00.000Z', ''],
    ['2027-03-28T02:30', 'Europe/Madrid', '2027-03-28T01:30:00.000Z', 'gap'],
    ['2027-03-28T03:00', 'Europe/Madrid', '2027-03-28T01:00:00.000Z', ''],
    ['2027-10-31T02:30', 'Europe/Madrid', '2027-10-31T00:30:00.000Z', 'overlap'],
    ['2027-10-31T01:59', 'Europe/Madrid', '2027-10-30T23:59:00.000Z', ''],
    ['2027-10-31T03:00', 'Europe/Madrid', '2027-10-31T02:00:00.000Z', ''],
    ['2027-04-04T02:15', 'Australia/Lord_Howe', '2027-04-03T15:45:00.000Z', ''],
    ['2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45:00.000Z', 'overlap'],
    ['2027-03-14T02:30', 'America/New_York', '2027-03-14T07:30:00.000Z', 'gap'],
    ['2026-11-24T18:30', 'Asia/Kolkata', '2026-11-24T13:00:00.000Z', ''],
  ])('%s in %s', (wall, zone, at, note) => {
    expect(resolve(wall, zone)).toEqual([at, note]);
  });

  it('goes there and back', () => {
    const wall = readWall('2026-11-24T18:30');
    for (const zone of ['UTC', 'Asia/Jakarta', 'America/New_York', 'Asia/Kathmandu']) {
      expect(naiveAt(resolveWall(wall, zone).at, zone)).toBe(wall);
    }
  });
});

describe('clockChanges', () => {
  const words = (from: string, to: string, zone: string) =>
    clockChanges(startOf(from), startOf(to), zone).map((c) => [
      c.kind,
      writeWall(c.start),
      writeWall(c.end),
    ]);

  it('finds the hour that spring skips', () => {
    expect(words('2027-03-22', '2027-03-29', 'Europe/Madrid')).toEqual([
      ['gap', '2027-03-28T02:00:00', '2027-03-28T03:00:00'],
    ]);
  });
  it('finds the hour that autumn repeats', () => {
    expect(words('2027-10-25', '2027-11-01', 'Europe/Madrid')).toEqual([
      ['overlap', '2027-10-31T02:00:00', '2027-10-31T03:00:00'],
    ]);
  });
  it('finds half an hour, and midnight', () => {
    expect(words('2027-10-01', '2027-10-07', 'Australia/Lord_Howe')).toEqual([
      ['gap', '2027-10-03T02:00:00', '2027-10-03T02:30:00'],
    ]);
    expect(words('2026-10-20', '2026-10-27', 'Asia/Beirut')).toEqual([
      ['overlap', '2026-10-24T23:00:00', '2026-10-25T00:00:00'],
    ]);
  });
  it('is empty without one', () => {
    expect(words('2026-11-23', '2026-11-30', 'Europe/Madrid')).toEqual([]);
    expect(words('2026-01-01', '2027-01-01', 'Asia/Jakarta')).toEqual([]);
  });
});
