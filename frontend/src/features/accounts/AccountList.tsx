import {
  IconAdjustments,
  IconCircleCheck,
  IconCircleMinus,
  IconKey,
  IconPlugConnected,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../backend/types';
import { useCanConnect, usePreferences } from '../../state/appStore';
import { appSource, missingOf } from '../../state/permissions';
import type { AccountsPage } from '../../state/ui';
import { Avatar } from '../../ui/Avatar';
import { StateMark } from '../../ui/StateMark';
import classes from './AccountList.module.css';
import { accountName, markOf } from './model';

type Props = {
  accounts: readonly Account[];
  chosen: AccountsPage | null;
  onChoose: (page: AccountsPage) => void;
  /** Leads to what holds for all accounts: it is in Settings. */
  onSettings: (page: 'features' | 'app') => void;
};

/** The accounts, and below them what holds for all of them. */
export function AccountList({ accounts, chosen, onChoose, onSettings }: Props) {
  const { t } = useTranslation();
  const { features, app } = usePreferences();
  const canConnect = useCanConnect();
  const on = features.filter((f) => f.on).length;
  return (
    <nav className={classes.side} aria-label={t('accounts.list')}>
      {accounts.length === 0 && <p className={classes.note}>{t('accounts.none')}</p>}
      <ul className={classes.list}>
        {accounts.map((a) => (
          <li key={a.id}>
            <button
              type="button"
              className={classes.account}
              aria-current={chosen?.page === 'account' && chosen.id === a.id ? 'true' : undefined}
              onClick={() => onChoose({ page: 'account', id: a.id })}
            >
              <Avatar name={a.nickname || a.username} src={a.avatarUrl} size={32} />
              <span className={classes.words}>
                <b>{a.nickname || accountName(a)}</b>
                <small>
                  <AccountMark account={a} />
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <h2 className={classes.heading}>{t('accounts.forAll')}</h2>
      <ul className={classes.list} data-rest>
        <Place
          icon={IconAdjustments}
          title={t('features.title')}
          text={t('features.on', { count: on })}
          onClick={() => onSettings('features')}
        />
        <Place
          icon={IconPlugConnected}
          title={t('tiktokApp.title')}
          text={t(`tiktokApp.short.${appSource(app)}`)}
          waits={!canConnect}
          onClick={() => onSettings('app')}
        />
      </ul>
      <p className={classes.note}>{t('accounts.signingOpens')}</p>
    </nav>
  );
}

function AccountMark({ account }: { account: Account }) {
  const { t } = useTranslation();
  switch (markOf(account)) {
    case 'signedOut':
      return (
        <StateMark icon={IconKey} tone="amber" size={14}>
          {t('accounts.signInAgain')}
        </StateMark>
      );
    case 'missing':
      return (
        <StateMark icon={IconCircleMinus} tone="amber" size={14}>
          {t('accounts.missing', { count: missingOf(account).length })}
        </StateMark>
      );
    default:
      return (
        <>
          <IconCircleCheck size={14} stroke={1.7} aria-hidden />
          {t('accounts.connected')}
        </>
      );
  }
}

type PlaceProps = {
  icon: TablerIcon;
  title: string;
  text: string;
  waits?: boolean;
  onClick: () => void;
};

function Place({ icon: Icon, title, text, waits = false, onClick }: PlaceProps) {
  return (
    <li>
      <button type="button" className={classes.account} onClick={onClick}>
        <span className={classes.icon}>
          <Icon size={18} stroke={1.7} aria-hidden />
        </span>
        <span className={classes.words}>
          <b>{title}</b>
          <small data-waits={waits || undefined}>{text}</small>
        </span>
      </button>
    </li>
  );
}
