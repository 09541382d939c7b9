import classes from './Kbd.module.css';

const isMac = /Mac/.test(globalThis.navigator?.platform ?? '');

type Props = { keys: string; onFill?: boolean };

/** A key cap hint; Ctrl is ⌘ on macOS. Screen readers get it from aria-keyshortcuts instead. */
export function Kbd({ keys, onFill = false }: Props) {
  return (
    <kbd className={classes.kbd} data-fill={onFill || undefined} aria-hidden>
      {isMac ? keys.replace('Ctrl', '⌘') : keys}
    </kbd>
  );
}
