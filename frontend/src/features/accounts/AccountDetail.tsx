import { Button } from '@mantine/core';
import { IconExternalLink, IconPlugConnectedX } from '@tabler/icons-react';
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

export function AccountDetail({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  const ok = account.health === 'ok';
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
          <h3>{t('accounts.may')}</h3>
          <GrantedList
            granted={known(account.scopes)}
            missing={missingOf(account)}
            {...(ok ? { onGrant: signIn } : {})}
          />
          <h3>{t('missed.title')}</h3>
          <MissedSection account={account} />
        </section>
        <section>
          <h3>{t('quota.title')}</h3>
          <QuotaSection accountId={account.id} />
          {ok && <h3>{t('accounts.allows')}</h3>}
          {ok && <CreatorFacts account={account} />}
        </section>
      </div>
      {leaving && <DisconnectDialog account={account} onClose={() => setLeaving(false)} />}
    </article>
  );
}
