import { useTranslation } from 'react-i18next';
import { HealthStrip } from '../features/health';
import { Toolbar } from '../ui/Toolbar';

export default function PrivacyView() {
  const { t } = useTranslation();
  return (
    <>
      <Toolbar title={t('nav.privacy')} />
      <HealthStrip />
    </>
  );
}
