import { IconCornerDownLeft } from '@tabler/icons-react';
import classes from './EnterKey.module.css';

/** The Enter key, in the button that it presses. */
export function EnterKey() {
  return (
    <kbd className={classes.key} aria-hidden>
      <IconCornerDownLeft size={12} stroke={1.8} />
    </kbd>
  );
}
