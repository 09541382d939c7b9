const isLost = () => document.activeElement === null || document.activeElement === document.body;

/**
 * Puts the keyboard at the beginning of the place that is shown, where nothing has it and no dialog
 * is open. Tab goes on from there, not from the top of the window. False where it was not lost.
 */
export function focusPlace(): boolean {
  if (!isLost() || document.querySelector('[role="dialog"]')) return false;
  const place = document.querySelector<HTMLElement>('[data-place]');
  if (!place) return true;
  // For this once: otherwise each click beside a control would put the keyboard there.
  place.tabIndex = -1;
  place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  place.focus({ preventScroll: true });
  return true;
}

/**
 * Remembers what has the keyboard. The function returned gives it back where it was lost meanwhile:
 * a button loses it as soon as it is disabled, and does not get it again by itself.
 */
export function keepFocus(): () => void {
  const before = document.activeElement;
  const back = () => {
    if (!isLost()) return;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    focusPlace();
  };
  // A frame for what is drawn to be enabled again, and one for it to be so.
  return () => requestAnimationFrame(() => requestAnimationFrame(back));
}
