import { IconKey } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { setUi, useUi } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import classes from './Sidebar.module.css';

/** A click shows only this account's posts; the key means that it has to sign in again. */
export function SidebarAccount({ account }: { account: Account }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const on = useUi((s) => s.accountFilter === account.id);
  const name = account.username ? `@${account.username}` : account.nickname;
  return (
    <li>
      <button
        type="button"
        className={classes.account}
        aria-pressed={on}
        title={on ? t('nav.showAll') : t('nav.showAccount', { name })}
        onClick={() => {
          setUi({ accountFilter: on ? null : account.id, composerId: null });
          void navigate({ to: '/' });
        }}
      >
        <Avatar name={account.nickname || account.username} src={account.avatarUrl} size={18} />
        <span>{name}</span>
        {account.health !== 'ok' && (
          <IconKey
            size={14}
            stroke={1.9}
            className={classes.key}
            aria-label={t('accounts.signInAgain')}
          />
        )}
      </button>
    </li>
  );
}
