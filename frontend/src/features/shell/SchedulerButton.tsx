import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { attempt } from '../../state/actions';
import { useHealth, usePreferences } from '../../state/appStore';
import classes from './StatusStrip.module.css';

/** Conditions under which this window publishes nothing at all. */
const stopped = new Set(['not_publishing', 'scheduler', 'keyring', 'store.replaced', 'disk']);

/** Whether posts go out, in a dot and a word. A click pauses uploads and lets them go on. */
export function SchedulerButton() {
  const { t } = useTranslation();
  const { upload } = usePreferences();
  const off = useHealth().some((h) => stopped.has(h.code));
  const word = off ? 'off' : upload.paused ? 'paused' : 'on';
  return (
    <button
      type="button"
      className={classes.scheduler}
      data-state={word}
      title={upload.paused ? t('uploads.resumeHelp') : t('uploads.pauseHelp')}
      onClick={() => void attempt(() => calls.setUpload(upload.maxKBps, !upload.paused))}
    >
      {t(`strip.${word}`)}
    </button>
  );
}
