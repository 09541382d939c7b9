import { useEffect, useState } from 'react';
import { focusPlace } from '../lib/keepFocus';

/**
 * Gives the keyboard back to what had it when this was first drawn, once this is gone; to the place
 * where that is gone too. Mantine does so only for dialogs that stay mounted while they are closed.
 */
export function useReturnFocus() {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && before instanceof HTMLElement && before.isConnected) {
          before.focus({ preventScroll: true });
        }
        focusPlace();
      });
    },
    [before],
  );
}
