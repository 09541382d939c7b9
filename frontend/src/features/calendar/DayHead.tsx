import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { dayMs, startOf } from '../../lib/wallTime';
import { setCalendar } from './calendarStore';
import classes from './DayHead.module.css';
import { GridContext } from './GridEvent';

type Info = { date: Date; isPast: boolean; isToday: boolean };

/** "Tue 24"; a click shows the day. */
function Head({ date, isPast, isToday }: Info) {
  const { i18n } = useTranslation();
  const grid = use(GridContext);
  const day = date.toISOString().slice(0, 10);
  const one = grid ? grid.span.to - grid.span.from <= dayMs : false;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(i18n.language, { timeZone: 'UTC', ...options }).format(startOf(day));
  const long = format({ weekday: 'long', day: 'numeric', month: 'long' });
  if (one) return <span className={classes.name}>{long}</span>;
  return (
    <button
      type="button"
      className={classes.day}
      data-past={isPast || undefined}
      data-today={isToday || undefined}
      aria-label={long}
      aria-current={isToday ? 'date' : undefined}
      onClick={() => setCalendar({ view: 'day', day })}
    >
      {format({ weekday: 'short' })} {date.getUTCDate()}
    </button>
  );
}

export const DayHead = (info: Info) => <Head {...info} />;
