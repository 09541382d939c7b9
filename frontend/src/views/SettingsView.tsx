import { useTranslation } from 'react-i18next';
import { HealthStrip } from '../features/health';
import { Toolbar } from '../ui/Toolbar';

export default function SettingsView() {
  const { t } = useTranslation();
  return (
    <>
      <Toolbar title={t('nav.settings')} />
      <HealthStrip />
    </>
  );
}
