import { expect, it } from 'vitest';
import { canUnplan, zoneFor } from './moving';

it('takes the time away from what is still on the schedule only', () => {
  const can = (state: string, scheduledAt = '2026-11-24T10:00:00Z') =>
    canUnplan({ state, scheduledAt });
  expect(['draft', 'scheduled', 'blocked', 'missed'].map((s) => can(s))).not.toContain(false);
  expect(['failed', 'canceled', 'published', 'uploading'].map((s) => can(s))).not.toContain(true);
  expect(can('draft', '')).toBe(false);
});

it('takes the zone of the post, then of its account, then the one shown', () => {
  const slots = [{ weekday: 1, wall: '12:00', zone: 'Asia/Jakarta' }];
  expect(zoneFor({ wall: '2026-11-24T12:00:00', zone: 'Europe/Madrid' }, slots, 'UTC')).toBe(
    'Europe/Madrid',
  );
  expect(zoneFor({ wall: '', zone: 'Europe/Madrid' }, slots, 'UTC')).toBe('Asia/Jakarta');
  expect(zoneFor({ wall: '', zone: 'Europe/Madrid' }, [], 'UTC')).toBe('UTC');
  expect(zoneFor(undefined, undefined, 'UTC')).toBe('UTC');
});
