import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccountMap } from '../../state/appStore';
import { setUi, useUi } from '../../state/ui';
import { MenuChoice } from '../../ui/MenuChoice';
import classes from './AccountFilter.module.css';
import { nameOf } from './words';

/** Shows the posts of one account only; what others have keeps its place. */
export function AccountFilter() {
  const { t } = useTranslation();
  const accounts = [...useAccountMap().values()];
  const chosen = useUi((s) => s.accountFilter);
  const account = accounts.find((a) => a.id === chosen);
  if (accounts.length < 2) return null;
  const choice = (id: string | null, name: string) => (
    <MenuChoice key={id ?? ''} on={id === chosen} onChoose={() => setUi({ accountFilter: id })}>
      {name}
    </MenuChoice>
  );
  const label = account ? nameOf(account) : t('queue.allAccounts');
  return (
    <Menu position="bottom-end" offset={4}>
      <Menu.Target>
        <Button
          variant="default"
          className={classes.filter}
          data-on={chosen !== null || undefined}
          leftSection={<IconUsers size={14} stroke={1.7} aria-hidden />}
          rightSection={<IconChevronDown size={13} stroke={1.7} aria-hidden />}
        >
          <span>{label}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choice(null, t('queue.allAccounts'))}
        {accounts.map((a) => choice(a.id, nameOf(a)))}
      </Menu.Dropdown>
    </Menu>
  );
}
