import { NumberInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconCalendar, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayName } from '../../lib/shortTimes';
import { addDays, weekdayOf } from '../../lib/wallDays';
import { dayKey } from '../../lib/zones';
import { useFacts } from '../../state/appStore';
import { movePosts } from '../../state/bulk';
import { useNow } from '../../state/useNow';
import { IconButton } from '../../ui/IconButton';
import { TimeBox } from '../../ui/TimeBox';
import { ZoneBox } from '../../ui/ZoneBox';
import type { FormProps } from './BulkPanel';
import classes from './BulkPanel.module.css';
import { spread, toMoves } from './bulkModel';
import { FormFoot } from './FormFoot';
import { PlanPreview } from './PlanPreview';
import { useTargets } from './useTargets';
import { WeekdayBoxes } from './WeekdayBoxes';

const timesMax = 12;
const usual = ['12:00', '18:30', '08:30', '20:30', '10:00', '15:00'];

/** Some times a day, from a day on, on some days of the week. */
export function SpreadForm({ titleId, onClose }: FormProps) {
  const { t, i18n } = useTranslation();
  const { zone: here } = useFacts();
  const now = useNow();
  const { targets, posts, left } = useTargets();
  const [times, setTimes] = useState(['12:00', '18:30']);
  const [from, setFrom] = useState(() => nextMonday(dayKey(now, here)));
  const [zone, setZone] = useState('');
  const [weekdays, setWeekdays] = useState<readonly number[]>([1, 2, 3, 4, 5]);
  const near = useMemo(() => [...new Set([here, ...targets.map((x) => x.zone)])], [targets, here]);
  const planned = useMemo(
    () => spread(targets, { times, from, zone, weekdays }, now),
    [targets, times, from, zone, weekdays, now],
  );
  const setCount = (n: number) => setTimes((old) => counted(old, n));
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    const count = planned.length;
    if (await movePosts(toMoves(planned), t('undo.timed', { count }))) onClose();
  };
  return (
    <form onSubmit={(e) => void submit(e)}>
      <h2 id={titleId} className={classes.title}>
        {t('bulk.spreadTitle', { count: targets.length })}
      </h2>
      <div className={classes.line}>
        <label htmlFor={`${titleId}n`}>{t('bulk.howMany')}</label>
        <div className={classes.fields}>
          <NumberInput
            id={`${titleId}n`}
            className={classes.number ?? ''}
            size="sm"
            min={1}
            max={timesMax}
            allowDecimal={false}
            clampBehavior="strict"
            value={times.length}
            onChange={(n) => typeof n === 'number' && setCount(n)}
          />
          {t('bulk.aDay')}
        </div>
      </div>
      <div className={classes.line}>
        <span>{t('bulk.at')}</span>
        <div className={classes.fields}>
          {times.map((time, i) => (
            <TimeBox
              // biome-ignore lint/suspicious/noArrayIndexKey: a time has no name but its place.
              key={i}
              className={classes.time}
              label={t('bulk.time', { n: i + 1 })}
              value={time}
              onChange={(next) => setTimes((old) => old.map((x, j) => (j === i ? next : x)))}
            />
          ))}
          {times.length < timesMax && (
            <IconButton
              icon={IconPlus}
              label={t('bulk.addTime')}
              onClick={() => setCount(times.length + 1)}
            />
          )}
        </div>
      </div>
      <div className={classes.line}>
        <span>{t('bulk.from')}</span>
        <div className={classes.fields}>
          <DatePickerInput
            aria-label={`${t('bulk.from')} ${dayName(from, now)}`}
            size="sm"
            locale={i18n.language}
            maxLevel="month"
            ariaLabels={{
              previousMonth: t('calendar.earlier.month'),
              nextMonth: t('calendar.later.month'),
            }}
            valueFormatter={() => dayName(from, now)}
            minDate={dayKey(now, here)}
            firstDayOfWeek={1}
            leftSection={<IconCalendar size={14} stroke={1.7} aria-hidden />}
            popoverProps={{ withinPortal: false, position: 'top-start' }}
            value={from}
            onChange={(day) => day && setFrom(day.slice(0, 10))}
          />
        </div>
      </div>
      <div className={classes.line}>
        <span>{t('bulk.in')}</span>
        <div className={classes.fields}>
          <ZoneBox
            label={t('bulk.in')}
            ownLabel={t('bulk.ownZone')}
            near={near}
            value={zone}
            onChange={setZone}
          />
        </div>
      </div>
      <div className={classes.line}>
        <span>{t('bulk.days')}</span>
        <WeekdayBoxes value={weekdays} onChange={setWeekdays} />
      </div>
      <PlanPreview planned={planned} targets={targets} now={now} />
      {planned.length === 0 && <p className={classes.note}>{t('bulk.noTimes')}</p>}
      {posts.some((p) => p.state === 'draft') && (
        <p className={classes.note}>{t('bulk.draftsNote')}</p>
      )}
      <FormFoot
        label={t('bulk.setTimes', { count: planned.length })}
        disabled={planned.length === 0}
        left={left}
        onClose={onClose}
      />
    </form>
  );
}

/** The first n times, filled up with usual ones that are not among them. */
function counted(times: readonly string[], n: number): string[] {
  const next = times.slice(0, Math.min(timesMax, Math.max(1, n)));
  while (next.length < n && next.length < timesMax) {
    next.push(usual.find((x) => !next.includes(x)) ?? '');
  }
  return next;
}

function nextMonday(today: string): string {
  return addDays(today, (8 - weekdayOf(today)) % 7 || 7);
}
