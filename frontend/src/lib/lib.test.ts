import { describe, expect, it } from 'vitest';
import { formatBytes, formatPartOf } from './bytes';
import { CAPTION_MAX, captionParts, captionPartsWithLimit, captionUnits } from './caption';
import { codecName } from './codecs';
import { formatClock, formatClockTenths, formatLength, formatSpan } from './duration';
import { parseTime } from './timeInput';
import {
  dayKey,
  dayRange,
  daysFromNow,
  formatDay,
  formatTime,
  offsetName,
  sameClock,
  wallAt,
  zoneCity,
  zoneName,
} from './zones';

describe('caption', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['🐟', 2],
    ['👩‍🚀', 5],
    ['日本語', 3],
  ])('counts %j as %i UTF-16 units', (text, units) => {
    expect(captionUnits(text)).toBe(units);
  });

  it('finds tags and mentions of every script and loses nothing', () => {
    const text = 'Hi #surf, #日本語 and @a.b. Not me@home.org nor a#b #é_1';
    const parts = captionParts(text);
    expect(parts.map((p) => p.text).join('')).toBe(text);
    expect(parts.filter((p) => p.kind === 'tag').map((p) => p.text)).toEqual([
      '#surf',
      '#日本語',
      '#é_1',
    ]);
    expect(parts.filter((p) => p.kind === 'mention').map((p) => p.text)).toEqual(['@a.b']);
  });

  it('marks what is over the limit without cutting an emoji in two', () => {
    const text = `${'a'.repeat(CAPTION_MAX - 1)}🐟b`;
    const parts = captionPartsWithLimit(text);
    expect(parts.at(-1)).toEqual({ kind: 'over', text: '🐟b' });
    expect(parts.map((p) => p.text).join('')).toBe(text);
    expect(captionPartsWithLimit('a').every((p) => p.kind !== 'over')).toBe(true);
  });
});

describe('time input', () => {
  it.each([
    ['18:30', '18:30'],
    ['1830', '18:30'],
    ['18.30', '18:30'],
    ['9', '09:00'],
    ['9h05', '09:05'],
    ['6:30 pm', '18:30'],
    ['12 am', '00:00'],
    ['12pm', '12:00'],
    ['18:30:05', '18:30:05'],
    ['18:30:00', '18:30'],
    ['24:00', null],
    ['18:60', null],
    ['13 pm', null],
    ['soon', null],
    ['', null],
  ])('reads %j as %j', (text, want) => {
    expect(parseTime(text)).toBe(want);
  });
});

describe('zones', () => {
  const summer = new Date('2027-07-01T10:00:00Z');
  const winter = new Date('2026-11-27T11:30:00Z');

  it('shows the wall time of a zone, with half hours and across midnight', () => {
    expect(formatTime(winter, 'Asia/Jakarta')).toBe('18:30');
    expect(formatTime(winter, 'Asia/Kolkata')).toBe('17:00');
    expect(wallAt(new Date('2026-12-31T23:30:00Z'), 'Europe/Madrid')).toMatchObject({
      year: 2027,
      month: 1,
      day: 1,
      hour: 0,
      minute: 30,
      weekday: 5,
    });
    expect(formatTime(new Date('2026-11-27T00:00:00Z'), 'UTC')).toBe('00:00');
  });

  it('names offsets as they are on that day', () => {
    expect(offsetName(winter, 'Europe/Madrid')).toBe('UTC+1');
    expect(offsetName(summer, 'Europe/Madrid')).toBe('UTC+2');
    expect(offsetName(summer, 'Asia/Kolkata')).toBe('UTC+5:30');
    expect(offsetName(winter, 'America/New_York')).toBe('UTC-5');
    expect(zoneName(winter, 'Asia/Jakarta')).toBe('Jakarta, UTC+7');
    expect(zoneName(winter, 'UTC')).toBe('UTC');
  });

  it('knows that two names can mean one clock, but only sometimes', () => {
    expect(sameClock(winter, 'Europe/Madrid', 'Europe/Paris')).toBe(true);
    expect(sameClock(winter, 'Europe/London', 'UTC')).toBe(true);
    expect(sameClock(summer, 'Europe/London', 'UTC')).toBe(false);
  });

  it('writes days, with the year only when it is another one', () => {
    expect(formatDay(winter, 'Asia/Jakarta', winter)).toBe('Fri 27 Nov');
    expect(formatDay(summer, 'UTC', winter)).toBe('Thu 1 Jul 2027');
    expect(dayKey(new Date('2026-11-27T23:30:00Z'), 'Asia/Jakarta')).toBe('2026-11-28');
  });

  it('counts calendar days and not hours, also over a clock change', () => {
    const now = new Date('2027-03-27T22:30:00Z');
    expect(daysFromNow(new Date('2027-03-27T23:30:00Z'), 'Europe/Madrid', now)).toBe(1);
    expect(daysFromNow(new Date('2027-03-28T21:59:00Z'), 'Europe/Madrid', now)).toBe(1);
    expect(daysFromNow(new Date('2027-03-28T22:01:00Z'), 'Europe/Madrid', now)).toBe(2);
    expect(dayRange('2027-03-27', 3)).toEqual(['2027-03-27', '2027-03-28', '2027-03-29']);
  });

  it('takes the city out of a name', () => {
    expect(zoneCity('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  });
});

describe('figures', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [60_600_000, '60.6 MB'],
    [4_000_000_000, '4 GB'],
    [999_999, '1 MB'],
  ])('writes %i bytes as %s', (bytes, want) => {
    expect(formatBytes(bytes)).toBe(want);
  });

  it('writes a part in the unit of the whole', () => {
    expect(formatPartOf(38_200_000, 60_600_000)).toBe('38.2');
    expect(formatPartOf(500_000, 60_600_000)).toBe('0.5');
  });

  it('writes spans with two units at most', () => {
    expect(formatSpan(11_000)).toBe('11 s');
    expect(formatSpan(168 * 60_000)).toBe('2 h 48 min');
    expect(formatSpan(68 * 3_600_000)).toBe('2 days 20 h');
    expect(formatSpan(24 * 3_600_000)).toBe('1 day');
    expect(formatSpan(-5)).toBe('0 s');
  });

  it('writes positions and lengths', () => {
    expect(formatClock(3_723_000)).toBe('1:02:03');
    expect(formatClockTenths(9_400)).toBe('0:09.4');
    expect(formatLength(700)).toBe('0.7 s');
    expect(formatLength(185_000)).toBe('3 min 5 s');
    expect(formatLength(600_000)).toBe('10 min');
  });

  it('knows codecs by the names people use', () => {
    expect(codecName('h264')).toBe('H.264');
    expect(codecName('pcm_s16le')).toBe('PCM');
    expect(codecName('rawvideo')).toBe('rawvideo');
  });
});
