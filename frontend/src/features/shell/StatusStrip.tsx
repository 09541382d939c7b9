import { IconArrowUp, IconDeviceDesktop, IconTransform } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../lib/bytes';
import { formatSpan } from '../../lib/duration';
import { daysFromNow, formatDay, formatTime, zoneName } from '../../lib/zones';
import { useFacts, usePosts, usePreferences } from '../../state/appStore';
import { useNow } from '../../state/useNow';
import { nextDuty } from './awake';
import { HeldMark } from './HeldMark';
import { ImportStatus } from './ImportStatus';
import { SchedulerButton } from './SchedulerButton';
import classes from './StatusStrip.module.css';
import { UploadControls } from './UploadControls';
import { useJobs } from './useJobs';
import { useSpoken } from './useSpoken';

/** What runs, how long it takes, what this computer has to do; spoken at most every ten seconds. */
export function StatusStrip() {
  const { t } = useTranslation();
  const { zone, sandbox } = useFacts();
  const { paused } = usePreferences().upload;
  const now = useNow();
  const jobs = useJobs();
  const left =
    jobs.convertingLeftMs > 0 && t('strip.left', { span: formatSpan(jobs.convertingLeftMs) });
  const converting =
    jobs.converting > 0 ? joined([t('strip.converting', { count: jobs.converting }), left]) : '';
  const speed = jobs.speed > 0 ? t('strip.speed', { size: formatBytes(jobs.speed) }) : '';
  const uploading = jobs.uploading > 0 && !paused;
  const sending = uploading ? t('strip.uploading', { count: jobs.uploading }) : '';
  const spoken = useSpoken([converting, joined([sending, speed])].filter(Boolean).join('. '));
  return (
    <footer className={classes.strip}>
      <SchedulerButton />
      <HeldMark />
      <ImportStatus />
      {converting && (
        <span className={classes.job}>
          <IconTransform size={14} stroke={1.7} aria-hidden />
          {converting}
        </span>
      )}
      {uploading && (
        <span className={classes.job} title={sending}>
          <IconArrowUp size={14} stroke={1.7} aria-hidden />
          {speed || sending}
        </span>
      )}
      <UploadControls />
      <span className={classes.space} />
      <Duty now={now} zone={zone} />
      <span className={classes.zone}>{t('strip.zone', { zone: zoneName(now, zone) })}</span>
      {sandbox && <span>{t('sandbox.short')}</span>}
      <span className="visually-hidden" aria-live="polite">
        {spoken}
      </span>
    </footer>
  );
}

const joined = (parts: readonly (string | false)[]) => parts.filter(Boolean).join(', ');

/** What this computer does for the next post, or has to be told to do. */
function Duty({ now, zone }: { now: Date; zone: string }) {
  const { t } = useTranslation();
  const posts = usePosts();
  const { keepAwake } = usePreferences().power;
  const duty = useMemo(() => nextDuty(posts.values(), now), [posts, now]);
  const text =
    duty.kind === 'none'
      ? ''
      : !keepAwake
        ? t('strip.keepOn')
        : duty.kind === 'now'
          ? t('strip.awakeNow')
          : t('strip.awakeFrom', { time: whenIn(duty.at, zone, now) });
  if (!text) return null;
  return (
    <span className={classes.job} data-long title={text}>
      <IconDeviceDesktop size={14} stroke={1.6} aria-hidden />
      <span className={classes.cut}>{text}</span>
    </span>
  );
}

function whenIn(at: Date, zone: string, now: Date): string {
  const time = formatTime(at, zone);
  return daysFromNow(at, zone, now) === 0 ? time : `${formatDay(at, zone, now)}, ${time}`;
}
