import { describe, expect, it } from 'vitest';
import type { Slot } from '../../backend/types';
import {
  addSlots,
  changeSlot,
  clearDay,
  copyDay,
  moveToZone,
  removeSlot,
  slotTime,
  tidy,
  zoneOf,
} from './slotsModel';

const at = (weekday: number, wall: string, zone = 'Asia/Jakarta'): Slot => ({
  weekday,
  wall,
  zone,
});
const said = (slots: Slot[]) => slots.map((s) => `${s.weekday} ${s.wall}`).join(', ');

describe('slots', () => {
  const slots = [at(1, '12:00'), at(1, '18:30'), at(0, '09:00')];

  it('are in the order of a week that begins on Monday, each once', () => {
    expect(said(tidy([at(0, '09:00'), at(1, '18:30'), at(1, '12:00'), at(0, '09:00')]))).toBe(
      said(slots),
    );
  });

  it('are added on several days at once', () => {
    expect(said(addSlots(slots, '12:00', [1, 2, 0], 'Asia/Jakarta'))).toBe(
      '1 12:00, 1 18:30, 2 12:00, 0 09:00, 0 12:00',
    );
  });

  it('of two zones at the same time are two', () => {
    expect(addSlots([at(1, '12:00')], '12:00', [1], 'UTC')).toHaveLength(2);
  });

  it('are changed and removed', () => {
    expect(said(changeSlot(slots, at(1, '12:00'), '20:00'))).toBe('1 18:30, 1 20:00, 0 09:00');
    expect(said(changeSlot(slots, at(1, '12:00'), '18:30'))).toBe('1 18:30, 0 09:00');
    expect(said(removeSlot(slots, at(1, '12:00')))).toBe('1 18:30, 0 09:00');
    expect(said(clearDay(slots, 1))).toBe('0 09:00');
  });

  it('of one day are copied to every day', () => {
    const all = copyDay(slots, 1);
    expect(all).toHaveLength(14);
    expect(all.some((s) => s.wall === '09:00')).toBe(false);
    expect(copyDay(slots, 2)).toEqual([]);
  });

  it('move to another zone with their wall times', () => {
    const moved = moveToZone([at(1, '12:00'), at(1, '12:00', 'UTC')], 'Europe/Madrid');
    expect(moved).toEqual([at(1, '12:00', 'Europe/Madrid')]);
  });

  it('have one zone, several, or the one here', () => {
    expect(zoneOf(slots, 'UTC')).toBe('Asia/Jakarta');
    expect(zoneOf([...slots, at(1, '12:00', 'UTC')], 'UTC')).toBe('');
    expect(zoneOf([], 'UTC')).toBe('UTC');
  });

  it('have no seconds', () => {
    expect([slotTime('18:30:05'), slotTime('18:30'), slotTime(null)]).toEqual([
      '18:30',
      '18:30',
      '',
    ]);
  });
});
