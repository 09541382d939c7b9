import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { HealthStrip } from '../features/health';
import {
  ChoicesPage,
  EraseDialog,
  ErasePage,
  LedgerPage,
  PausedStrip,
  PoliciesPage,
  PrivacyNav,
  RecipientsPage,
  RetentionPage,
  SecurityPage,
  StoredPage,
  TakePage,
  UsedPage,
} from '../features/privacy';
import { type AccountsPage, setUi, useUi } from '../state/ui';
import { Toolbar } from '../ui/Toolbar';
import classes from './PrivacyView.module.css';

/** What is stored, where it goes, and every right over it. */
export default function PrivacyView() {
  const { t } = useTranslation();
  const page = useUi((s) => s.privacyPage);
  return (
    <>
      <Toolbar title={t('privacy.title')}>
        {page !== 'take' && (
          <Button
            variant="default"
            leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
            onClick={() => setUi({ privacyPage: 'take' })}
          >
            {t('privacy.exportAll')}
          </Button>
        )}
      </Toolbar>
      <HealthStrip />
      <PausedStrip />
      <div className={classes.split}>
        <PrivacyNav />
        <Page />
      </div>
      <EraseDialog />
    </>
  );
}

function Page() {
  const navigate = useNavigate();
  const page = useUi((s) => s.privacyPage);
  const toAccounts = (accountsPage?: AccountsPage) => {
    if (accountsPage) setUi({ accountsPage });
    void navigate({ to: '/accounts' });
  };
  switch (page) {
    case 'recipients':
      return <RecipientsPage />;
    case 'stored':
      return <StoredPage />;
    case 'kept':
      return <RetentionPage />;
    case 'choices':
      return <ChoicesPage onAccount={(id) => toAccounts({ page: 'account', id })} />;
    case 'take':
      return <TakePage />;
    case 'erase':
      return <ErasePage />;
    case 'used':
      return <UsedPage />;
    case 'policies':
      return <PoliciesPage />;
    case 'security':
      return (
        <SecurityPage
          onAccounts={() => toAccounts()}
          onSettings={(settingsPage) => {
            setUi({ settingsPage });
            void navigate({ to: '/settings' });
          }}
        />
      );
    default:
      return <LedgerPage />;
  }
}
