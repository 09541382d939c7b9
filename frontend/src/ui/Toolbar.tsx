import type { ReactNode } from 'react';
import classes from './Toolbar.module.css';

type Props = { title: string; start?: ReactNode; children?: ReactNode };

/** The 50 px bar of a screen: title and filters left, search and the primary button right. */
export function Toolbar({ title, start, children }: Props) {
  return (
    <header className={classes.bar}>
      <h1 className={classes.title}>{title}</h1>
      <div className={classes.start}>{start}</div>
      <div className={classes.end}>{children}</div>
    </header>
  );
}
