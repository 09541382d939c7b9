import { Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayKey, dayLetter, dayRange, formatDay, formatMonth } from '../../lib/zones';
import { IconButton } from '../../ui/IconButton';
import classes from './DateStrip.module.css';

const shown = 7;

type Props = { value: string; zone: string; now: Date; onChange: (date: string) => void };

/** Seven days side by side; arrows move by a week, the calendar reaches any day. */
export function DateStrip({ value, zone, now, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const today = dayKey(now, zone);
  const [first, setFirst] = useState(() => weekWith(value, today));
  const [open, setOpen] = useState(false);
  const days = dayRange(first, shown);
  const move = (by: number) => setFirst(later(dayRange(shift(first, by * shown), 1)[0], today));
  const choose = (date: string) => {
    onChange(date);
    if (!days.includes(date)) setFirst(weekWith(date, today));
  };
  return (
    <div className={classes.strip}>
      <div className={classes.days} role="radiogroup" aria-label={t('composer.date')}>
        {days.map((day) => {
          const at = new Date(`${day}T12:00:00Z`);
          return (
            // biome-ignore lint/a11y/useSemanticElements: a day tile; all of them are one group.
            <button
              key={day}
              type="button"
              role="radio"
              className={classes.day}
              aria-checked={day === value}
              aria-label={formatDay(at, 'UTC', now)}
              disabled={day < today}
              onClick={() => choose(day)}
            >
              <span>{dayLetter(at, 'UTC')}</span>
              <b>{at.getUTCDate()}</b>
            </button>
          );
        })}
      </div>
      <div className={classes.tools}>
        <span className={classes.month}>
          {formatMonth(new Date(`${days[3] ?? days[0]}T12:00:00Z`), 'UTC')}
        </span>
        <IconButton
          icon={IconChevronLeft}
          label={t('composer.earlier')}
          disabled={first <= today}
          onClick={() => move(-1)}
        />
        <IconButton icon={IconChevronRight} label={t('composer.later')} onClick={() => move(1)} />
        <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
          <Popover.Target>
            <IconButton
              icon={IconCalendar}
              label={t('composer.otherDate')}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            />
          </Popover.Target>
          <Popover.Dropdown p={12} data-popover-open>
            <DatePicker
              size="xs"
              locale={i18n.language}
              maxLevel="month"
              ariaLabels={{
                previousMonth: t('calendar.earlier.month'),
                nextMonth: t('calendar.later.month'),
              }}
              minDate={today}
              value={value || null}
              defaultDate={value || today}
              onChange={(date) => {
                if (date) choose(date);
                setOpen(false);
              }}
            />
          </Popover.Dropdown>
        </Popover>
      </div>
    </div>
  );
}

/** The first day of the strip that shows date: today's week as long as possible. */
function weekWith(date: string, today: string): string {
  if (!date || date < today) return today;
  const days = (Date.parse(date) - Date.parse(today)) / 86_400_000;
  return shift(today, Math.floor(days / shown) * shown);
}

const shift = (day: string, by: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

const later = (a: string | undefined, b: string) => (a && a > b ? a : b);
