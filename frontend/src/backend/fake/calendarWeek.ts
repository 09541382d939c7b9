import { hourMs, minuteMs, naiveAt, readWall, resolveWall, writeWall } from '../../lib/wallTime';
import type { Account, Post, Slot } from '../types';
import { fakeZone, makePost } from './data';

const zones: Record<string, string> = {
  a1: 'Asia/Jakarta',
  a2: fakeZone,
  a3: 'America/New_York',
  a4: fakeZone,
  a5: 'Europe/London',
};

const everyDay = [1, 2, 3, 4, 5, 6, 0];

/** Slots of three accounts, each in its own zone. */
function slotsOf(accountId: string): Slot[] {
  const zone = zones[accountId] ?? fakeZone;
  const walls: Record<string, string[]> = {
    a1: ['12:00', '18:30'],
    a2: ['08:30', '18:30'],
    a3: ['17:00'],
  };
  return everyDay.flatMap((weekday) =>
    (walls[accountId] ?? []).map((wall) => ({ weekday, wall, zone })),
  );
}

/** Accounts with their slots, for the scenes of the calendar. */
export function withSlots(accounts: Account[]): Account[] {
  return accounts.map((a) => ({ ...a, slots: slotsOf(a.id) }));
}

/** A post at a wall time of the computer's zone; its own wall time is that of its account's. */
function at(id: string, wall: string, account: string, media: string, part: Partial<Post> = {}) {
  const zone = zones[account] ?? fakeZone;
  const when = resolveWall(readWall(wall), fakeZone).at;
  return makePost(id, {
    state: 'scheduled',
    accountId: account,
    mediaId: media,
    zone,
    wall: writeWall(naiveAt(when, zone)),
    scheduledAt: when.toISOString(),
    privacy: 'PUBLIC_TO_EVERYONE',
    consentAt: when.toISOString(),
    ...part,
  });
}

const done = { state: 'published' };

/** The week of 23 November 2026 as an agency has it: run it with the clock at Tuesday, 15:42. */
function weekPosts(): Post[] {
  const d = (day: number, time: string) => `2026-11-${String(day).padStart(2, '0')}T${time}`;
  return [
    at('w1', d(23, '06:00'), 'a1', 'm1', { ...done, caption: 'Shot from under the lip' }),
    at('w2', d(23, '08:30'), 'a2', 'm2', { ...done, caption: 'Paws before coffee' }),
    at('w3', d(23, '13:00'), 'a5', 'm5', { state: 'in_inbox', caption: 'Blocking to final' }),
    at('w4', d(23, '18:00'), 'a3', 'm3', { ...done, caption: 'The latch, closer' }),
    at('w5', d(23, '23:00'), 'a3', 'm3', {
      state: 'uncertain',
      caption: 'Worm drive at half speed',
    }),
    at('w6', d(24, '08:30'), 'a2', 'm2', { ...done, caption: 'Nube meets snow' }),
    at('w7', d(24, '13:00'), 'a5', 'm5', {
      state: 'failed',
      caption: 'The yawn took eleven days',
      failure: { reason: 'frame_rate_check_failed', message: '20 frames a second.' },
    }),
    at('p4', d(24, '15:40'), 'a2', 'm2', { state: 'uploading', caption: 'The warm tile' }),
    at('w8', d(24, '18:30'), 'a2', 'm2', { caption: 'Paws, a study #samoyed' }),
    at('w9', d(24, '23:00'), 'a3', 'm3', { caption: 'Four gears, one crank' }),
    at('w10', d(25, '06:00'), 'a1', 'm1', { caption: 'Six in the morning, nobody out' }),
    at('w11', d(25, '08:30'), 'a2', 'm2', { caption: 'Monday is a feeling' }),
    at('w12', d(25, '12:30'), 'a1', 'm6', { caption: 'Why the lip throws' }),
    at('w13', d(25, '18:00'), 'a3', 'm3', { caption: 'The hinge' }),
    at('w14', d(26, '08:30'), 'a4', 'm4', {
      state: 'blocked',
      caption: 'Night side of Earth',
      failure: { reason: 'auth_required', message: '@orbit.notes is signed out.' },
    }),
    at('w15', d(26, '12:30'), 'a1', 'm6', { caption: 'Second set' }),
    at('w16', d(26, '18:30'), 'a2', 'm2', { caption: 'Vacuum, day one' }),
    at('w17', d(27, '06:00'), 'a1', 'm6', { caption: 'Offshore at last' }),
    at('w18', d(27, '11:30'), 'a5', 'm5', { caption: 'The walk cycle' }),
    at('w19', d(27, '18:00'), 'a3', 'm3', { caption: 'Cross-axle' }),
    at('w20', d(28, '08:30'), 'a2', 'm2', { caption: 'Saturday paws' }),
    at('w21', d(28, '12:30'), 'a1', 'm6', { caption: 'Paddle less' }),
    at('w22', d(29, '12:30'), 'a4', 'm4', { caption: 'Cities from 400 km' }),
    ...earlierPosts(),
    ...springPosts(),
    makePost('u1', { mediaId: 'm6', accountId: 'a1' }),
    makePost('u2', { mediaId: 'm3', accountId: 'a3', caption: 'How the cross-axle finds centre' }),
    makePost('u3', {
      mediaId: 'm7',
      accountId: 'a4',
      caption: 'A rock older than the Sun’s light',
    }),
    makePost('u4', { mediaId: 'm5', accountId: 'a5', caption: 'The walk cycle, flipped' }),
    makePost('u5', { mediaId: 'm2', accountId: 'a2', caption: 'Nose, then the rest of him' }),
  ];
}

