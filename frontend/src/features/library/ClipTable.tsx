import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import { formatBytes } from '../../lib/bytes';
import { codecName } from '../../lib/codecs';
import { formatClock } from '../../lib/duration';
import { formatDay } from '../../lib/zones';
import { useFacts } from '../../state/appStore';
import { useNow } from '../../state/useNow';
import { Thumb } from '../../ui/Thumb';
import classes from './ClipTable.module.css';
import { MarkLine } from './MarkLine';
import { type Clip, markOf } from './model';
import { useClipKeys } from './useClipKeys';

type Props = {
  clips: readonly Clip[];
  currentId: string | null;
  onChoose: (id: string) => void;
};

const rowHeight = 44;

/**
 * The clips as a table: figures at the right, units in each cell. It is a list to choose from,
 * like the pictures, so both have the same keys.
 */
export function ClipTable({ clips, currentId, onChoose }: Props) {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: clips.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    paddingEnd: 16,
  });
  const at = clips.findIndex((c) => c.media.id === currentId);
  const reveal = useCallback(
    (i: number) => virtualizer.scrollToIndex(i, { align: 'auto' }),
    [virtualizer],
  );
  const onKeyDown = useClipKeys({ clips, at, columns: 1, root: scroller, reveal, onChoose });
  const tabStop = clips[Math.max(0, at)]?.media.id;
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        role="listbox"
        aria-label={t('library.list')}
        className={classes.table}
        onKeyDown={onKeyDown}
        tabIndex={-1}
      >
        <div className={classes.head} aria-hidden>
          {(['clip', 'state', 'length', 'picture', 'codec', 'size', 'used', 'added'] as const).map(
            (name) => (
              <span key={name} className={classes[name]}>
                {t(`library.column.${name}`)}
              </span>
            ),
          )}
        </div>
        <div
          role="presentation"
          className={classes.body}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((v) => {
            const clip = clips[v.index];
            if (!clip) return null;
            const { media } = clip;
            const codecs = [media.videoCodec, media.audioCodec].filter(Boolean).map(codecName);
            return (
              <div
                key={media.id}
                role="option"
                aria-setsize={clips.length}
                aria-posinset={v.index + 1}
                aria-selected={media.id === currentId}
                tabIndex={media.id === tabStop ? 0 : -1}
                data-clip={media.id}
                className={classes.row}
                style={{ transform: `translateY(${v.start}px)` }}
                onClick={() => onChoose(media.id)}
                onKeyDown={undefined}
              >
                <span className={classes.clip}>
                  <Thumb src={thumbUrl(media.id)} width={20} height={35} />
                  <b>{media.name}</b>
                </span>
                <span className={classes.state}>
                  <MarkLine mark={markOf(clip)} />
                </span>
                <span className={classes.length}>
                  {formatClock(Math.max(1000, media.durationMs))}
                </span>
                <span className={classes.picture}>
                  {media.width} × {media.height}
                </span>
                <span className={classes.codec}>{codecs.join(', ')}</span>
                <span className={classes.size}>{formatBytes(media.size)}</span>
                <span className={classes.used}>
                  {t('library.posts', { count: clip.posts.length })}
                </span>
                <span className={classes.added}>
                  {media.addedAt ? formatDay(new Date(media.addedAt), zone, now) : ''}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
