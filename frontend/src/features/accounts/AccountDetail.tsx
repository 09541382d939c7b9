import { Button } from '@mantine/core';
import {
  IconCircleCheck,
  IconExternalLink,
  IconKey,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { openLink } from '../../state/actions';
import { setUi } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { FactList } from '../../ui/FactList';
import classes from './AccountDetail.module.css';
import { CreatorFacts } from './CreatorFacts';
import { DisconnectDialog } from './DisconnectDialog';
import { accountName } from './model';
import { ScopeList } from './ScopeList';

export function AccountDetail({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  const ok = account.health === 'ok';
  return (
    <article className={classes.detail} aria-label={accountName(account)}>
      <header className={classes.head}>
        <Avatar name={account.nickname || account.username} size={46} />
        <div className={classes.name}>
          <h2>{account.nickname || accountName(account)}</h2>
          {account.username && <p>@{account.username}</p>}
        </div>
        {!ok && <Button onClick={() => setUi({ connecting: true })}>{t('accounts.signIn')}</Button>}
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
          className={classes.danger}
          leftSection={<IconPlugConnectedX size={15} stroke={1.7} aria-hidden />}
          onClick={() => setLeaving(true)}
        >
          {t('accounts.disconnect')}
        </Button>
      </header>
      <div className={classes.columns}>
        <section>
          <h3>{t('accounts.health')}</h3>
          <FactList
            facts={[
              ok
                ? {
                    key: 'in',
                    icon: IconCircleCheck,
                    tone: 'green',
                    title: t('accounts.healthOk'),
                    text: t('accounts.healthOkText'),
                  }
                : {
                    key: 'out',
                    icon: IconKey,
                    tone: 'amber',
                    title: t('accounts.healthOut'),
                    text: t('accounts.healthOutText'),
                  },
            ]}
          />
          {ok && <h3>{t('accounts.allows')}</h3>}
          {ok && <CreatorFacts account={account} />}
        </section>
        <section>
          <h3>{t('accounts.may')}</h3>
          <ScopeList granted={account.scopes} />
        </section>
      </div>
      {leaving && <DisconnectDialog account={account} onClose={() => setLeaving(false)} />}
    </article>
  );
}
