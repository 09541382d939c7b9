import {
  IconArrowBackUp,
  IconBan,
  IconBrowserShare,
  IconCalendarClock,
  IconCopyPlus,
  IconEdit,
  IconFolderPlus,
  IconHelpCircle,
  IconPlayerPlay,
  IconPlus,
  IconReceipt,
  IconRefresh,
  IconReplace,
  IconSquareCheck,
  IconTransform,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Post } from '../../backend/types';
import { i18n } from '../../i18n/i18n';
import { chooseFiles, chooseFolder } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { type Command, registerCommands } from '../../state/commands';
import type { ShortcutId } from '../../state/shortcuts';
import { uiStore } from '../../state/ui';
import { runMenuAct } from './acts';
import { type MenuAct, menuActs } from './model';

/** The post that the keyboard is on. */
function current(): Post | undefined {
  const id = uiStore.get().currentId;
  return id === null ? undefined : appStore.get().entities.posts.get(id);
}

const looks: [MenuAct, TablerIcon, ShortcutId?][] = [
  ['decide', IconHelpCircle, 'act'],
  ['edit', IconEdit, 'edit'],
  ['move', IconCalendarClock, 'move'],
  ['convert', IconTransform],
  ['replace', IconReplace],
  ['select', IconSquareCheck, 'select'],
  ['preview', IconPlayerPlay, 'preview'],
  ['retry', IconRefresh],
  ['unschedule', IconArrowBackUp],
  ['view', IconBrowserShare],
  ['duplicate', IconCopyPlus],
  ['receipt', IconReceipt],
  ['cancel', IconBan],
  ['delete', IconTrash, 'delete'],
  ['remove', IconTrash, 'delete'],
];

const acts: Command[] = looks.map(([act, icon, shortcut]) => ({
  id: `post.${act}`,
  group: 'selected',
  icon,
  title: () => i18n.t(`menu.${act}`),
  ...(shortcut ? { shortcut } : {}),
  when: () => {
    const post = current();
    return post !== undefined && menuActs(post).includes(act);
  },
  run: () => {
    const post = current();
    if (post) runMenuAct(post, act);
  },
}));

registerCommands([
  {
    id: 'post.new',
    group: 'actions',
    icon: IconPlus,
    title: () => i18n.t('queue.newPost'),
    words: () => i18n.t('queue.choose'),
    shortcut: 'newPost',
    run: () => void chooseFiles(),
  },
  {
    id: 'post.folder',
    group: 'actions',
    icon: IconFolderPlus,
    title: () => i18n.t('palette.command.folder'),
    run: () => void chooseFolder(),
  },
  ...acts,
]);
