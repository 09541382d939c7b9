import { useEffect, useRef } from 'react';

/**
 * Puts the keyboard where the next step of a dialog begins: on what it marks with data-autofocus,
 * otherwise on the step itself. Without it the focus is lost with the button that was pressed.
 */
export function useStepFocus<T extends HTMLElement>(step: string) {
  const ref = useRef<T>(null);
  const last = useRef(step);
  useEffect(() => {
    if (last.current === step) return;
    last.current = step;
    const root = ref.current;
    (root?.querySelector<HTMLElement>('[data-autofocus]') ?? root)?.focus();
  }, [step]);
  return ref;
}
