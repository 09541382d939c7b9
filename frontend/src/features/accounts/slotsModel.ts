import type { Slot } from '../../backend/types';

/** Monday first, as the week is drawn; 0 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;
export type Weekday = (typeof weekdays)[number];

/** The back end takes no more of one account. */
export const slotsMax = 200;

const order = (s: Slot) => `${(s.weekday + 6) % 7} ${s.wall} ${s.zone}`;

const sameSlot = (a: Slot, b: Slot) => order(a) === order(b);

/** In the order of the week, each once. */
export function tidy(slots: readonly Slot[]): Slot[] {
  const byOrder = new Map(slots.map((s) => [order(s), s]));
  return [...byOrder.keys()].sort().map((k) => byOrder.get(k) as Slot);
}

export function slotsOn(slots: readonly Slot[], weekday: Weekday): Slot[] {
  return slots.filter((s) => s.weekday === weekday);
}

/** One time on several days. */
export function addSlots(
  slots: readonly Slot[],
  wall: string,
  days: readonly Weekday[],
  zone: string,
): Slot[] {
  return tidy([...slots, ...days.map((weekday) => ({ weekday, wall, zone }))]);
}

export function removeSlot(slots: readonly Slot[], gone: Slot): Slot[] {
  return slots.filter((s) => !sameSlot(s, gone));
}

export function changeSlot(slots: readonly Slot[], before: Slot, wall: string): Slot[] {
  return tidy([...removeSlot(slots, before), { ...before, wall }]);
}

/** Every day gets the times of one day, and keeps none of its own. */
export function copyDay(slots: readonly Slot[], weekday: Weekday): Slot[] {
  const times = slotsOn(slots, weekday);
  return tidy(weekdays.flatMap((to) => times.map((s) => ({ ...s, weekday: to }))));
}

export function clearDay(slots: readonly Slot[], weekday: Weekday): Slot[] {
  return slots.filter((s) => s.weekday !== weekday);
}

/** Wall times stay; the clocks that they are read from change. */
export function moveToZone(slots: readonly Slot[], zone: string): Slot[] {
  return tidy(slots.map((s) => ({ ...s, zone })));
}

/** The zone of all slots; "" where they have several, here where there are none. */
export function zoneOf(slots: readonly Slot[], here: string): string {
  const zones = new Set(slots.map((s) => s.zone));
  if (zones.size > 1) return '';
  return [...zones][0] ?? here;
}

/** "18:30" of what was typed; a slot has no seconds. */
export const slotTime = (time: string | null): string => (time ?? '').slice(0, 5);
