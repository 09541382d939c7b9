import { IconFlask } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFacts } from '../../state/appStore';
import { setUi } from '../../state/ui';
import classes from './SandboxBanner.module.css';

/** Stays as long as the window talks to the practice TikTok; it cannot be closed. */
export function SandboxBanner() {
  const { t } = useTranslation();
  const { sandbox, canLeave } = useFacts();
  if (!sandbox) return null;
  return (
    <div className={classes.banner} role="note">
      <IconFlask size={15} stroke={1.8} aria-hidden />
      <p>
        <b>{t('sandbox.title')}</b> {t('sandbox.text')}
      </p>
      {canLeave && (
        <button type="button" onClick={() => setUi({ leaving: true })}>
          {t('sandbox.leave')}
        </button>
      )}
    </div>
  );
}
