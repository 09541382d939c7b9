import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HealthStrip } from '../features/health';
import { PolicyLinks } from '../features/policies';
import {
  AboutPage,
  BehaviourPage,
  ConvertingPage,
  FeaturesPage,
  LanguagePage,
  LockPage,
  NotificationsPage,
  ProfilePage,
  SettingsHits,
  SettingsNav,
  SettingsSearch,
  ShortcutsPage,
  StoragePage,
  TikTokAppPage,
} from '../features/settings';
import { ShortcutList } from '../features/shell';
import { type SettingsPage, setUi, useUi } from '../state/ui';
import { Toolbar } from '../ui/Toolbar';
import classes from './AccountsView.module.css';

/** Everything that can be set, on pages; a search over all of them. */
export default function SettingsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const page = useUi((s) => s.settingsPage);
  const [query, setQuery] = useState('');
  const pages: Record<SettingsPage, ReactNode> = {
    behaviour: <BehaviourPage />,
    profile: <ProfilePage />,
    app: <TikTokAppPage />,
    features: <FeaturesPage />,
    converting: <ConvertingPage />,
    notifications: <NotificationsPage />,
    language: <LanguagePage />,
    lock: <LockPage />,
    storage: <StoragePage onPrivacy={() => void navigate({ to: '/privacy' })} />,
    shortcuts: <ShortcutsPage keys={<ShortcutList />} />,
    about: <AboutPage policies={<PolicyLinks />} />,
  };
  return (
    <>
      <Toolbar title={t('nav.settings')}>
        <SettingsSearch query={query} onQuery={setQuery} />
      </Toolbar>
      <HealthStrip />
      <div className={classes.split}>
        <SettingsNav
          page={page}
          onChoose={(settingsPage) => {
            setQuery('');
            setUi({ settingsPage });
          }}
        />
        {query.trim() ? <SettingsHits query={query} onQuery={setQuery} /> : pages[page]}
      </div>
    </>
  );
}
