import { IconClockExclamation, IconDeviceDesktop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../lib/duration';
import { dayKey, formatDay, formatTime, offsetName, sameClock, zoneCity } from '../../lib/zones';
import { useFacts } from '../../state/appStore';
import type { Form, TimeState } from './model';
import classes from './ResolvedSentence.module.css';

type Props = { form: Form; time: TimeState; now: Date };

/** What the chosen time means, in the chosen zone and here, with what a clock change does to it. */
export function ResolvedSentence({ form, time, now }: Props) {
  const { t } = useTranslation();
  const { zone: here } = useFacts();
  const { zone, time: wall } = form.when;
  if (time.status === 'refused') {
    return (
      <p className={classes.note} data-warn role="alert">
        {time.message}
      </p>
    );
  }
  if (time.status !== 'ok') return <p className={classes.note}>{t('composer.mustBeOn')}</p>;
  const { at, note } = time;
  const day = formatDay(at, zone, now);
  const clock = formatTime(at, zone, true);
  const untilMs = at.getTime() - now.getTime();
  const otherDay = dayKey(at, here) !== dayKey(at, zone);
  const params = {
    day: formatDay(at, here, now),
    time: formatTime(at, here, true),
    city: zoneCity(here),
  };
  return (
    <div aria-live="polite" data-testid="resolved">
      <p className={classes.time}>
        {t('composer.resolved', { day, time: clock, city: zoneCity(zone) })}
      </p>
      <p className={classes.note} data-warn={untilMs <= 0 || undefined}>
        {!sameClock(at, zone, here) &&
          `${otherDay ? t('composer.resolvedHereDay', params) : t('composer.resolvedHere', params)} `}
        {untilMs > 0 ? t('composer.resolvedIn', { span: formatSpan(untilMs) }) : t('composer.past')}
      </p>
      {note !== '' && (
        <p className={classes.change}>
          <IconClockExclamation size={15} stroke={1.7} aria-hidden />
          {note === 'gap'
            ? t('composer.gap', { wall, city: zoneCity(zone), time: clock })
            : t('composer.overlap', { wall, city: zoneCity(zone), offset: offsetName(at, zone) })}
        </p>
      )}
      <p className={classes.computer}>
        <IconDeviceDesktop size={15} stroke={1.6} aria-hidden />
        {t('composer.mustBeOn')}
      </p>
    </div>
  );
}
