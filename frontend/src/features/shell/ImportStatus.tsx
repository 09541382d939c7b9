import { IconFileSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { attempt } from '../../state/actions';
import { useUi } from '../../state/ui';
import classes from './ImportStatus.module.css';

/** How far the check of added files is, and its end. One file is over before anybody could read it. */
export function ImportStatus() {
  const { t } = useTranslation();
  const importing = useUi((s) => s.importing);
  const [stopping, setStopping] = useState(false);
  if (!importing || importing.total < 2) return null;
  const stop = async () => {
    setStopping(true);
    await attempt(() => calls.cancelImport());
    setStopping(false);
  };
  return (
    <span className={classes.import}>
      <IconFileSearch size={14} stroke={1.7} aria-hidden />
      {t('strip.checking', { done: importing.done, count: importing.total })}
      <button
        type="button"
        className={classes.stop}
        aria-label={t('strip.stopChecking')}
        title={t('strip.stopChecking')}
        disabled={stopping}
        onClick={() => void stop()}
      >
        <IconX size={12} stroke={2} aria-hidden />
      </button>
    </span>
  );
}
