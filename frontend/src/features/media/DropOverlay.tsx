import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './DropOverlay.module.css';
import { useFileDrag } from './useFileDrag';

/** What dropping would do, while files are over the window. The drop itself is the back end's. */
export function DropOverlay() {
  const { t } = useTranslation();
  const drag = useFileDrag();
  if (!drag) return null;
  const tiles = Math.min(10, Math.max(1, drag.count));
  return (
    <div className={classes.cover}>
      <div className={classes.overlay} role="status">
        <div className={classes.line} aria-hidden>
          {Array.from({ length: tiles }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the tiles are all alike.
            <span key={i} className={classes.slot}>
              <span
                className={classes.tile}
                style={{ transform: `translateY(${-arc(i, tiles)}px)` }}
              >
                <IconPlayerPlay size={16} stroke={1.7} />
              </span>
              <span className={classes.cue} />
            </span>
          ))}
        </div>
        <h2>{drag.count > 0 ? t('drop.title', { count: drag.count }) : t('drop.title')}</h2>
        <p>{t('drop.text')}</p>
        <small>{t('drop.help')}</small>
      </div>
    </div>
  );
}

/** The tiles hang in a shallow arc, the outer ones higher. */
function arc(i: number, of: number): number {
  if (of < 3) return 12;
  const x = (i / (of - 1)) * 2 - 1;
  return 8 + 22 * x * x;
}
