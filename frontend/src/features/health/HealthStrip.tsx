import { Button } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../../backend/types';
import { openLink } from '../../state/actions';
import { useHealth } from '../../state/appStore';
import { openConnect } from '../../state/ui';
import classes from './HealthStrip.module.css';

/** Lasting conditions, worst first: what is wrong, what it means, what to do. */
export function HealthStrip() {
  const { t } = useTranslation();
  const health = [...useHealth()].sort((a, b) => rank(a) - rank(b));
  if (health.length === 0) return null;
  return (
    <ul className={classes.strip} aria-label={t('health.label')}>
      {health.map((h) => {
        const Icon = h.severity === 'error' ? IconAlertOctagon : IconAlertTriangle;
        return (
          <li key={`${h.code} ${h.message}`} data-severity={h.severity}>
            <Icon size={15} stroke={1.9} aria-hidden />
            <p>
              <b>{h.message}</b> {h.remedy}
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

const rank = (h: Health) => (h.severity === 'error' ? 0 : 1);
