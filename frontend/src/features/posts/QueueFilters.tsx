import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFilter, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountMap } from '../../state/appStore';
import { sections } from '../../state/postStates';
import { type StateFilter, setUi, useUi } from '../../state/ui';
import { MenuChoice } from '../../ui/MenuChoice';
import classes from './QueueFilters.module.css';

const states: readonly StateFilter[] = ['all', ...sections];

/** Filters by state and by account; in a small window both fold into one menu. */
export function QueueFilters() {
  const { t } = useTranslation();
  const state = useUi((s) => s.stateFilter);
  const accountId = useUi((s) => s.accountFilter);
  const accounts = [...useAccountMap().values()];
  const account = accounts.find((a) => a.id === accountId);

  const stateItems = states.map((s) => (
    <MenuChoice key={s} on={s === state} onChoose={() => setUi({ stateFilter: s })}>
      {s === 'all' ? t('queue.anyState') : t(`section.${s}`)}
    </MenuChoice>
  ));
  const accountItems = [
    <MenuChoice key="" on={accountId === null} onChoose={() => setUi({ accountFilter: null })}>
      {t('queue.allAccounts')}
    </MenuChoice>,
    ...accounts.map((a) => (
      <MenuChoice
        key={a.id}
        on={a.id === accountId}
        onChoose={() => setUi({ accountFilter: a.id })}
      >
        {a.username ? `@${a.username}` : a.nickname}
      </MenuChoice>
    )),
  ];
  const accountWord = account
    ? account.username
      ? `@${account.username}`
      : account.nickname
    : t('queue.allAccounts');

  return (
    <>
      <div className={classes.wide}>
        <FilterMenu
          icon={<IconFilter size={14} stroke={1.7} aria-hidden />}
          label={state === 'all' ? t('queue.anyState') : t(`section.${state}`)}
          on={state !== 'all'}
        >
          {stateItems}
        </FilterMenu>
        {accounts.length > 0 && (
          <FilterMenu
            icon={<IconUsers size={14} stroke={1.7} aria-hidden />}
            label={accountWord}
            on={accountId !== null}
          >
            {accountItems}
          </FilterMenu>
        )}
      </div>
      <div className={classes.narrow}>
        <FilterMenu
          icon={<IconFilter size={14} stroke={1.7} aria-hidden />}
          label={t('queue.filter')}
          on={state !== 'all' || accountId !== null}
        >
          <Menu.Label>{t('queue.filterState')}</Menu.Label>
          {stateItems}
          {accounts.length > 0 && <Menu.Label>{t('queue.filterAccount')}</Menu.Label>}
          {accounts.length > 0 && accountItems}
        </FilterMenu>
      </div>
    </>
  );
}

type FilterMenuProps = { icon: ReactNode; label: string; on: boolean; children: ReactNode };

function FilterMenu({ icon, label, on, children }: FilterMenuProps) {
  return (
    <Menu position="bottom-start" offset={4}>
      <Menu.Target>
        <Button
          variant="default"
          className={classes.filter}
          data-on={on || undefined}
          leftSection={icon}
          rightSection={<IconChevronDown size={13} stroke={1.7} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
