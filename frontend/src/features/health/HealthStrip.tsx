import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconInfoCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../../backend/types';
import { daysFromNow, formatDay, formatTime } from '../../lib/zones';
import { openLink } from '../../state/actions';
import { useFacts, useHealth } from '../../state/appStore';
import { openConnect } from '../../state/ui';
import classes from './HealthStrip.module.css';

/** Lasting conditions, worst first: what is wrong, what it means, what to do. */
export function HealthStrip() {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const health = [...useHealth()].sort((a, b) => rank(a) - rank(b));
  if (health.length === 0) return null;
  return (
    <ul className={classes.strip} aria-label={t('health.label')}>
      {health.map((h) => {
        const Icon = looks[h.severity] ?? IconAlertTriangle;
        const also = (h.dependents ?? []).map((d) => d.message);
        return (
          <li key={`${h.code} ${h.message}`} data-severity={h.severity}>
            <Icon size={15} stroke={1.9} aria-hidden />
            <p>
              <b>{h.message}</b> {h.remedy}
              <span>
                {' '}
                {h.since && t('health.since', { time: sinceWhen(h.since, zone) })}
                {also.length > 0 && ` ${t('health.alsoTitle', { list: also.join(' ') })}`}
              </span>
            </p>
            <RemedyAct health={h} />
          </li>
        );
      })}
    </ul>
  );
}

function RemedyAct({ health }: { health: Health }) {
  const { t } = useTranslation();
  if (/ffmpeg|ffprobe/.test(health.code)) {
    return (
      <Button variant="default" size="xs" onClick={() => void openLink('ffmpeg-help')}>
        {t('health.ffmpegHelp')}
      </Button>
    );
  }
  const signIn = /^(?:signed_out|sign_in_ends):(.+)$/.exec(health.code);
  if (signIn) {
    return (
      <Button variant="default" size="xs" onClick={() => openConnect(signIn[1])}>
        {t('health.signIn')}
      </Button>
    );
  }
  return null;
}

const looks: Record<string, TablerIcon> = {
  error: IconAlertOctagon,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
};

const order = ['error', 'warning', 'info'];
const rank = (h: Health) => order.indexOf(h.severity);

/** The time of day, with the day when it was not today. */
function sinceWhen(since: string, zone: string): string {
  const at = new Date(since);
  const now = new Date();
  const time = formatTime(at, zone);
  return daysFromNow(at, zone, now) === 0 ? time : `${formatDay(at, zone, now)}, ${time}`;
}
