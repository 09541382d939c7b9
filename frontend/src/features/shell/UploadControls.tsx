import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { attempt } from '../../state/actions';
import { usePreferences } from '../../state/appStore';
import { useTask } from '../../state/useTask';
import { LimitPopover } from './LimitPopover';
import classes from './UploadControls.module.css';

/** Pauses and resumes uploads, and limits their speed. Paused is amber: it waits for the user. */
export function UploadControls() {
  const { t } = useTranslation();
  const { upload } = usePreferences();
  const { busy, run } = useTask();
  const set = async (maxKBps: number, paused: boolean) => {
    if (busy) return;
    await run(() => attempt(() => calls.setUpload(maxKBps, paused)));
  };
  const Icon = upload.paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <div className={classes.controls}>
      <button
        type="button"
        className={classes.button}
        data-pause={upload.paused ? 'paused' : 'running'}
        title={t(upload.paused ? 'uploads.resumeHelp' : 'uploads.pauseHelp')}
        onClick={() => void set(upload.maxKBps, !upload.paused)}
      >
        <Icon size={13} stroke={1.8} aria-hidden />
        {t(upload.paused ? 'uploads.resume' : 'uploads.pause')}
      </button>
      <LimitPopover maxKBps={upload.maxKBps} onChange={(maxKBps) => set(maxKBps, upload.paused)} />
    </div>
  );
}
