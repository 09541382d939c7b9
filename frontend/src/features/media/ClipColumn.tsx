import { Button, Checkbox } from '@mantine/core';
import { IconReplace } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Media, PostInput } from '../../backend/types';
import { type Cut, realPart, recut, usedKeyframes } from '../../lib/edit';
import { isPortrait, isRemade } from '../../lib/shape';
import { useLook } from '../../state/looks';
import classes from './ClipColumn.module.css';
import { ClipFacts } from './ClipFacts';
import { CoverPicker } from './CoverPicker';
import { CropMap } from './CropMap';
import { type Crop, objectPosition } from './cropModel';
import { FitChoice } from './FitChoice';
import { PhoneFrame } from './PhoneFrame';
import { SoundSwitch } from './SoundSwitch';
import { TrimSection } from './TrimSection';
import { useSpaceToPlay } from './usePlayer';
import { usePreview } from './usePreview';

/** What of a post the clip side changes. */
export type ClipEdit = Cut & Pick<PostInput, 'fit' | 'cropX' | 'cropY' | 'loudness' | 'remake'>;

type Props = {
  media: Media;
  edit: ClipEdit;
  onEdit: (part: Partial<ClipEdit>) => void;
  /** What TikTok takes from this account at most. */
  maxMs: number;
  /** An inbox upload has no cover: it is chosen in the TikTok app. */
  inbox: boolean;
  soundAdvice: 'quiet' | 'loud' | null;
  username: string;
  caption: string;
  onReplace: () => void;
};

/** The clip side of the composer: preview, fit, the part that goes out, cover, sound. */
export function ClipColumn(props: Props) {
  const { media, edit, onEdit, maxMs, inbox, soundAdvice, username, caption, onReplace } = props;
  const { t } = useTranslation();
  const look = useLook(media.id);
  const keyframes = usedKeyframes(media, edit.fit, look.keyframes);
  const preview = usePreview(media.id, realPart(edit, media.durationMs, keyframes));
  const { player } = preview;
  const [safeAreas, setSafeAreas] = useState(true);
  const [moving, setMoving] = useState<Crop | null>(null);
  useSpaceToPlay(player.toggle);
  const upright = isPortrait(media);
  const fit = upright ? 'keep' : edit.fit || 'keep';
  const crop = moving ?? { x: edit.cropX, y: edit.cropY };
  const onCrop = (next: Crop | null, done: boolean) => {
    setMoving(done ? null : next);
    if (done && next) onEdit({ cropX: next.x, cropY: next.y });
  };
  const onCut = ({ trimStartMs, trimEndMs, trimAtKeyframe, coverMs }: Cut) =>
    onEdit({ trimStartMs, trimEndMs, trimAtKeyframe, coverMs });
  // A picture made anew begins elsewhere than one that is not, so the cover is counted anew.
  const onFit = (next: string) => {
    const then = usedKeyframes(media, next, look.keyframes);
    const { coverMs } = recut(edit, {}, media.durationMs, keyframes, then);
    onEdit(coverMs === edit.coverMs ? { fit: next } : { fit: next, coverMs });
  };
  const known = media.durationMs > 0;
  return (
    <div className={classes.column}>
      <div className={classes.top}>
        <div className={classes.phone}>
          <PhoneFrame
            media={media}
            preview={preview}
            fit={fit}
            crop={crop}
            onCrop={onCrop}
            safeAreas={safeAreas}
            username={username}
            caption={caption}
          />
        </div>
        <div className={classes.side}>
          {!upright && <FitChoice value={fit} onChange={onFit} />}
          {fit === 'crop' && <CropMap media={media} crop={crop} onCrop={onCrop} />}
          <Checkbox
            label={t('preview.safeAreas')}
            checked={safeAreas}
            onChange={(e) => setSafeAreas(e.currentTarget.checked)}
          />
          <ClipFacts media={media} />
        </div>
      </div>
      <div className={classes.file}>
        <span title={media.name}>{media.name}</span>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconReplace size={14} stroke={1.7} aria-hidden />}
          onClick={onReplace}
        >
          {t('menu.replace')}
        </Button>
      </div>
      {edit.remake !== '' && (
        <p className={classes.note}>
          {t(edit.remake === '30fps' ? 'clip.remade30' : 'clip.remade')}
        </p>
      )}
      {known && (
        <TrimSection
          media={media}
          cut={edit}
          look={look}
          keyframes={keyframes}
          remade={isRemade(media, fit)}
          maxMs={maxMs}
          player={player}
          silent={preview.status !== 'ready'}
          onCut={onCut}
        />
      )}
      {known &&
        (inbox ? (
          <p className={classes.note}>{t('cover.inbox')}</p>
        ) : (
          <CoverPicker
            media={media}
            cut={edit}
            keyframes={keyframes}
            bestMs={look.bestMs}
            player={player}
            position={fit === 'crop' ? objectPosition(crop) : '50% 50%'}
            onCut={onCut}
          />
        ))}
      <SoundSwitch
        media={media}
        checked={edit.loudness}
        advice={soundAdvice}
        onChange={(loudness) => onEdit({ loudness })}
      />
    </div>
  );
}
