import { IconCircleCheck, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { Avatar } from '../../ui/Avatar';
import { StateMark } from '../../ui/StateMark';
import classes from './AccountList.module.css';
import { accountName } from './model';

type Props = {
  accounts: readonly Account[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
};

export function AccountList({ accounts, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <nav className={classes.side} aria-label={t('accounts.list')}>
      <ul className={classes.list}>
        {accounts.map((a) => (
          <li key={a.id}>
            <button
              type="button"
              className={classes.account}
              aria-current={a.id === chosen ? 'true' : undefined}
              onClick={() => onChoose(a.id)}
            >
              <Avatar name={a.nickname || a.username} size={32} />
              <span className={classes.words}>
                <b>{a.nickname || accountName(a)}</b>
                <small>
                  {a.health === 'ok' ? (
                    <>
                      <IconCircleCheck size={14} stroke={1.7} aria-hidden />
                      {t('accounts.connected')}
                    </>
                  ) : (
                    <StateMark icon={IconKey} tone="amber" size={14}>
                      {t('accounts.signInAgain')}
                    </StateMark>
                  )}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className={classes.note}>{t('accounts.signingOpens')}</p>
    </nav>
  );
}
