import { useEffect, useRef } from 'react';
import type { Tile } from './calendarModel';
import { calendarStore } from './calendarStore';
import { focusItem } from './useCalendarKeys';

/**
 * FullCalendar draws a tile anew when it moves. The keyboard stays on it: what had the focus gets
 * it back, unless the user has gone elsewhere meanwhile.
 */
export function useKeptFocus(tiles: readonly Tile[]) {
  const inside = useRef(false);
  useEffect(() => {
    const note = (e: FocusEvent) => {
      if (document.activeElement !== document.body) {
        inside.current = e.target instanceof Element && e.target.closest('[data-item]') !== null;
      }
    };
    window.addEventListener('focusin', note);
    return () => window.removeEventListener('focusin', note);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the tiles may have drawn them anew.
  useEffect(() => {
    if (!inside.current) return;
    let tries = 10;
    let frame = requestAnimationFrame(function again() {
      const lost = document.activeElement === document.body;
      const key = calendarStore.get().focusKey;
      if (lost && key !== null && !focusItem(key) && tries-- > 0) {
        frame = requestAnimationFrame(again);
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [tiles]);
}
