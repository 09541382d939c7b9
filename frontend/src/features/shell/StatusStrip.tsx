import { IconArrowUp, IconDeviceDesktop, IconTransform } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../lib/bytes';
import { formatSpan } from '../../lib/duration';
import { zoneName } from '../../lib/zones';
import { useFacts, usePreferences } from '../../state/appStore';
import { useNow } from '../../state/useNow';
import { ImportStatus } from './ImportStatus';
import { SchedulerState } from './SchedulerState';
import classes from './StatusStrip.module.css';
import { UploadControls } from './UploadControls';
import { useJobs } from './useJobs';
import { useSpoken } from './useSpoken';

/** What runs, how long it takes, what this computer has to do; spoken at most every ten seconds. */
export function StatusStrip() {
  const { t, i18n } = useTranslation();
  const { zone, sandbox } = useFacts();
  const { paused } = usePreferences().upload;
  const now = useNow();
  const jobs = useJobs();
  const converting =
    jobs.converting > 0
      ? [
          t('strip.converting', { count: jobs.converting }),
          jobs.convertingLeftMs > 0 && t('strip.left', { span: formatSpan(jobs.convertingLeftMs) }),
        ]
          .filter(Boolean)
          .join(', ')
      : '';
  const uploading =
    jobs.uploading > 0 && !paused
      ? [
          t('strip.uploading', { count: jobs.uploading }),
          jobs.speed > 0 && t('strip.speed', { size: formatBytes(jobs.speed, i18n.language) }),
        ]
          .filter(Boolean)
          .join(', ')
      : '';
  const spoken = useSpoken([converting, uploading].filter(Boolean).join('. '));
  return (
    <footer className={classes.strip}>
      <SchedulerState />
      <ImportStatus />
      {converting && (
        <span className={classes.job}>
          <IconTransform size={14} stroke={1.7} aria-hidden />
          {converting}
        </span>
      )}
      {uploading && (
        <span className={classes.job}>
          <IconArrowUp size={14} stroke={1.7} aria-hidden />
          {uploading}
        </span>
      )}
      <UploadControls />
      <span className={classes.space} />
      <span className={classes.job} data-long>
        <IconDeviceDesktop size={14} stroke={1.6} aria-hidden />
        <span className={classes.cut}>{t('strip.keepOn')}</span>
      </span>
      <span>{t('strip.zone', { zone: zoneName(now, zone) })}</span>
      {sandbox && <span>{t('sandbox.short')}</span>}
      <span className="visually-hidden" aria-live="polite">
        {spoken}
      </span>
    </footer>
  );
}
