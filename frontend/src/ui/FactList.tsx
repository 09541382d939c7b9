import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './FactList.module.css';

export type Fact = {
  key: string;
  icon: TablerIcon;
  tone: 'green' | 'amber' | 'quiet';
  title: string;
  text?: string;
  /** The remedy, at the right. */
  action?: ReactNode;
};

/** Facts under one another: icon, sentence, what stands behind it, and what to do. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <ul className={classes.list}>
      {facts.map(({ key, icon: Icon, tone, title, text, action }) => (
        <li key={key}>
          <Icon size={17} stroke={1.7} aria-hidden data-tone={tone} />
          <div className={classes.words}>
            <b>{title}</b>
            {text && <p>{text}</p>}
          </div>
          {action}
        </li>
      ))}
    </ul>
  );
}
