import { setFocused } from '../backend/calls';

/** Tells the back end whether somebody looks at the window. Returns how to stop. */
export function watchFocus(): () => void {
  const tell = () => {
    // A word that does not arrive only means one notice too many.
    void setFocused(document.hasFocus()).catch(() => undefined);
  };
  window.addEventListener('focus', tell);
  window.addEventListener('blur', tell);
  tell();
  return () => {
    window.removeEventListener('focus', tell);
    window.removeEventListener('blur', tell);
  };
}
