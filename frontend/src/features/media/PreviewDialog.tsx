import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { previewUrl } from '../../backend/mediaUrls';
import type { Media, Post } from '../../backend/types';
import { useAccount, useFacts, useMedia, usePost } from '../../state/appStore';
import { setUi, useUi } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { isPortrait } from './model';
import { PhoneFrame } from './PhoneFrame';
import { PlayerControls } from './PlayerControls';
import classes from './PreviewDialog.module.css';
import { usePlayer, useSpaceToPlay } from './usePlayer';

/** A quick look at a clip from the queue: Space opens, plays and pauses, Escape closes. */
export function PreviewDialog() {
  const id = useUi((s) => s.previewId);
  const post = usePost(id ?? undefined);
  const media = useMedia(post?.mediaId);
  if (!post || !media) return null;
  return <Look post={post} media={media} />;
}

function Look({ post, media }: { post: Post; media: Media }) {
  const { t } = useTranslation();
  const { mediaBase } = useFacts();
  const account = useAccount(post.accountId);
  const src = previewUrl(media.id, mediaBase);
  const player = usePlayer(src);
  useSpaceToPlay(player.toggle);
  const close = () => setUi({ previewId: null });
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
            src={src}
            player={player}
            fit={isPortrait(media) ? 'keep' : post.fit}
            safeAreas={false}
            username={account?.username ?? ''}
            caption={post.caption}
          />
        </div>
        <PlayerControls player={player} fallbackLength={media.durationMs} />
      </div>
    </Modal>
  );
}
