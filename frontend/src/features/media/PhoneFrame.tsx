import {
  IconArrowsHorizontal,
  IconArrowsVertical,
  IconPlayerPlayFilled,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Media } from '../../backend/types';
import { captionParts } from '../../lib/caption';
import { isPortrait } from '../../lib/shape';
import { usePointerDrag } from '../../ui/usePointerDrag';
import { type Crop, cropAxis, dragPicture, objectPosition } from './cropModel';
import classes from './PhoneFrame.module.css';
import type { Preview } from './usePreview';

type Props = {
  media: Media;
  preview: Preview;
  fit: string;
  crop: Crop;
  /** Lets the picture be dragged under the frame; see CropMap. */
  onCrop?: (crop: Crop | null, done: boolean) => void;
  safeAreas: boolean;
  username: string;
  caption: string;
};

/** The clip in a phone, with what TikTok lays over it named in words. Nothing is added to the clip. */
export function PhoneFrame(props: Props) {
  const { media, preview, fit, crop, onCrop, safeAreas, username, caption } = props;
  const { player, src, status } = preview;
  const { t } = useTranslation();
  const movable = fit === 'crop' && !isPortrait(media) && onCrop !== undefined;
  const dragging = usePictureDrag(media, crop, movable ? onCrop : undefined);
  const Arrows = cropAxis(media) === 'x' ? IconArrowsHorizontal : IconArrowsVertical;
  return (
    <div
      className={classes.phone}
      data-fit={isPortrait(media) ? 'crop' : fit || 'keep'}
      data-movable={movable || undefined}
    >
      {fit === 'blur' && <img className={classes.blur} src={thumbUrl(media.id)} alt="" />}
      <video
        ref={player.attach}
        className={classes.video}
        src={src}
        poster={thumbUrl(media.id)}
        preload="auto"
        playsInline
        muted
        loop
        tabIndex={-1}
        style={fit === 'crop' ? { objectPosition: objectPosition(crop) } : undefined}
        aria-label={t('preview.video', { name: media.name })}
        onPointerDown={dragging.onPointerDown}
        onClick={() => {
          if (!dragging.wasDrag()) player.toggle();
        }}
      />
      {safeAreas && (
        <div className={classes.areas} aria-hidden>
          <span className={classes.top}>{t('preview.tabs')}</span>
          <span className={classes.side}>{t('preview.buttons')}</span>
          <span className={classes.safe} />
          <div className={classes.words}>
            <b>{username}</b>
            <p>
              {captionParts(caption).map((p, i) =>
                // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity.
                p.kind === 'text' ? p.text : <b key={i}>{p.text}</b>,
              )}
            </p>
          </div>
        </div>
      )}
      {movable && (
        <span className={classes.drag} aria-hidden>
          <Arrows size={13} stroke={2} />
          {t('crop.drag')}
        </span>
      )}
      {status === 'ready' ? (
        !player.playing && (
          <button
            type="button"
            className={classes.play}
            aria-label={t('preview.play')}
            onClick={player.toggle}
          >
            <IconPlayerPlayFilled size={20} aria-hidden />
          </button>
        )
      ) : (
        <p className={classes.failed} role="status">
          {status === 'making' ? t('preview.making') : t('preview.failed')}
        </p>
      )}
    </div>
  );
}

/** Drags the picture under the phone's frame. A drag is not a click on the video. */
function usePictureDrag(media: Media, crop: Crop, onCrop: Props['onCrop']) {
  const start = useRef(crop);
  const box = useRef(0);
  const drag = useRef(false);
  const axis = cropAxis(media);
  const under = (d: { dx: number; dy: number }) =>
    dragPicture(start.current, media, axis === 'x' ? d.dx : d.dy, box.current);
  const onPointerDown = usePointerDrag({
    onStart: (e) => {
      const { width, height } = e.currentTarget.getBoundingClientRect();
      box.current = axis === 'x' ? width : height;
      start.current = crop;
      drag.current = false;
    },
    onMove: (d) => {
      drag.current = true;
      onCrop?.(under(d), false);
    },
    onEnd: (d, moved) => {
      if (moved) onCrop?.(under(d), true);
    },
    onCancel: () => onCrop?.(null, true),
  });
  return {
    onPointerDown: onCrop ? onPointerDown : undefined,
    wasDrag: () => onCrop !== undefined && drag.current,
  };
}