/** The weeks before, all out but what was missed. */
function earlierPosts(): Post[] {
  const plan: [number, string, string, string][] = [
    [2, '12:00', 'a3', 'm3'],
    [3, '08:30', 'a2', 'm2'],
    [3, '18:30', 'a1', 'm6'],
    [4, '12:30', 'a1', 'm1'],
    [5, '08:30', 'a2', 'm2'],
    [5, '18:00', 'a3', 'm3'],
    [9, '06:00', 'a1', 'm1'],
    [9, '18:00', 'a3', 'm3'],
    [11, '12:30', 'a1', 'm6'],
    [12, '08:30', 'a2', 'm2'],
    [12, '13:00', 'a5', 'm5'],
    [12, '18:00', 'a3', 'm3'],
    [16, '08:30', 'a2', 'm2'],
    [17, '12:30', 'a1', 'm6'],
    [19, '06:00', 'a1', 'm1'],
    [19, '12:30', 'a1', 'm6'],
    [19, '18:00', 'a3', 'm3'],
    [22, '18:00', 'a3', 'm3'],
  ];
  return plan.map(([day, time, account, media], i) =>
    at(`e${i}`, `2026-11-${String(day).padStart(2, '0')}T${time}`, account, media, {
      state: day === 22 ? 'missed' : account === 'a5' ? 'in_inbox' : 'published',
      caption: `Earlier clip ${i + 1}`,
    }),
  );
}

/** Around the night of 28 March 2027, when clocks go forward. */
function springPosts(): Post[] {
  return [
    at('s1', '2027-03-27T02:30', 'a2', 'm2', { caption: 'Nube at night' }),
    at('s2', '2027-03-26T18:00', 'a3', 'm3', { caption: 'Spring wound' }),
    at('s3', '2027-03-28T12:30', 'a1', 'm1', { caption: 'Long shadow' }),
    at('s4', '2027-03-24T06:00', 'a1', 'm6', { caption: 'Dawn, again' }),
  ];
}

/** n posts in the month around now, half of them still to come. */
function monthPosts(n: number): Post[] {
  const start = Date.now() - 15 * 24 * hourMs;
  const gap = (30 * 24 * hourMs) / n;
  return Array.from({ length: n }, (_, i) => {
    const ms = Math.round((start + i * gap) / (5 * minuteMs)) * 5 * minuteMs;
    const account = `a${(i % 5) + 1}`;
    const wall = writeWall(naiveAt(new Date(ms), fakeZone));
    const state = ms < Date.now() ? 'published' : 'scheduled';
    return at(`m${i}`, wall, account, `m${(i % 6) + 1}`, { state, caption: `Clip ${i + 1}` });
  });
}

/** The posts of a scene of the calendar: "calendar", or "month500" for that many in a month. */
export function calendarPosts(scene: string): Post[] | undefined {
  if (scene === 'calendar') return weekPosts();
  const many = /^month(\d+)$/.exec(scene);
  return many ? monthPosts(Number(many[1])) : undefined;
}
