import { IconRefresh, IconSettings } from '@tabler/icons-react';
import * as calls from '../../backend/calls';
import { i18n } from '../../i18n/i18n';
import { attempt } from '../../state/actions';
import { type Command, registerCommands } from '../../state/commands';
import { goTo } from '../../state/places';
import { notify, settingsPages, setUi } from '../../state/ui';

// The settings themselves are loaded when they are first opened; the palette knows them before.
const pages: Command[] = settingsPages.map((page) => ({
  id: `settings.${page}`,
  group: 'settings',
  icon: IconSettings,
  title: () => i18n.t(`settings.page.${page}`),
  words: () => i18n.t('nav.settings'),
  run: () => {
    setUi({ settingsPage: page, composerId: null });
    goTo('/settings');
  },
}));

async function searchFFmpeg() {
  const found = await attempt(() => calls.searchFFmpeg());
  if (!found) return;
  const works = found.path !== '';
  notify({
    tone: works ? 'green' : 'amber',
    title: works
      ? i18n.t('computer.ffmpeg.inUse', { version: found.version })
      : i18n.t('computer.ffmpeg.missing'),
    text: works ? i18n.t('computer.ffmpeg.place', { path: found.path }) : found.problem,
    fades: works,
  });
}

registerCommands([
  {
    id: 'ffmpeg.search',
    group: 'actions',
    icon: IconRefresh,
    title: () => i18n.t('palette.command.ffmpeg'),
    run: () => void searchFFmpeg(),
  },
  ...pages,
]);
