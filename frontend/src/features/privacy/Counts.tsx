import { useTranslation } from 'react-i18next';
import type { CategoryCount } from '../../backend/types';
import classes from './Counts.module.css';
import { categoryName, formatCount } from './words';

/** How much of each kind of data. */
export function Counts({ counts }: { counts: readonly CategoryCount[] }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={classes.counts}>
      {counts
        .filter((c) => c.count > 0)
        .map((c) => (
          <li key={c.id} data-count={c.id}>
            <span>{categoryName(c.id, t)}</span>
            <b>{formatCount(c.count, i18n.language)}</b>
          </li>
        ))}
    </ul>
  );
}
