import { Button, Menu } from '@mantine/core';
import {
  IconDots,
  IconFileAlert,
  IconFolderOpen,
  IconPlayerPlay,
  IconPlus,
  IconReplace,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { thumbUrl } from '../../backend/mediaUrls';
import { formatBytes } from '../../lib/bytes';
import { codecName } from '../../lib/codecs';
import { formatClockTenths } from '../../lib/duration';
import { duplicatePost } from '../../state/actions';
import { chooseFile, removeClip, showFile } from '../../state/clips';
import { setUi } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { Note } from '../../ui/Note';
import { Thumb } from '../../ui/Thumb';
import { ClipCopies } from './ClipCopies';
import { ClipFindings } from './ClipFindings';
import classes from './ClipInspector.module.css';
import { ClipUses } from './ClipUses';
import type { Clip } from './model';

type Props = { clip: Clip; all: readonly Clip[]; onLook: () => void };

/** Everything about the chosen clip, and what can be done with it. */
export function ClipInspector({ clip, all, onLook }: Props) {
  const { t, i18n } = useTranslation();
  const { media } = clip;
  const fps = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 }).format(media.fps);
  const codecs = [media.videoCodec, media.audioCodec].filter(Boolean).map(codecName);
  const choose = () => void chooseFile(media).then((done) => done && onLook());
  const gone = clip.file === 'missing';
  return (
    <aside className={classes.panel} aria-label={t('library.about', { name: media.name })}>
      <header className={classes.head}>
        <button
          type="button"
          className={classes.picture}
          aria-label={t('library.previewNamed', { name: media.name })}
          onClick={() => setUi({ previewMediaId: media.id })}
        >
          <Thumb src={thumbUrl(media.id)} width={74} height={132} radius={7} />
          <IconPlayerPlay size={22} aria-hidden />
        </button>
        <div className={classes.facts}>
          <h2 className="selectable">{media.name}</h2>
          <p>
            {formatClockTenths(media.durationMs)}, {media.width} × {media.height}
          </p>
          <p>{t('library.fps', { fps })}</p>
          <p>{[...codecs, media.container].filter(Boolean).join(', ')}</p>
          <p>{formatBytes(media.size)}</p>
        </div>
        <IconButton
          icon={IconX}
          className={classes.close}
          label={t('common.close')}
          onClick={() => setUi({ clipId: null })}
        />
      </header>
      {(gone || clip.file === 'differs') && (
        <Note icon={IconFileAlert} tone="amber">
          {t(gone ? 'library.goneText' : 'library.differsText')}
        </Note>
      )}
      <div className={classes.acts}>
        <Button
          leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
          onClick={() => void duplicatePost(media.id)}
        >
          {t('library.newPost')}
        </Button>
        {(gone || clip.file === 'differs') && (
          <Button
            variant="default"
            leftSection={<IconReplace size={16} stroke={1.7} aria-hidden />}
            onClick={choose}
          >
            {t('library.chooseFile')}
          </Button>
        )}
        {clip.file !== 'missing' && clip.file !== 'differs' && (
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={16} stroke={1.7} aria-hidden />}
            onClick={() => void showFile(media.id)}
          >
            {t('library.showFile')}
          </Button>
        )}
        <Menu position="bottom-end" offset={4} width={230}>
          <Menu.Target>
            <IconButton icon={IconDots} label={t('library.more')} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPlayerPlay size={15} stroke={1.7} aria-hidden />}
              onClick={() => setUi({ previewMediaId: media.id })}
            >
              {t('library.preview')}
            </Menu.Item>
            {clip.file === 'differs' && (
              <Menu.Item
                leftSection={<IconFolderOpen size={15} stroke={1.7} aria-hidden />}
                onClick={() => void showFile(media.id)}
              >
                {t('library.showFile')}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconReplace size={15} stroke={1.7} aria-hidden />}
              onClick={choose}
            >
              {t('library.chooseFileLong')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              data-danger
              leftSection={<IconTrash size={15} stroke={1.7} aria-hidden />}
              onClick={() => removeClip(media)}
            >
              {t('library.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <ClipFindings media={media} />
      <ClipCopies clip={clip} />
      <ClipUses clip={clip} all={all} />
    </aside>
  );
}
