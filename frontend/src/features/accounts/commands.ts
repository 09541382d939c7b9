import {
  IconAppWindow,
  IconDeviceDesktop,
  IconPlus,
  IconRefresh,
  IconToggleRight,
} from '@tabler/icons-react';
import * as calls from '../../backend/calls';
import { i18n } from '../../i18n/i18n';
import { attempt } from '../../state/actions';
import { appStore } from '../../state/appStore';
import { type Command, registerCommands } from '../../state/commands';
import { goTo } from '../../state/places';
import { notify, openConnect, setUi } from '../../state/ui';

const show = (page: 'features' | 'app' | 'computer') => () => {
  setUi({ accountsPage: { page }, composerId: null });
  goTo('/accounts');
};

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

const pages: Command[] = [
  {
    id: 'settings.features',
    group: 'settings',
    icon: IconToggleRight,
    title: () => i18n.t('features.title'),
    run: show('features'),
  },
  {
    id: 'settings.app',
    group: 'settings',
    icon: IconAppWindow,
    title: () => i18n.t('tiktokApp.title'),
    run: show('app'),
  },
  {
    id: 'settings.computer',
    group: 'settings',
    icon: IconDeviceDesktop,
    title: () => i18n.t('computer.title'),
    words: () =>
      [
        i18n.t('computer.power'),
        i18n.t('computer.notifications'),
        i18n.t('computer.ffmpeg.title'),
      ].join(' '),
    run: show('computer'),
  },
];

registerCommands([
  {
    id: 'account.connect',
    group: 'actions',
    icon: IconPlus,
    title: () => i18n.t('nav.add'),
    when: () => appStore.get().entities.preferences.app.source !== 'none',
    run: () => openConnect(),
  },
  {
    id: 'ffmpeg.search',
    group: 'actions',
    icon: IconRefresh,
    title: () => i18n.t('palette.command.ffmpeg'),
    run: () => void searchFFmpeg(),
  },
  ...pages,
]);
