import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../lib/numbers';
import type { Section } from '../../state/postStates';
import classes from './SectionHeading.module.css';

type Props = { section: Section; count: number; top: number; index: number };

export function SectionHeading({ section, count, top, index }: Props) {
  const { t } = useTranslation();
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={classes.heading}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell">
        <h2>
          {t(`section.${section}`)}
          <span className={classes.count}>{formatNumber(count)}</span>
        </h2>
      </div>
    </div>
  );
}
