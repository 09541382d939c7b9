import { describe, expect, it } from 'vitest';
import { makePost } from '../../backend/fake/data';
import { dayMs, minuteMs, readWall, startOf } from '../../lib/wallTime';
import { type Ghost, ghostsIn } from './ghosts';
import { dragShift, shifted, snap, targetOn } from './moveModel';

const madrid = 'Europe/Madrid';
const jakarta = 'Asia/Jakarta';

describe('moving across a clock change', () => {
  const post = makePost('a', {
    state: 'scheduled',
    wall: '2027-03-27T02:30:00',
    zone: madrid,
    scheduledAt: '2027-03-27T01:30:00Z',
  });
  const said = (t: ReturnType<typeof shifted>) => [t.wall, t.at.toISOString(), t.note];

  it('says that the time does not exist, and where it goes instead', () => {
    const to = shifted(post, readWall('2027-03-27T02:30'), { days: 1, minutes: 0 }, madrid);
    expect(said(to)).toEqual(['2027-03-28T02:30:00', '2027-03-28T01:30:00.000Z', 'gap']);
  });
  it('keeps the wall time that was chosen when it moves on', () => {
    const onSunday = { ...post, wall: '2027-03-28T02:30:00', scheduledAt: '2027-03-28T01:30:00Z' };
    const to = shifted(onSunday, readWall('2027-03-28T03:30'), { days: 1, minutes: 0 }, madrid);
    expect(said(to)).toEqual(['2027-03-29T02:30:00', '2027-03-29T00:30:00.000Z', '']);
  });
  it('takes the first of two equal times', () => {
    const autumn = { ...post, wall: '2027-10-30T02:30:00', scheduledAt: '2027-10-30T00:30:00Z' };
    const to = shifted(autumn, readWall('2027-10-30T02:30'), { days: 1, minutes: 0 }, madrid);
    expect(said(to)).toEqual(['2027-10-31T02:30:00', '2027-10-31T00:30:00.000Z', 'overlap']);
  });
  it('keeps the wall time of the own zone, not that of the shown one', () => {
    const jk = makePost('b', {
      state: 'scheduled',
      wall: '2027-03-27T12:00:00',
      zone: jakarta,
      scheduledAt: '2027-03-27T05:00:00Z',
    });
    const to = shifted(jk, readWall('2027-03-27T06:00'), { days: 1, minutes: 0 }, madrid);
    expect(said(to)).toEqual(['2027-03-28T12:00:00', '2027-03-28T05:00:00.000Z', '']);
    const later = shifted(jk, readWall('2027-03-27T06:00'), { days: 1, minutes: 60 }, madrid);
    // 07:00 in Madrid is in summer time by then.
    expect(said(later)).toEqual(['2027-03-28T12:00:00', '2027-03-28T05:00:00.000Z', '']);
  });
  it('says a place of the shown zone in the own zone', () => {
    const to = targetOn(readWall('2027-03-28T02:30'), madrid, jakarta);
    expect(said(to)).toEqual(['2027-03-28T08:30:00', '2027-03-28T01:30:00.000Z', '']);
  });
});

describe('dragging', () => {
  it('counts days and minutes apart', () => {
    const from = readWall('2026-11-24T18:30');
    expect(dragShift(from, { day: startOf('2026-11-27'), minutes: 18 * 60 + 30 })).toEqual({
      days: 3,
      minutes: 0,
    });
    expect(dragShift(from, { day: startOf('2026-11-23'), minutes: 17 * 60 })).toEqual({
      days: -1,
      minutes: -90,
    });
  });
  it('keeps to its step and inside the day', () => {
    expect([14, 15, 44, 46].map((m) => snap(m, 30))).toEqual([0, 30, 30, 60]);
    expect(snap(1439, 30)).toBe(1410);
    expect(snap(1439, 5)).toBe(1435);
    expect(snap(-20, 30)).toBe(0);
  });
});

describe('free slots', () => {
  const week = { from: startOf('2026-11-23'), to: startOf('2026-11-30') };
  const words = (g: Ghost) => [
    g.accountId,
    new Date(g.wall).toISOString().slice(0, 16),
    g.slotWall,
  ];

  it('stand at the shown time, a day off where their day is another', () => {
    const owner = { id: 'a1', slots: [{ weekday: 1, wall: '05:00', zone: jakarta }] };
    expect(ghostsIn([owner], [], week, madrid).map(words)).toEqual([
      ['a1', '2026-11-29T23:00', '2026-11-30T05:00:00'],
    ]);
  });
  it('are gone where a post of the same account stands, and come back when it is canceled', () => {
    const owner = { id: 'a1', slots: [{ weekday: 2, wall: '18:30', zone: madrid }] };
    const post = (part: object) =>
      makePost('p', {
        accountId: 'a1',
        state: 'scheduled',
        scheduledAt: '2026-11-24T17:30:00Z',
        ...part,
      });
    const count = (part: object) => ghostsIn([owner], [post(part)], week, madrid).length;
    expect(count({})).toBe(0);
    expect(count({ state: 'published' })).toBe(0);
    expect(count({ accountId: 'a2' })).toBe(1);
    expect(count({ state: 'canceled' })).toBe(1);
    expect(count({ scheduledAt: '2026-11-24T17:00:00Z' })).toBe(1);
  });
  it('that a clock change moves onto one another count once', () => {
    const slots = ['02:30', '03:30'].map((wall) => ({ weekday: 0, wall, zone: madrid }));
    const spring = { from: startOf('2027-03-22'), to: startOf('2027-03-29') };
    const found = ghostsIn([{ id: 'a1', slots }], [], spring, madrid);
    expect(found.map((g) => (g.wall % dayMs) / minuteMs)).toEqual([210]);
  });
});
