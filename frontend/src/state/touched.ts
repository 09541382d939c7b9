import { tellTouched } from '../backend/workspaceCalls';

/** How often the back end wants to hear of it at most, in ms. */
const everyMs = 30_000;

const signs = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const;

/** Tells the back end that somebody uses the window, so that it does not lock. Returns how to stop. */
export function watchTouches(now: () => number = () => performance.now()): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const touched = () => {
    const at = now();
    if (at - last < everyMs) return;
    last = at;
    // One word that does not arrive is followed by another.
    void tellTouched().catch(() => undefined);
  };
  const options = { capture: true, passive: true } as const;
  for (const s of signs) window.addEventListener(s, touched, options);
  return () => {
    for (const s of signs) window.removeEventListener(s, touched, options);
  };
}
