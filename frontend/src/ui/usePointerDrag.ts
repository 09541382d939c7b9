import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useRef } from 'react';

/** Where the pointer is, and how far it has come since it went down, in pixels. */
export type Drag = { x: number; y: number; dx: number; dy: number };

type Handlers = {
  onStart?: (e: ReactPointerEvent<HTMLElement>, drag: Drag) => void;
  onMove: (drag: Drag) => void;
  /** moved is false for a plain click. */
  onEnd: (drag: Drag, moved: boolean) => void;
  /** Escape, or the system took the pointer away: nothing happened. */
  onCancel: () => void;
};

/** Below this a press is a click. */
const stillPx = 3;

/**
 * Follows the main pointer from the press to the release, wherever it goes. Escape takes the
 * drag back, before anything else hears of it. Returns the handler for onPointerDown.
 */
export function usePointerDrag(handlers: Handlers) {
  const latest = useRef(handlers);
  latest.current = handlers;
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);

  return useCallback((down: ReactPointerEvent<HTMLElement>) => {
    if (down.button !== 0 || !down.isPrimary) return;
    stop.current();
    const from = { x: down.clientX, y: down.clientY };
    let moved = false;
    const at = (e: { clientX: number; clientY: number }): Drag => ({
      x: e.clientX,
      y: e.clientY,
      dx: e.clientX - from.x,
      dy: e.clientY - from.y,
    });
    const move = (e: PointerEvent) => {
      if (e.pointerId !== down.pointerId) return;
      const drag = at(e);
      moved ||= Math.hypot(drag.dx, drag.dy) >= stillPx;
      if (moved) latest.current.onMove(drag);
    };
    const up = (e: PointerEvent) => {
      if (e.pointerId !== down.pointerId) return;
      stop.current();
      latest.current.onEnd(at(e), moved);
    };
    const cancel = () => {
      stop.current();
      latest.current.onCancel();
    };
    const key = (e: KeyboardEvent) => {
      if (e.key !== 'Escape') return;
      e.preventDefault();
      e.stopImmediatePropagation();
      cancel();
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', key, true);
    stop.current = () => {
      stop.current = () => undefined;
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', key, true);
    };
    latest.current.onStart?.(down, at(down));
  }, []);
}
