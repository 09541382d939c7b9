import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import { formatClock } from '../../lib/duration';
import { Thumb } from '../../ui/Thumb';
import classes from './ClipGrid.module.css';
import { MarkLine } from './MarkLine';
import { type Clip, markOf } from './model';

type Props = {
  clip: Clip;
  tile: number;
  index: number;
  count: number;
  current: boolean;
  tabStop: boolean;
  onChoose: (id: string) => void;
};

/** A clip as a 9:16 picture, its name and the one thing to know of it. */
export const ClipTile = memo(function ClipTile(props: Props) {
  const { clip, tile, index, count, current, tabStop, onChoose } = props;
  const { t } = useTranslation();
  const { media, title } = clip;
  return (
    <div
      role="option"
      aria-selected={current}
      aria-setsize={count}
      aria-posinset={index + 1}
      tabIndex={tabStop ? 0 : -1}
      data-clip={media.id}
      className={classes.tile}
      style={{ width: tile }}
      onClick={() => onChoose(media.id)}
      onKeyDown={undefined}
    >
      <span className={classes.picture}>
        <Thumb
          src={thumbUrl(media.id)}
          width={tile}
          height={Math.round((tile * 13) / 9)}
          radius={7}
        />
        <span className={classes.length}>
          <span className="visually-hidden">{t('library.lengthIs')} </span>
          {formatClock(Math.max(1000, media.durationMs))}
        </span>
      </span>
      <b className={classes.name}>{title}</b>
      <span className={classes.mark}>
        <MarkLine mark={markOf(clip)} />
      </span>
    </div>
  );
});
