import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../backend/types';
import { AccountDetail, AccountList, AccountsEmpty, sortAccounts } from '../features/accounts';
import { HealthStrip } from '../features/health';
import { useAccountMap, useCanConnect } from '../state/appStore';
import { type AccountsPage, openConnect, type SettingsPage, setUi, useUi } from '../state/ui';
import { Toolbar } from '../ui/Toolbar';
import classes from './AccountsView.module.css';

export function AccountsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const openSettings = (settingsPage: SettingsPage) => {
    setUi({ settingsPage });
    void navigate({ to: '/settings' });
  };
  const map = useAccountMap();
  const accounts = useMemo(() => sortAccounts(map.values()), [map]);
  const page = chosenPage(
    useUi((s) => s.accountsPage),
    accounts,
  );
  const canConnect = useCanConnect();
  const account = page?.page === 'account' ? map.get(page.id) : undefined;
  return (
    <>
      <Toolbar title={t('accounts.title')}>
        {page && canConnect && (
          <Button
            leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
            onClick={() => openConnect()}
          >
            {t('accounts.connect')}
          </Button>
        )}
      </Toolbar>
      <HealthStrip />
      <div className={classes.split}>
        <AccountList
          accounts={accounts}
          chosen={page}
          onChoose={(accountsPage) => setUi({ accountsPage })}
          onSettings={openSettings}
        />
        {account ? (
          <AccountDetail key={account.id} account={account} />
        ) : (
          <AccountsEmpty onSetUpApp={() => openSettings('app')} />
        )}
      </div>
    </>
  );
}

/** What was chosen, as long as it exists; otherwise the first account. */
function chosenPage(
  wanted: AccountsPage | null,
  accounts: readonly Account[],
): AccountsPage | null {
  if (wanted && accounts.some((a) => a.id === wanted.id)) {
    return wanted;
  }
  const first = accounts[0];
  return first ? { page: 'account', id: first.id } : null;
}
