import { Menu } from '@mantine/core';
import { IconChevronDown, IconLock, IconPlus, IconSettings } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ariaKeys, capsOf } from '../../lib/keys';
import { useFacts } from '../../state/appStore';
import { comboOf } from '../../state/shortcuts';
import {
  lockNow,
  openWorkspaceDialog,
  shownOf,
  switchTo,
  useWorkspaces,
  workspaceName,
} from '../../state/workspaces';
import { Kbd } from '../../ui/Kbd';
import { Mark } from '../../ui/Mark';
import { MenuChoice } from '../../ui/MenuChoice';
import classes from './Switcher.module.css';

/** The program's name and the workspace's, with the other workspaces behind it. Names only. */
export function Switcher() {
  const { t } = useTranslation();
  const facts = useFacts();
  const workspaces = useWorkspaces();
  const shown = shownOf(workspaces);
  const name = workspaceName(shown?.name ?? facts.workspace);
  const button = useRef<HTMLButtonElement>(null);
  const open = (dialog: 'new' | 'manage') => {
    // The dialog gives the keyboard back to what has it now, and the menu is gone by then.
    button.current?.focus();
    openWorkspaceDialog(dialog);
  };
  const words = (chevron: boolean) => (
    <span className={classes.names}>
      <b>{t('app.name')}</b>
      <span className={classes.workspace}>
        <span>{name}</span>
        {chevron && <IconChevronDown size={12} stroke={1.8} aria-hidden />}
      </span>
      {chevron && <span className="visually-hidden">{t('workspaces.switcher')}</span>}
    </span>
  );
  if (workspaces.fixed) {
    return (
      <div className={classes.brand}>
        <Mark size={24} />
        {words(false)}
      </div>
    );
  }
  return (
    <Menu position="bottom-start" offset={2} width={264}>
      <Menu.Target>
        <button ref={button} type="button" className={classes.brand} title={name}>
          <Mark size={24} />
          {words(true)}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {workspaces.items.map((w) => (
          <MenuChoice
            key={w.id}
            on={w.id === workspaces.shown}
            onChoose={() => void switchTo(w.id)}
            rightSection={
              w.locked && (
                <span className={classes.one}>
                  <IconLock size={14} stroke={1.7} aria-hidden className={classes.mark ?? ''} />
                  <span className="visually-hidden">{t('workspaces.locked')}</span>
                </span>
              )
            }
          >
            <span className={classes.item} title={workspaceName(w.name)}>
              {workspaceName(w.name)}
            </span>
          </MenuChoice>
        ))}
        <Menu.Divider />
        {shown?.passphrase && (
          <Menu.Item
            leftSection={<IconLock size={15} stroke={1.7} aria-hidden />}
            rightSection={<Kbd keys={capsOf(comboOf('lock')).join(' ')} />}
            aria-keyshortcuts={ariaKeys(comboOf('lock'))}
            onClick={() => void lockNow()}
          >
            {t('workspaces.lockNow')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconPlus size={15} stroke={1.7} aria-hidden />}
          onClick={() => open('new')}
        >
          {t('workspaces.new')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconSettings size={15} stroke={1.7} aria-hidden />}
          onClick={() => open('manage')}
        >
          {t('workspaces.manage')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
