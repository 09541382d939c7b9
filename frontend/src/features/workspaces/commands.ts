import { IconBuilding, IconLock, IconPlus, IconSwitchHorizontal } from '@tabler/icons-react';
import { i18n } from '../../i18n/i18n';
import { type Command, registerCommands } from '../../state/commands';
import {
  lockNow,
  openWorkspaceDialog,
  shownOf,
  switchTo,
  workspaceName,
  workspacesStore,
} from '../../state/workspaces';

const words = () => i18n.t('workspaces.title');
const free = () => !workspacesStore.get().fixed;

registerCommands([
  {
    id: 'workspace.lock',
    group: 'actions',
    icon: IconLock,
    title: () => i18n.t('workspaces.lockNow'),
    shortcut: 'lock',
    when: () => shownOf(workspacesStore.get())?.passphrase ?? false,
    run: () => void lockNow(),
  },
  {
    id: 'workspace.new',
    group: 'actions',
    icon: IconPlus,
    title: () => i18n.t('workspaces.new'),
    words,
    when: free,
    run: () => openWorkspaceDialog('new'),
  },
  {
    id: 'workspace.manage',
    group: 'actions',
    icon: IconBuilding,
    title: () => i18n.t('workspaces.manage'),
    words,
    when: free,
    run: () => openWorkspaceDialog('manage'),
  },
]);

/** One command for each workspace but the one that is shown. */
function switches(): Command[] {
  const { items, shown } = workspacesStore.get();
  return items
    .filter((w) => w.id !== shown)
    .map((w) => ({
      id: `workspace.to.${w.id}`,
      group: 'actions' as const,
      icon: IconSwitchHorizontal,
      title: () => i18n.t('workspaces.switchTo', { name: workspaceName(w.name) }),
      words,
      run: () => void switchTo(w.id),
    }));
}

let takeBack = registerCommands(switches());
workspacesStore.subscribe(() => {
  takeBack();
  takeBack = registerCommands(switches());
});
