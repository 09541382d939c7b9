import { useEffect } from 'react';
import { tellDrawn } from '../backend/calls';

/** Tells the back end when the first screen is on the glass and the page is free again. */
export function useDrawn() {
  useEffect(() => {
    // The second frame begins after the first was painted; the task after it can take input.
    const frame = requestAnimationFrame(() =>
      requestAnimationFrame(() => setTimeout(() => void tellDrawn().catch(() => undefined))),
    );
    return () => cancelAnimationFrame(frame);
  }, []);
}
