import {
  IconArrowBackUp,
  IconKeyboard,
  IconLanguage,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react';
import * as calls from '../../backend/calls';
import { i18n, languageNames } from '../../i18n/i18n';
import { attempt } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { type Command, registerCommands } from '../../state/commands';
import { languageChoices, setLanguage } from '../../state/language';
import { goTo } from '../../state/places';
import type { ShortcutId } from '../../state/shortcuts';
import { settleUndo, setUi, uiStore } from '../../state/ui';
import { placeLooks } from './places';

const upload = () => appStore.get().entities.preferences.upload;
const setPaused = (paused: boolean) =>
  void attempt(() => calls.setUpload(upload().maxKBps, paused));

const keysOf: Record<string, ShortcutId> = {
  queue: 'goQueue',
  calendar: 'goCalendar',
  library: 'goLibrary',
  accounts: 'goAccounts',
  privacy: 'goPrivacy',
  settings: 'goSettings',
};

const places: Command[] = placeLooks.map(({ to, word, icon }) => ({
  id: `place.${word}`,
  group: 'places',
  icon,
  title: () => i18n.t(`nav.${word}`),
  ...(keysOf[word] ? { shortcut: keysOf[word] } : {}),
  run: () => {
    setUi({ composerId: null });
    goTo(to);
  },
}));

const languages: Command[] = languageChoices.map((choice) => ({
  id: `language.${choice}`,
  group: 'settings',
  icon: IconLanguage,
  title: () =>
    choice === 'system'
      ? i18n.t('palette.command.languageSystem')
      : i18n.t('palette.command.language', { name: languageNames[choice] }),
  // English too, for who can't read the language that the window speaks.
  words: () => 'language idioma bahasa 语言',
  when: () => appStore.get().entities.preferences.language !== choice,
  run: () => void setLanguage(choice),
}));

registerCommands([
  {
    id: 'uploads.pause',
    group: 'actions',
    icon: IconPlayerPause,
    title: () => i18n.t('uploads.pause'),
    when: () => !upload().paused,
    run: () => setPaused(true),
  },
  {
    id: 'uploads.resume',
    group: 'actions',
    icon: IconPlayerPlay,
    title: () => i18n.t('uploads.resume'),
    when: () => upload().paused,
    run: () => setPaused(false),
  },
  {
    id: 'undo',
    group: 'actions',
    icon: IconArrowBackUp,
    title: () => i18n.t('shortcuts.undo'),
    shortcut: 'undo',
    when: () => uiStore.get().undo !== null,
    run: () => {
      const { undo } = uiStore.get();
      if (undo) settleUndo(undo.id, true);
    },
  },
  {
    id: 'search',
    group: 'actions',
    icon: IconSearch,
    title: () => i18n.t('queue.search'),
    shortcut: 'search',
    run: focusSearch,
  },
  {
    id: 'shortcuts',
    group: 'actions',
    icon: IconKeyboard,
    title: () => i18n.t('palette.command.shortcuts'),
    shortcut: 'help',
    run: () => setUi({ shortcuts: true }),
  },
  ...places,
  ...languages,
]);

/** The search of this place, or the queue's where this one has none. */
function focusSearch() {
  const find = () => document.querySelector<HTMLInputElement>('[data-search]');
  if (find()) return find()?.focus();
  setUi({ composerId: null });
  goTo('/');
  setTimeout(() => find()?.focus(), 50);
}
