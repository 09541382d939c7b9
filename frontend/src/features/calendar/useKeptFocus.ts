import { useEffect } from 'react';
import type { Tile } from './calendarModel';
import { calendarStore } from './calendarStore';

/** The last focus was on a post or a free slot. */
let inside = false;

const selector = (key: string) => `[data-item="${CSS.escape(key)}"]`;

export const itemEl = (key: string) => document.querySelector<HTMLElement>(selector(key));

/** Puts the keyboard on a post or a free slot, and shows it. */
export function focusItem(key: string): boolean {
  const el = itemEl(key);
  el?.focus();
  el?.scrollIntoView({ block: 'nearest' });
  return el !== null;
}

/** Puts the keyboard on a post that is about to be drawn, such as one of another view. */
export function focusSoon(key: string) {
  let frames = 40;
  requestAnimationFrame(function again() {
    if (!focusItem(key) && frames-- > 0) requestAnimationFrame(again);
  });
}

/** What the keyboard is on; while a tile is drawn anew, the tile that is about to have it back. */
export function keptItem(target: EventTarget | null): HTMLElement | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-item]') : null;
  const key = calendarStore.get().focusKey;
  if (item || !inside || target !== document.body || key === null) return item;
  return itemEl(key);
}

/**
 * FullCalendar draws a tile anew when it moves. The keyboard stays on it: what had the focus gets
 * it back, unless the user has gone elsewhere meanwhile.
 */
export function useKeptFocus(tiles: readonly Tile[]) {
  useEffect(() => {
    const note = (e: FocusEvent) => {
      inside = e.target instanceof Element && e.target.closest('[data-item]') !== null;
    };
    // A click beside the tiles lets go.
    const letGo = (e: PointerEvent) => {
      if (!(e.target instanceof Element && e.target.closest('[data-item]'))) inside = false;
    };
    window.addEventListener('focusin', note);
    window.addEventListener('pointerdown', letGo);
    return () => {
      inside = false;
      window.removeEventListener('focusin', note);
      window.removeEventListener('pointerdown', letGo);
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the tiles may have drawn them anew.
  useEffect(() => {
    if (!inside) return;
    let tries = 10;
    let frame = requestAnimationFrame(function again() {
      const key = calendarStore.get().focusKey;
      if (!inside || key === null || document.activeElement !== document.body) return;
      if (!focusItem(key) && tries-- > 0) frame = requestAnimationFrame(again);
    });
    return () => cancelAnimationFrame(frame);
  }, [tiles]);
}
