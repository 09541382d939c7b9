import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Media } from '../../backend/types';
import { moved, sliderMove } from '../../lib/sliderKeys';
import { usePointerDrag } from '../../ui/usePointerDrag';
import classes from './CropMap.module.css';
import { type Crop, clampCrop, cropAxis, dragFrame, frameOf } from './cropModel';

type Props = {
  media: Media;
  crop: Crop;
  /** done is false while the pointer is still down; null takes a drag back. */
  onCrop: (crop: Crop | null, done: boolean) => void;
};

/** The whole picture with the frame that is kept: dragged, or moved by the arrow keys. */
export function CropMap({ media, crop, onCrop }: Props) {
  const { t } = useTranslation();
  const map = useRef<HTMLDivElement>(null);
  const start = useRef(crop);
  const axis = cropAxis(media);
  const { from, size } = frameOf(media, crop);
  const under = (d: { dx: number; dy: number }) => {
    const box = map.current?.getBoundingClientRect();
    const length = axis === 'x' ? box?.width : box?.height;
    return dragFrame(start.current, axis, axis === 'x' ? d.dx : d.dy, (length ?? 0) * (1 - size));
  };
  const press = usePointerDrag({
    onStart: (e) => {
      e.preventDefault();
      e.currentTarget.focus({ preventScroll: true });
      start.current = crop;
    },
    onMove: (d) => onCrop(under(d), false),
    onEnd: (d, didMove) => {
      if (didMove) onCrop(under(d), true);
    },
    onCancel: () => onCrop(null, true),
  });
  const value = Math.round(crop[axis] * 100);
  return (
    <div
      ref={map}
      className={classes.map}
      data-axis={axis}
      style={
        {
          aspectRatio: `${media.width} / ${media.height}`,
          '--from': `${from * 100}%`,
          '--size': `${size * 100}%`,
        } as React.CSSProperties
      }
    >
      <img src={thumbUrl(media.id)} alt="" draggable={false} />
      <div
        className={classes.frame}
        role="slider"
        tabIndex={0}
        aria-label={t('crop.frame')}
        aria-orientation={axis === 'x' ? 'horizontal' : 'vertical'}
        aria-valuemin={-100}
        aria-valuemax={100}
        aria-valuenow={value}
        aria-valuetext={
          value === 0
            ? t('crop.middle')
            : t(
                `crop.${axis === 'x' ? (value < 0 ? 'left' : 'right') : value < 0 ? 'up' : 'down'}`,
                {
                  percent: Math.abs(value),
                },
              )
        }
        onPointerDown={press}
        onKeyDown={(e) => {
          const key = axis === 'y' ? flipped(e.key) : e.key;
          const keys = { ctrlKey: e.ctrlKey, metaKey: e.metaKey, altKey: e.altKey };
          const move = sliderMove({ ...keys, shiftKey: e.shiftKey, key }, 0.02, 0.2);
          if (!move) return;
          e.preventDefault();
          onCrop({ ...crop, [axis]: clampCrop(moved(move, crop[axis], -1, 1)) }, true);
        }}
      />
    </div>
  );
}

/** On the screen, down is where the numbers grow. */
function flipped(key: string): string {
  return { ArrowUp: 'ArrowDown', ArrowDown: 'ArrowUp' }[key] ?? key;
}
