import { Button } from '@mantine/core';
import { IconPlayerPauseFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { keepFocus } from '../../lib/keepFocus';
import { usePauses, useSetPaused } from '../../state/pauses';
import { setUi } from '../../state/ui';
import classes from './PausedStrip.module.css';

/** Says on every page that something is held, and lets it go on. */
export function PausedStrip() {
  const { t } = useTranslation();
  const { all, accountIds } = usePauses();
  const setPaused = useSetPaused();
  if (!all && accountIds.length === 0) return null;
  // The strip goes with its button.
  const resume = () => void setPaused('', false).then(keepFocus());
  return (
    <div className={classes.strip} role="status">
      <IconPlayerPauseFilled size={14} aria-hidden />
      <p>{all ? t('privacy.pausedAll') : t('privacy.pausedSome', { count: accountIds.length })}</p>
      {all ? (
        <Button variant="default" size="xs" onClick={resume}>
          {t('privacy.resume')}
        </Button>
      ) : (
        <Button variant="default" size="xs" onClick={() => setUi({ privacyPage: 'choices' })}>
          {t('privacy.seePaused')}
        </Button>
      )}
    </div>
  );
}
