import { Button } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../backend/types';
import { formatTime } from '../../lib/zones';
import { useFacts } from '../../state/appStore';
import { viewState } from '../../state/postStates';
import { openComposer } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
import { StateMark } from '../../ui/StateMark';
import classes from './ComposerHeader.module.css';
import type { SaveState } from './useAutosave';

type Props = {
  post: Post;
  save: SaveState;
  neighbours: { previous: string | undefined; next: string | undefined };
  onClose: () => void;
};

export function ComposerHeader({ post, save, neighbours, onClose }: Props) {
  const { t } = useTranslation();
  const view = viewState(post);
  const go = (id: string | undefined) => id && openComposer(id);
  return (
    <header className={classes.head}>
      <h1 className={classes.title}>{t('composer.title')}</h1>
      <StateMark icon={view.icon} tone={view.tone}>
        {t(`state.${view.word}`)}
      </StateMark>
      <span className={classes.space} />
      <SaveNote post={post} save={save} />
      <IconButton
        icon={IconChevronUp}
        label={t('composer.previous')}
        aria-keyshortcuts="Control+ArrowUp"
        disabled={!neighbours.previous}
        onClick={() => go(neighbours.previous)}
      />
      <IconButton
        icon={IconChevronDown}
        label={t('composer.next')}
        aria-keyshortcuts="Control+ArrowDown"
        disabled={!neighbours.next}
        onClick={() => go(neighbours.next)}
      />
      <Button
        variant="subtle"
        leftSection={<IconX size={15} stroke={1.8} aria-hidden />}
        rightSection={<Kbd keys="Esc" />}
        onClick={onClose}
      >
        {t('composer.close')}
      </Button>
    </header>
  );
}

function SaveNote({ post, save }: { post: Post; save: SaveState }) {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const isDraft = post.state === 'draft';
  const saved = save.status === 'saved';
  const text = saved
    ? t('composer.saved', { time: formatTime(save.at, zone) })
    : save.status === 'saving'
      ? t('composer.saving')
      : save.status === 'failed'
        ? t('composer.notSaved')
        : isDraft
          ? ''
          : t('composer.unsavedEdit');
  return (
    <span className={classes.saved} data-bad={save.status === 'failed' || undefined} role="status">
      {saved && <IconCheck size={14} stroke={1.8} aria-hidden />}
      {text}
    </span>
  );
}
