import { IconPlayerPauseFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePauses } from '../../state/pauses';
import classes from './StatusStrip.module.css';

/** Whether posts go out; what the user holds is said, because it looks like nothing is wrong. */
export function SchedulerState() {
  const { t } = useTranslation();
  const { all, accountIds } = usePauses();
  if (!all && accountIds.length === 0) return <span className={classes.on}>{t('strip.on')}</span>;
  return (
    <span className={classes.held} role="status">
      <IconPlayerPauseFilled size={12} aria-hidden />
      {all ? t('strip.allPaused') : t('strip.somePaused', { count: accountIds.length })}
    </span>
  );
}
