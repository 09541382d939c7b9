import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import type { Media } from '../../backend/types';
import { captionParts } from '../../lib/caption';
import { isPortrait } from './model';
import classes from './PhoneFrame.module.css';
import type { Player } from './usePlayer';

type Props = {
  media: Media;
  src: string;
  player: Player;
  fit: string;
  safeAreas: boolean;
  username: string;
  caption: string;
};

/** The clip in a phone, with what TikTok lays over it named in words. Nothing is added to the clip. */
export function PhoneFrame({ media, src, player, fit, safeAreas, username, caption }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.phone} data-fit={isPortrait(media) ? 'crop' : fit || 'keep'}>
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
        aria-label={t('preview.video', { name: media.name })}
        onClick={player.toggle}
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
      {player.failed ? (
        <p className={classes.failed} role="status">
          {t('preview.failed')}
        </p>
      ) : (
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
      )}
    </div>
  );
}
