import { Button } from '@mantine/core';
import { IconExternalLink, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { openLink } from '../../state/actions';
import { known, missingOf } from '../../state/permissions';
import { openConnect } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import classes from './AccountDetail.module.css';
import { AccountHealth } from './AccountHealth';
import { CreatorFacts } from './CreatorFacts';
import { DisconnectDialog } from './DisconnectDialog';
import { MissedSection } from './MissedSection';
import { accountName } from './model';
import { GrantedList } from './PermissionList';
import { QuotaSection } from './QuotaSection';
import { SlotsSection } from './SlotsSection';

export function AccountDetail({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  const [checked, setChecked] = useState(0);
  const ok = account.health === 'ok';
  const missing = missingOf(account);
  const signIn = () => openConnect(account.id);
  return (
    <article className={classes.detail} aria-label={accountName(account)}>
      <header className={classes.head}>
        <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={46} />
        <div className={classes.name}>
          <h2>{account.nickname || accountName(account)}</h2>
          {account.username && <p className="selectable">@{account.username}</p>}
        </div>
        {!ok && <Button onClick={signIn}>{t('accounts.signIn')}</Button>}
        {account.username && (
          <Button
            variant="default"
            leftSection={<IconExternalLink size={15} stroke={1.7} aria-hidden />}
            onClick={() => void openLink(`tiktok-profile:${account.id}`)}
          >
            {t('accounts.profile')}
          </Button>
        )}
        {ok && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} stroke={1.7} aria-hidden />}
            onClick={() => setChecked((n) => n + 1)}
          >
            {t('accounts.check')}
          </Button>
        )}
        <Button
          variant="default"
          data-danger
          leftSection={<IconPlugConnectedX size={15} stroke={1.7} aria-hidden />}
          onClick={() => setLeaving(true)}
        >
          {t('accounts.disconnect')}
        </Button>
      </header>
      <div className={classes.columns}>
        <section>
          <h3>{t('accounts.health')}</h3>
          <AccountHealth account={account} onSignIn={signIn} />
          {missing.length > 0 && (
            <GrantedList granted={[]} missing={missing} {...(ok ? { onGrant: signIn } : {})} />
          )}
          {ok && <CreatorFacts key={checked} account={account} />}
        </section>
        <section>
          <h3>{t('quota.title')}</h3>
          <QuotaSection key={checked} accountId={account.id} />
        </section>
      </div>
      <div className={classes.part}>
        <SlotsSection account={account} />
      </div>
      <section className={classes.missed}>
        <h3>{t('missed.title')}</h3>
        <MissedSection account={account} />
      </section>
      <section className={classes.may}>
        <h3>{t('accounts.may')}</h3>
        <GrantedList granted={known(account.scopes)} missing={missing} />
      </section>
      {leaving && <DisconnectDialog account={account} onClose={() => setLeaving(false)} />}
    </article>
  );
}
