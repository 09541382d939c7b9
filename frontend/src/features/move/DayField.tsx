import { DatePicker } from '@mantine/dates';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayName } from '../../lib/shortTimes';
import { addDays } from '../../lib/wallDays';
import { dayMs, startOf } from '../../lib/wallTime';
import { IconButton } from '../../ui/IconButton';
import classes from './DayField.module.css';

const steps: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
  PageUp: -28,
  PageDown: 28,
};

type Props = {
  day: string;
  /** The first day that can be chosen. */
  first: string;
  now: Date;
  /** The time of the day, on the same line. */
  children: React.ReactNode;
  onChange: (day: string) => void;
};

/** A day that arrows change, left and right by one, up and down by a week; or out of a month. */
export function DayField({ day, first, now, children, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const move = (by: number) => {
    const to = addDays(day, by);
    onChange(to < first ? first : to);
  };
  const onKeyDown = (e: KeyboardEvent<HTMLElement>) => {
    if (e.key === 'Enter') e.currentTarget.closest('form')?.requestSubmit();
    const by = steps[e.key];
    if (by === undefined) return;
    e.preventDefault();
    move(by);
  };
  return (
    <>
      <div className={classes.line}>
        <div className={classes.stepper}>
          <IconButton
            icon={IconChevronLeft}
            label={t('move.dayBefore')}
            tabIndex={-1}
            onClick={() => move(-1)}
          />
          <div
            role="spinbutton"
            className={classes.day}
            tabIndex={0}
            data-autofocus
            aria-label={t('move.date')}
            aria-valuenow={Math.round(startOf(day) / dayMs)}
            aria-valuetext={dayName(day, now)}
            onKeyDown={onKeyDown}
            onWheel={(e) => move(Math.sign(e.deltaY))}
          >
            {dayName(day, now)}
          </div>
          <IconButton
            icon={IconChevronRight}
            label={t('move.dayAfter')}
            tabIndex={-1}
            onClick={() => move(1)}
          />
          <IconButton
            icon={IconCalendar}
            label={t('move.pick')}
            aria-pressed={open}
            onClick={() => setOpen(!open)}
          />
        </div>
        {children}
      </div>
      {open && (
        <DatePicker
          size="sm"
          className={classes.month ?? ''}
          locale={i18n.language}
          maxLevel="month"
          ariaLabels={{
            previousMonth: t('calendar.earlier.month'),
            nextMonth: t('calendar.later.month'),
          }}
          minDate={first}
          firstDayOfWeek={1}
          defaultDate={day}
          value={day}
          onChange={(next) => {
            if (next) onChange(next.slice(0, 10));
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
