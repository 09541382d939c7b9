import type { PostEdit, PostMove, SlotTime } from '../../backend/types';
import { addDays, resolveText, weekdayOf } from '../../lib/wallDays';

/** What a bulk edit needs to know of a post. */
export type Target = {
  id: string;
  accountId: string;
  /** Where its account is: clocks are meant there unless another zone is chosen. */
  zone: string;
  /** Its present time, "" without one. */
  wall: string;
  wallZone: string;
  caption: string;
  file: string;
};

/** A time that a post is to be given. Nothing is stored yet. */
export type Planned = {
  id: string;
  wall: string;
  zone: string;
  at: Date;
  note: '' | 'gap' | 'overlap';
  slot: boolean;
};

export type Spread = {
  /** Wall times of each day, "12:00"; those that are no time are left out. */
  times: readonly string[];
  /** The first day, "2026-11-30". */
  from: string;
  /** A zone for all, or "" for each account's own. */
  zone: string;
  /** The days that are used: 0 is Sunday. */
  weekdays: readonly number[];
};

/** How far ahead a spread looks for days: ten thousand posts at one a week are its bound. */
const daysMax = 7 * 10_000;

/**
 * Gives posts, in their order, the times of one day after another. A time that has passed is left
 * out for the post that would be given it. Empty when there is nothing to give.
 */
export function spread(targets: readonly Target[], how: Spread, now: Date): Planned[] {
  const times = [...new Set(how.times)].filter((t) => /^\d\d:\d\d/.test(t)).sort();
  if (times.length === 0 || how.weekdays.length === 0 || !how.from) return [];
  const planned: Planned[] = [];
  let day = how.from;
  for (let i = 0; i < daysMax && planned.length < targets.length; i++, day = addDays(day, 1)) {
    if (!how.weekdays.includes(weekdayOf(day))) continue;
    for (const time of times) {
      const target = targets[planned.length];
      if (!target) break;
      const zone = how.zone || target.zone;
      const wall = `${day}T${time}`;
      const found = resolveText(wall, zone);
      if (found && found.at > now) {
        planned.push({ id: target.id, wall, zone, ...found, slot: false });
      }
    }
  }
  return planned;
}

/** Moves posts by whole days. Each keeps its wall time and zone; one without a time has none. */
export function shift(targets: readonly Target[], days: number): Planned[] {
  if (!Number.isInteger(days) || days === 0) return [];
  return targets.flatMap((target) => {
    if (!target.wall) return [];
    const [day = '', time = ''] = target.wall.split('T');
    const wall = `${addDays(day, days)}T${time}`;
    const found = resolveText(wall, target.wallZone);
    return found ? [{ id: target.id, wall, zone: target.wallZone, ...found, slot: false }] : [];
  });
}

/** Gives posts, in their order, the free slots of their accounts. */
export function fillSlots(
  targets: readonly Target[],
  free: ReadonlyMap<string, readonly SlotTime[]>,
): Planned[] {
  const used = new Map<string, number>();
  return targets.flatMap((target) => {
    const n = used.get(target.accountId) ?? 0;
    const slot = free.get(target.accountId)?.[n];
    if (!slot) return [];
    used.set(target.accountId, n + 1);
    const note = slot.note === 'gap' || slot.note === 'overlap' ? slot.note : '';
    const { wall, zone } = slot;
    return [{ id: target.id, wall, zone, at: new Date(slot.at), note, slot: true }];
  });
}

export const toMoves = (planned: readonly Planned[]): PostMove[] =>
  planned.map(({ id, wall, zone, slot }) => ({ id, when: { now: false, wall, zone }, slot }));

/** How many of the times have passed: the back end refuses them. */
export const passed = (planned: readonly Planned[], now: Date) =>
  planned.filter((p) => p.at <= now).length;

/** The days of a plan with the times of each, in order, as they stand on the clocks of its zones. */
export function byDay(planned: readonly Planned[]): { day: string; times: string[] }[] {
  const days = new Map<string, Set<string>>();
  for (const p of planned) {
    const [day = '', time = ''] = p.wall.split('T');
    days.set(day, (days.get(day) ?? new Set()).add(time.slice(0, 5)));
  }
  return [...days.keys()].sort().map((day) => ({ day, times: [...(days.get(day) ?? [])].sort() }));
}

/** Fills in {caption}, {file} and {number}; number counts from one. */
export function fillTemplate(template: string, target: Target, number: number): string {
  const file = target.file.replace(/\.[^.]+$/, '');
  const words: Record<string, string> = { caption: target.caption, file, number: String(number) };
  return template.replace(/\{(caption|file|number)\}/g, (_, word: string) => words[word] ?? '');
}

/** The captions that a template makes; posts whose caption stays the same are left out. */
export function recaption(
  targets: readonly Target[],
  template: string,
  onlyEmpty: boolean,
): PostEdit[] {
  return targets.flatMap((target, i) => {
    if (onlyEmpty && target.caption.trim() !== '') return [];
    const caption = fillTemplate(template, target, i + 1);
    if (caption === target.caption) return [];
    return [{ id: target.id, setAccount: false, accountId: '', setCaption: true, caption }];
  });
}

export const toAccount = (targets: readonly Target[], accountId: string): PostEdit[] =>
  targets
    .filter((t) => t.accountId !== accountId)
    .map(({ id }) => ({ id, setAccount: true, accountId, setCaption: false, caption: '' }));
