import type { Strength as Grade } from '../lib/passphrase';
import classes from './Strength.module.css';

/** How hard a passphrase is to guess: a bar and its words. */
export function Strength({ grade, children }: { grade: Grade; children: string }) {
  return (
    <p className={classes.strength} data-strength={grade} role="status">
      <span aria-hidden className={classes.bar} />
      {children}
    </p>
  );
}
