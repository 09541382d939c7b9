import { IconPlayerPauseFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePauses } from '../../state/pauses';
import classes from './StatusStrip.module.css';

/** What the user holds in the Privacy place; said everywhere, because nothing else shows it. */
export function HeldMark() {
  const { t } = useTranslation();
  const { all, accountIds } = usePauses();
  if (!all && accountIds.length === 0) return null;
  return (
    <span className={classes.held} role="status">
      <IconPlayerPauseFilled size={12} aria-hidden />
      {all ? t('strip.allPaused') : t('strip.somePaused', { count: accountIds.length })}
    </span>
  );
}
