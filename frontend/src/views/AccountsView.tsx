import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../backend/types';
import {
  AccountDetail,
  AccountList,
  AccountsEmpty,
  ComputerPage,
  FeaturesPage,
  sortAccounts,
  TikTokAppPage,
} from '../features/accounts';
import { HealthStrip } from '../features/health';
import { useAccountMap, useCanConnect } from '../state/appStore';
import { type AccountsPage, openConnect, setUi, useUi } from '../state/ui';
import { Toolbar } from '../ui/Toolbar';
import classes from './AccountsView.module.css';

export function AccountsView() {
  const { t } = useTranslation();
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
        />
        {page?.page === 'features' ? (
          <FeaturesPage />
        ) : page?.page === 'app' ? (
          <TikTokAppPage />
        ) : page?.page === 'computer' ? (
          <ComputerPage />
        ) : account ? (
          <AccountDetail key={account.id} account={account} />
        ) : (
          <AccountsEmpty />
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
  if (wanted && (wanted.page !== 'account' || accounts.some((a) => a.id === wanted.id))) {
    return wanted;
  }
  const first = accounts[0];
  return first ? { page: 'account', id: first.id } : null;
}
