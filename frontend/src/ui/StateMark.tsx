import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './StateMark.module.css';

type Props = {
  icon: TablerIcon;
  tone: 'grey' | 'quiet' | 'green' | 'blue' | 'amber' | 'red';
  children: ReactNode;
  size?: number;
};

/** A state: icon, word and colour together, never colour alone. */
export function StateMark({ icon: Icon, tone, children, size = 15 }: Props) {
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={size} stroke={1.9} aria-hidden />
      <span className={classes.word}>{children}</span>
    </span>
  );
}
