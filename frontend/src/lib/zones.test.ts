import { describe, expect, it } from 'vitest';
import { offsetMinutes } from './zones';

/** What the system says of instants in a zone, without any rule of ours. */
function system(zone: string) {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (at: number) => minutesOf(format.formatToParts(at));
}

function minutesOf(parts: Intl.DateTimeFormatPart[]): number {
  const name = parts.find((p) => p.type === 'timeZoneName')?.value ?? '';
  const found = /GMT([+-])(\d+):(\d+)/.exec(name);
  if (!found) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]));
}

describe('offsetMinutes', () => {
  it.each([
    // Around changes of an hour, of half of one, in a month of fasting, over the date line.
    ['Europe/Madrid', '2027-03-28T01:00:00Z'],
    ['Europe/Madrid', '2027-10-31T01:00:00Z'],
    ['America/New_York', '2026-11-01T06:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
    ['Africa/Casablanca', '2026-03-22T02:00:00Z'],
    ['Antarctica/Troll', '2026-03-29T01:00:00Z'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['Asia/Jakarta', '2026-11-27T17:00:00Z'],
    ['Asia/Kathmandu', '2026-11-27T18:15:00Z'],
  ])('%s around %s is what the system says', (zone, change) => {
    const middle = Date.parse(change);
    const asked = system(zone);
    for (let minutes = -3000; minutes <= 3000; minutes += 15) {
      for (const at of [middle + minutes * 60_000 - 1000, middle + minutes * 60_000]) {
        expect(offsetMinutes(new Date(at), zone), new Date(at).toISOString()).toBe(asked(at));
      }
    }
  });
});
