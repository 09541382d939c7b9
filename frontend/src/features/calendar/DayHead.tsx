import { useTranslation } from 'react-i18next';
import { startOf } from '../../lib/wallTime';
import { DayButton } from './DayButton';
import classes from './DayHead.module.css';

type Info = { date: Date; isPast: boolean; isToday: boolean; view: { type: string } };

/** "Tue 24". FullCalendar tells screen readers the whole date. */
function Head({ date, isPast, isToday, view }: Info) {
  const { i18n } = useTranslation();
  const day = startOf(date.toISOString().slice(0, 10));
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(i18n.language, { timeZone: 'UTC', ...options }).format(day);
  const alone = view.type === 'timeGridDay';
  const words = `${format({ weekday: alone ? 'long' : 'short' })} ${date.getUTCDate()}`;
  const look = {
    className: classes.day,
    'data-past': isPast || undefined,
    'data-today': isToday || undefined,
  };
  if (alone) return <span {...look}>{words}</span>;
  return (
    <DayButton day={date.toISOString().slice(0, 10)} {...look}>
      {words}
    </DayButton>
  );
}

// FullCalendar calls its content hooks as functions.
export const DayHead = (info: Info) => <Head {...info} />;
