import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountDetail, AccountList, AccountsEmpty, sortAccounts } from '../features/accounts';
import { HealthStrip } from '../features/health';
import { useAccountMap } from '../state/appStore';
import { setUi } from '../state/ui';
import { Toolbar } from '../ui/Toolbar';
import classes from './AccountsView.module.css';

export function AccountsView() {
  const { t } = useTranslation();
  const map = useAccountMap();
  const accounts = useMemo(() => sortAccounts(map.values()), [map]);
  const [chosen, setChosen] = useState<string>();
  const account = accounts.find((a) => a.id === chosen) ?? accounts[0];
  return (
    <>
      <Toolbar title={t('accounts.title')}>
        {account && (
          <Button
            leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
            onClick={() => setUi({ connecting: true })}
          >
            {t('accounts.connect')}
          </Button>
        )}
      </Toolbar>
      <HealthStrip />
      {account ? (
        <div className={classes.split}>
          <AccountList accounts={accounts} chosen={account.id} onChoose={setChosen} />
          <AccountDetail key={account.id} account={account} />
        </div>
      ) : (
        <AccountsEmpty />
      )}
    </>
  );
}
