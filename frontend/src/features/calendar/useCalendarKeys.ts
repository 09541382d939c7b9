import { useEffect, useRef } from 'react';
import { addDays } from '../../lib/wallDays';
import { dayOf } from '../../lib/wallTime';
import { askMove } from '../../state/moving';
import { shortcutFor } from '../../state/shortcuts';
import { uiStore } from '../../state/ui';
import { neighbour, type Step, stuckBecause, type Tile } from './calendarModel';
import { setCalendar, showView, step } from './calendarStore';
import type { Ghost } from './ghosts';
import { stepMinutes } from './moveModel';
import { nudge, postOf, takeNextSlot, unplanPost } from './moves';
import { focusItem, itemEl, keptItem } from './useKeptFocus';

type Item = { key: string; wall: number };

type Parts = { tiles: readonly Tile[]; ghosts: readonly Ghost[]; nowWall: number };

/** The keyboard of the calendar: all that the pointer can do. The window's own keys come before. */
export function useCalendarKeys(parts: Parts) {
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || isBusy() || isTyping(e.target)) return;
      if (e.ctrlKey || e.metaKey) return;
      if (onItem(e, latest.current) || (!e.altKey && anywhere(e, latest.current)))
        e.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function anywhere(e: KeyboardEvent, parts: Parts): boolean {
  switch (shortcutFor(e, 'calendar')) {
    case 'today':
      setCalendar({ day: '' });
      return true;
    case 'day':
      showView('day', dayOfFocus(parts));
      return true;
    case 'week':
      showView('week');
      return true;
    case 'month':
      showView('month');
      return true;
  }
  switch (e.key) {
    case 'PageUp':
      step(-1);
      return true;
    case 'PageDown':
      step(1);
      return true;
    default:
      return false;
  }
}

/** The day of the post that the keyboard is on, if it is on one. */
function dayOfFocus({ tiles }: Parts): string | undefined {
  const key = document.activeElement instanceof HTMLElement && document.activeElement.dataset.item;
  const tile = tiles.find((t) => t.post.id === key);
  return tile && dayOf(tile.wall);
}

const arrows: Record<string, Step> = {
  ArrowUp: 'earlier',
  ArrowDown: 'later',
  ArrowLeft: 'dayBefore',
  ArrowRight: 'dayAfter',
};

/** Keys for the post or free slot that has the focus. */
function onItem(e: KeyboardEvent, parts: Parts): boolean {
  const el = keptItem(e.target);
  const tray = e.target instanceof Element ? e.target.closest('[data-tray-item]') : null;
  const on =
    el ?? (e.target instanceof Element ? e.target.closest<HTMLElement>('[data-post]') : null);
  const post = postOf(on?.dataset.post ?? '');
  const arrow = arrows[e.key];
  const name = e.target instanceof Element && e.target.closest<HTMLElement>('[data-day]');
  if (arrow && name) return toDay(name.dataset.day ?? '', arrow);
  if (arrow && tray) return inTray(tray, arrow);
  if (arrow && el) {
    if (!e.shiftKey) return focusStep(el.dataset.item ?? '', arrow, parts);
    if (post) nudge(post.id, shiftOf(arrow, e.altKey));
    return true;
  }
  if (!post || e.altKey) return false;
  switch (e.key.length === 1 ? e.key.toLowerCase() : e.key) {
    case 'm':
      if (stuckBecause(post) === null) askMove(post.id, on);
      return true;
    case 's':
      void takeNextSlot(post.id);
      return true;
    case 'u':
    case 'Delete':
    case 'Backspace':
      void unplanPost(post.id);
      return true;
    default:
      return false;
  }
}

/** From the name of a day to that of another: by one sideways, by a week up and down. */
function toDay(day: string, arrow: Step): boolean {
  const by = { dayBefore: -1, dayAfter: 1, earlier: -7, later: 7 }[arrow];
  document.querySelector<HTMLElement>(`[data-day="${addDays(day, by)}"]`)?.focus();
  return true;
}

function shiftOf(arrow: Step, fine: boolean) {
  if (arrow === 'dayBefore' || arrow === 'dayAfter') {
    return { days: arrow === 'dayAfter' ? 1 : -1, minutes: 0 };
  }
  const by = fine ? stepMinutes.fine : stepMinutes.coarse;
  return { days: 0, minutes: arrow === 'later' ? by : -by };
}

function focusStep(key: string, arrow: Step, { tiles, ghosts, nowWall }: Parts): boolean {
  const items: Item[] = [
    ...tiles.map((t) => ({ key: t.post.id, wall: t.wall })),
    ...ghosts.filter((g) => g.wall >= nowWall).map((g) => ({ key: g.key, wall: g.wall })),
  ].sort((a, b) => a.wall - b.wall);
  // What has no room of its own is not drawn; it is on the day's own page.
  const drawn = items.filter((i) => itemEl(i.key) !== null);
  const from = drawn.find((i) => i.key === key);
  const to = from && neighbour(drawn, from, arrow);
  if (to) focusItem(to.key);
  return true;
}

function inTray(item: Element, arrow: Step): boolean {
  const all = [...document.querySelectorAll<HTMLElement>('[data-tray-item]')];
  const at = all.indexOf(item as HTMLElement);
  if (arrow === 'earlier' || arrow === 'later') {
    all[at + (arrow === 'later' ? 1 : -1)]?.focus();
  }
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
  );
}

/** A dialog or a menu has the keyboard. */
function isBusy(): boolean {
  const { composerId, previewId, uncertainId, shortcuts, connecting, moving } = uiStore.get();
  if (composerId || previewId || uncertainId || shortcuts || connecting || moving) return true;
  const open = document.querySelectorAll('[role="menu"], [role="dialog"], [role="listbox"]');
  return [...open].some((el) => el.getClientRects().length > 0);
}
