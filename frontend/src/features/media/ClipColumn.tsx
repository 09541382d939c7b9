import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { previewUrl } from '../../backend/mediaUrls';
import type { Media } from '../../backend/types';
import { useFacts } from '../../state/appStore';
import classes from './ClipColumn.module.css';
import { ClipFacts } from './ClipFacts';
import { Findings } from './Findings';
import { FitChoice } from './FitChoice';
import { isPortrait } from './model';
import { PhoneFrame } from './PhoneFrame';
import { PlayerControls } from './PlayerControls';
import { usePlayer, useSpaceToPlay } from './usePlayer';

type Props = {
  media: Media;
  fit: string;
  /** null where the shape cannot be changed. */
  onFit: ((fit: string) => void) | null;
  username: string;
  caption: string;
};

/** The clip side of the composer: preview, fit, facts, findings. */
export function ClipColumn({ media, fit, onFit, username, caption }: Props) {
  const { t } = useTranslation();
  const { mediaBase } = useFacts();
  const src = previewUrl(media.id, mediaBase);
  const player = usePlayer(src);
  const [safeAreas, setSafeAreas] = useState(true);
  useSpaceToPlay(player.toggle);
  const shown = isPortrait(media) ? 'keep' : fit;
  return (
    <div className={classes.column}>
      <div className={classes.top}>
        <div className={classes.phone}>
          <PhoneFrame
            media={media}
            src={src}
            player={player}
            fit={shown}
            safeAreas={safeAreas}
            username={username}
            caption={caption}
          />
        </div>
        <div className={classes.side}>
          {onFit && !isPortrait(media) && <FitChoice value={fit || 'keep'} onChange={onFit} />}
          <Checkbox
            label={t('preview.safeAreas')}
            checked={safeAreas}
            onChange={(e) => setSafeAreas(e.currentTarget.checked)}
          />
          <ClipFacts media={media} />
        </div>
      </div>
      <PlayerControls player={player} fallbackLength={media.durationMs} />
      <Findings media={media} />
    </div>
  );
}
