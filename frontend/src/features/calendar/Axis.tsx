import { type CSSProperties, use } from 'react';
import { useTranslation } from 'react-i18next';
import { dayMs, naiveAt, resolveWall, startOf } from '../../lib/wallTime';
import { zoneCity } from '../../lib/zones';
import classes from './Axis.module.css';
import { GridContext } from './GridEvent';
import { clock, dayWords } from './words';

/** Names the columns of hours: the second zone, when accounts live elsewhere, and the shown one. */
function Head() {
  const grid = use(GridContext);
  if (!grid) return null;
  const { second, zone } = grid;
  return (
    <span className={classes.head}>
      {second && <span className={classes.other}>{zoneCity(second)}</span>}
      <b>{zoneCity(zone)}</b>
    </span>
  );
}

/** An hour in both zones. Where a clock change moves the other one within the week, both are said. */
function Hour({ minutes }: { minutes: number }) {
  const { t } = useTranslation();
  const grid = use(GridContext);
  if (!grid) return null;
  const { second, zone, span } = grid;
  const time = (day: number) => {
    if (!second) return '';
    return clock(naiveAt(resolveWall(day + minutes * 60_000, zone).at, second));
  };
  const first = time(span.from);
  let changed = '';
  for (let day = span.from + dayMs; day < span.to && changed === ''; day += dayMs) {
    const then = time(day);
    if (then !== first) {
      changed = t('calendar.secondDay', { day: dayWords(day).slice(0, 3), time: then });
    }
  }
  return (
    <span className={classes.hour}>
      {second && (
        <span className={classes.other}>
          {first}
          {changed && <small>{changed}</small>}
        </span>
      )}
      <span className={classes.shown}>{clock(startOf('2000-01-01') + minutes * 60_000)}</span>
    </span>
  );
}

// FullCalendar calls its content hooks as functions.
export const AxisHead = () => <Head />;
export const HourLabel = (info: { time?: { milliseconds: number } }) => (
  <Hour minutes={(info.time?.milliseconds ?? 0) / 60_000} />
);

type LastProps = { className: string | undefined; style: CSSProperties };

/** Midnight at the end of the day, for which FullCalendar has no label. */
export function LastHour({ className, style }: LastProps) {
  return (
    <span className={className} style={style} aria-hidden>
      <Hour minutes={24 * 60} />
    </span>
  );
}
