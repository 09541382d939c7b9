import { useEffect } from 'react';
import { tellDrawn } from '../backend/calls';

let give: () => void = () => undefined;

/** Fulfilled when the first screen is on the glass. */
export const drawn = new Promise<void>((resolve) => {
  give = resolve;
});

/** Tells when the first screen is on the glass and the page is free again. */
export function useDrawn() {
  useEffect(() => {
    // The second frame begins after the first was painted; the task after it can take input.
    const frame = requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        setTimeout(() => {
          give();
          void tellDrawn().catch(() => undefined);
        }),
      ),
    );
    return () => cancelAnimationFrame(frame);
  }, []);
}
