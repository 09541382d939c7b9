import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ClipGrid.module.css';
import { ClipTile } from './ClipTile';
import { type Clip, gridOf } from './model';
import { useClipKeys } from './useClipKeys';

type Props = {
  clips: readonly Clip[];
  currentId: string | null;
  onChoose: (id: string) => void;
};

/** The clips as pictures. Only the rows in sight are in the document. */
export function ClipGrid({ clips, currentId, onChoose }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize();
  const { columns, tile, row } = gridOf(width || 716);
  const rows = Math.ceil(clips.length / columns);
  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 3,
    paddingStart: 18,
    paddingEnd: 18,
  });
  // Its size depends on the width only, and all rows are alike.
  // biome-ignore lint/correctness/useExhaustiveDependencies: row is what it is measured by.
  useEffect(() => virtualizer.measure(), [row, virtualizer]);

  const at = clips.findIndex((c) => c.media.id === currentId);
  const reveal = useCallback(
    (i: number) => virtualizer.scrollToIndex(Math.floor(i / columns), { align: 'auto' }),
    [virtualizer, columns],
  );
  const onKeyDown = useClipKeys({ clips, at, columns, root: scroller, reveal, onChoose });
  const tabStop = clips[Math.max(0, at)]?.media.id;

  return (
    <div ref={scroller} className={classes.scroller}>
      <div ref={measured} className={classes.width} />
      <div
        role="listbox"
        aria-label={t('library.list')}
        className={classes.canvas}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
        tabIndex={-1}
      >
        {virtualizer.getVirtualItems().map((v) => (
          <div
            key={v.key}
            role="presentation"
            className={classes.row}
            style={{ transform: `translateY(${v.start}px)` }}
          >
            {clips.slice(v.index * columns, (v.index + 1) * columns).map((clip, i) => (
              <ClipTile
                key={clip.media.id}
                clip={clip}
                tile={tile}
                index={v.index * columns + i}
                count={clips.length}
                current={clip.media.id === currentId}
                tabStop={clip.media.id === tabStop}
                onChoose={onChoose}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
