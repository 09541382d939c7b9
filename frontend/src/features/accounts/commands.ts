import { IconPlus } from '@tabler/icons-react';
import { i18n } from '../../i18n/i18n';
import { appStore } from '../../state/appStore';
import { registerCommands } from '../../state/commands';
import { openConnect } from '../../state/ui';

registerCommands([
  {
    id: 'account.connect',
    group: 'actions',
    icon: IconPlus,
    title: () => i18n.t('nav.add'),
    when: () => appStore.get().entities.preferences.app.source !== 'none',
    run: () => openConnect(),
  },
]);
