import { describe, expect, it } from 'vitest';
import { makePost } from '../../backend/fake/data';
import { makeAccount } from '../../backend/fake/people';
import { slotsOnDay } from './slotModel';

const zone = 'Asia/Jakarta';
const now = new Date('2026-11-26T12:00:00Z');
const account = makeAccount('a1', 'A', 'a', {
  slots: [
    { weekday: 5, wall: '12:00', zone },
    { weekday: 5, wall: '18:30', zone },
    { weekday: 6, wall: '09:00', zone },
  ],
});
const at = (id: string, wall: string, part = {}) =>
  makePost(id, {
    accountId: 'a1',
    wall: `2026-11-27T${wall}:00`,
    zone,
    state: 'scheduled',
    ...part,
  });
const said = (posts: ReturnType<typeof at>[]) =>
  slotsOnDay(account, '2026-11-27', posts, 'own', now).map(
    (s) => `${s.wall} ${s.taken?.id ?? 'free'}`,
  );

describe('the slots of a day', () => {
  it('are those of its weekday', () => {
    expect(said([])).toEqual(['12:00 free', '18:30 free']);
    expect(slotsOnDay(account, '', [], 'own', now)).toEqual([]);
  });

  it('are not those that have passed, where the slot is', () => {
    const at1830 = new Date('2026-11-27T11:30:00Z');
    expect(slotsOnDay(account, '2026-11-27', [], 'own', at1830)).toEqual([]);
    const before = new Date('2026-11-27T11:29:00Z');
    expect(slotsOnDay(account, '2026-11-27', [], 'own', before).map((s) => s.wall)).toEqual([
      '18:30',
    ]);
  });

  it('are taken by another post of the account at that time in that zone', () => {
    expect(said([at('p1', '12:00'), at('own', '18:30')])).toEqual(['12:00 p1', '18:30 free']);
    expect(said([at('p1', '12:00', { accountId: 'a2' })])[0]).toBe('12:00 free');
    expect(said([at('p1', '12:00', { zone: 'UTC' })])[0]).toBe('12:00 free');
  });

  it.each(['missed', 'failed', 'canceled'])('are free again of a post that is %s', (state) => {
    expect(said([at('p1', '12:00', { state })])[0]).toBe('12:00 free');
  });
});
