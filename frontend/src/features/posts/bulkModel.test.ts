import { describe, expect, it } from 'vitest';
import {
  byDay,
  fillSlots,
  fillTemplate,
  passed,
  recaption,
  shift,
  spread,
  type Target,
  toAccount,
  toMoves,
} from './bulkModel';

const madrid = 'Europe/Madrid';
const now = new Date('2026-11-24T14:40:00Z');
const weekdays = [1, 2, 3, 4, 5];

function target(id: string, part: Partial<Target> = {}): Target {
  return {
    id,
    accountId: 'a1',
    zone: madrid,
    wall: '',
    wallZone: madrid,
    caption: '',
    file: `${id}.mp4`,
    ...part,
  };
}

const ten = Array.from({ length: 10 }, (_, i) => target(`p${i}`));

describe('spread', () => {
  it('gives ten posts two times a day, Monday to Friday', () => {
    const planned = spread(
      ten,
      { times: ['18:30', '12:00'], from: '2026-11-30', zone: '', weekdays },
      now,
    );
    expect(planned.map((p) => p.wall)).toEqual([
      '2026-11-30T12:00',
      '2026-11-30T18:30',
      '2026-12-01T12:00',
      '2026-12-01T18:30',
      '2026-12-02T12:00',
      '2026-12-02T18:30',
      '2026-12-03T12:00',
      '2026-12-03T18:30',
      '2026-12-04T12:00',
      '2026-12-04T18:30',
    ]);
    expect(planned[0]?.at.toISOString()).toBe('2026-11-30T11:00:00.000Z');
  });

  it('goes over the weekend', () => {
    const planned = spread(
      ten.slice(0, 2),
      { times: ['12:00'], from: '2026-12-04', zone: '', weekdays },
      now,
    );
    expect(planned.map((p) => p.wall)).toEqual(['2026-12-04T12:00', '2026-12-07T12:00']);
  });

  it('means the clocks of each account, or of the chosen zone', () => {
    const two = [target('a'), target('b', { zone: 'Asia/Jakarta' })];
    const how = { times: ['12:00', '18:30'], from: '2026-11-30', zone: '', weekdays };
    expect(spread(two, how, now).map((p) => p.at.toISOString())).toEqual([
      '2026-11-30T11:00:00.000Z',
      '2026-11-30T11:30:00.000Z',
    ]);
    const there = spread(two, { ...how, zone: 'America/New_York' }, now);
    expect(there.map((p) => p.zone)).toEqual(['America/New_York', 'America/New_York']);
  });

  it('leaves out what has passed today', () => {
    const planned = spread(
      ten.slice(0, 2),
      { times: ['12:00', '18:30'], from: '2026-11-24', zone: '', weekdays },
      now,
    );
    expect(planned.map((p) => p.wall)).toEqual(['2026-11-24T18:30', '2026-11-25T12:00']);
  });

  it('tells what a clock change does', () => {
    const [gap] = spread(
      [target('a')],
      { times: ['02:30'], from: '2027-03-28', zone: '', weekdays: [0] },
      now,
    );
    expect(gap).toMatchObject({ note: 'gap', at: new Date('2027-03-28T01:30:00Z') });
    const [twice] = spread(
      [target('a')],
      { times: ['02:30'], from: '2027-10-31', zone: '', weekdays: [0] },
      now,
    );
    expect(twice).toMatchObject({ note: 'overlap', at: new Date('2027-10-31T00:30:00Z') });
  });

  it('gives nothing without times or days', () => {
    const how = { times: ['nonsense'], from: '2026-11-30', zone: '', weekdays };
    expect(spread(ten, how, now)).toEqual([]);
    expect(spread(ten, { ...how, times: ['12:00'], weekdays: [] }, now)).toEqual([]);
    expect(spread(ten, { ...how, times: ['12:00'], from: '' }, now)).toEqual([]);
  });

  it('never gives one time twice to the posts of one account', () => {
    for (const times of [['00:00'], ['12:00', '12:00', '18:30'], ['23:59', '00:01', '12:30']]) {
      const planned = spread(
        ten,
        { times, from: '2027-03-26', zone: '', weekdays: [0, 1, 2, 3, 4, 5, 6] },
        now,
      );
      expect(planned).toHaveLength(10);
      expect(new Set(planned.map((p) => p.at.getTime())).size).toBe(10);
      expect(planned.every((p) => p.at > now)).toBe(true);
    }
  });
});

describe('shift', () => {
  it('keeps the wall time over a clock change', () => {
    const planned = shift([target('a', { wall: '2027-03-27T12:00:00' }), target('b')], 1);
    expect(planned).toHaveLength(1);
    expect(planned[0]).toMatchObject({
      wall: '2027-03-28T12:00:00',
      at: new Date('2027-03-28T10:00:00Z'),
    });
  });

  it('knows what would be in the past', () => {
    const planned = shift([target('a', { wall: '2026-11-25T12:00:00' })], -2);
    expect(passed(planned, now)).toBe(1);
    expect(shift([target('a', { wall: '2026-11-25T12:00:00' })], 0)).toEqual([]);
  });
});

describe('free slots', () => {
  it('are given in order, each once, and only to posts with an account that has some', () => {
    const slot = (day: number) => ({
      wall: `2026-11-${day}T12:00:00`,
      zone: madrid,
      at: `2026-11-${day}T11:00:00Z`,
      note: '',
    });
    const free = new Map([['a1', [slot(25), slot(26)]]]);
    const posts = [target('a'), target('b', { accountId: '' }), target('c'), target('d')];
    const planned = fillSlots(posts, free);
    expect(planned.map((p) => [p.id, p.wall])).toEqual([
      ['a', '2026-11-25T12:00:00'],
      ['c', '2026-11-26T12:00:00'],
    ]);
    expect(toMoves(planned)[0]).toEqual({
      id: 'a',
      when: { now: false, wall: '2026-11-25T12:00:00', zone: madrid },
      slot: true,
    });
  });
});

describe('words', () => {
  it('fills in a template', () => {
    const post = target('a', { caption: 'Paws', file: 'two.dots.mov' });
    expect(fillTemplate('{number}. {caption} #{file} {other} {caption}', post, 3)).toBe(
      '3. Paws #two.dots {other} Paws',
    );
    expect(fillTemplate('{caption}', target('a', { caption: '{file} $1' }), 1)).toBe('{file} $1');
  });

  it('changes only what would say something else', () => {
    const posts = [target('a', { caption: 'Paws' }), target('b')];
    expect(recaption(posts, '{caption}', false)).toEqual([]);
    expect(recaption(posts, 'New', true).map((e) => e.id)).toEqual(['b']);
    expect(recaption(posts, 'Paws', false).map((e) => e.id)).toEqual(['b']);
    expect(toAccount([target('a'), target('b', { accountId: 'a2' })], 'a2')).toEqual([
      { id: 'a', setAccount: true, accountId: 'a2', setCaption: false, caption: '' },
    ]);
  });
});

it('tells the days of a plan', () => {
  const planned = spread(
    ten.slice(0, 3),
    { times: ['18:30', '12:00'], from: '2026-11-30', zone: '', weekdays },
    now,
  );
  expect(byDay(planned)).toEqual([
    { day: '2026-11-30', times: ['12:00', '18:30'] },
    { day: '2026-12-01', times: ['12:00'] },
  ]);
});
