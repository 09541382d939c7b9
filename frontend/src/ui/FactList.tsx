import type { TablerIcon } from '@tabler/icons-react';
import classes from './FactList.module.css';

export type Fact = {
  key: string;
  icon: TablerIcon;
  tone: 'green' | 'amber' | 'quiet';
  title: string;
  text?: string;
};

/** Facts under one another: icon, sentence, and what stands behind it. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <ul className={classes.list}>
      {facts.map(({ key, icon: Icon, tone, title, text }) => (
        <li key={key}>
          <Icon size={17} stroke={1.7} aria-hidden data-tone={tone} />
          <div>
            <b>{title}</b>
            {text && <p>{text}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
