import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Media, Post } from '../../backend/types';
import { realPart, usedKeyframes } from '../../lib/edit';
import { isPortrait } from '../../lib/shape';
import { useAccount } from '../../state/appStore';
import { useLook } from '../../state/looks';
import { setUi } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { useReturnFocus } from '../../ui/useReturnFocus';
import { PhoneFrame } from './PhoneFrame';
import { PlayerControls } from './PlayerControls';
import classes from './PreviewDialog.module.css';
import { useSpaceToPlay } from './usePlayer';
import { usePreview } from './usePreview';

/** What a look at a clip needs to know of a post. */
export type Shown = Pick<
  Post,
  | 'trimAtKeyframe'
  | 'trimStartMs'
  | 'trimEndMs'
  | 'coverMs'
  | 'fit'
  | 'cropX'
  | 'cropY'
  | 'caption'
  | 'accountId'
>;

/** The player of a quick look, in its dialog. */
export function PreviewLook({ post, media }: { post: Shown; media: Media }) {
  const { t } = useTranslation();
  const account = useAccount(post.accountId || undefined);
  // Only a start at a keyframe cannot be told from the post.
  const look = useLook(post.trimAtKeyframe ? media.id : undefined);
  const keyframes = usedKeyframes(media, post.fit, look.keyframes);
  const part = realPart(post, media.durationMs, keyframes);
  const preview = usePreview(media.id, part);
  const { player } = preview;
  useReturnFocus();
  useSpaceToPlay(player.toggle);
  const close = () => setUi({ previewId: null, previewMediaId: null });
  return (
    <Modal opened onClose={close} size="auto" padding={0} centered>
      <div className={classes.look}>
        <header className={classes.head}>
          <Modal.Title className={classes.name ?? ''}>{media.name}</Modal.Title>
          <IconButton icon={IconX} label={t('common.close')} onClick={close} />
        </header>
        {/* Focus rests here, so that Space plays instead of closing. */}
        <div className={classes.phone} tabIndex={-1} data-autofocus>
          <PhoneFrame
            media={media}
            preview={preview}
            fit={isPortrait(media) ? 'keep' : post.fit}
            crop={{ x: post.cropX, y: post.cropY }}
            safeAreas={false}
            username={account?.username ?? ''}
            caption={post.caption}
          />
        </div>
        <PlayerControls
          player={player}
          part={part.endMs > 0 ? part : { startMs: 0, endMs: player.length }}
          disabled={preview.status !== 'ready'}
        />
      </div>
    </Modal>
  );
}
