import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Note.module.css';

type Props = {
  icon: TablerIcon;
  tone?: 'quiet' | 'green' | 'amber' | 'red';
  children: ReactNode;
  /** The remedy, at the right. */
  action?: ReactNode;
  /** alert is for what went wrong just now. */
  role?: 'alert' | 'status' | 'note';
};

/** A sentence that stands out where it matters, with its remedy. */
export function Note({ icon: Icon, tone = 'quiet', children, action, role = 'note' }: Props) {
  return (
    <div className={classes.note} data-tone={tone} role={role}>
      <Icon size={16} stroke={1.8} aria-hidden />
      <div className={classes.words}>{children}</div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
