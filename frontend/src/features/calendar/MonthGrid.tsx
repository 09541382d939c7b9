import FullCalendar, { type CalendarRef } from '@fullcalendar/react';
import dayGridPlugin from '@fullcalendar/react/daygrid';
import '@fullcalendar/react/skeleton.css';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayMs, naiveAt, writeWall } from '../../lib/wallTime';
import { byDay } from './calendarModel';
import { MonthContext, MonthDay, type MonthFacts, MonthNumber } from './MonthCell';
import classes from './MonthGrid.module.css';
import type { CalendarFacts } from './useCalendar';
import { useSize } from './useSize';

const plugins = [dayGridPlugin];
const weekdays = { weekday: 'short' } as const;
const headPx = 30;
/** What a row needs beside its pictures: the number of the day, the times, air. */
const rowRestPx = 48;
const thumb = { least: 26, most: 57 };

/** The month: up to three pictures a day, with their times. */
export const MonthGrid = memo(function MonthGrid({ facts }: { facts: CalendarFacts }) {
  const { day, zone, span, tiles, ghosts, now, accounts, changes } = facts;
  const { i18n } = useTranslation();
  const [ref, size] = useSize<HTMLDivElement>();
  const calendar = useRef<CalendarRef>(null);
  const [first] = useState(day);
  const weeks = Math.round((span.to - span.from) / (7 * dayMs));
  const rowPx = (size.height - headPx) / weeks;
  const thumbPx = Math.min(thumb.most, Math.max(thumb.least, Math.floor(rowPx - rowRestPx)));

  const month = useMemo<MonthFacts>(() => {
    const nowWall = naiveAt(now, zone);
    const tab = tiles.find((t) => t.wall >= nowWall) ?? tiles[0];
    const free = ghosts.filter((g) => g.wall >= nowWall);
    return {
      ...{ days: byDay(tiles), accounts, changes, zone, nowWall, thumbPx },
      month: day.slice(0, 7),
      ghosts: byDay(free),
      tabKey: tab?.post.id ?? free[0]?.key,
    };
  }, [tiles, ghosts, accounts, changes, zone, now, thumbPx, day]);

  // One event a day: what is in it finds its posts by the day.
  const days = [...new Set([...month.days.keys(), ...month.ghosts.keys()])].join(' ');
  const events = useMemo(
    () => (days === '' ? [] : days.split(' ').map((d) => ({ id: d, start: d, allDay: true }))),
    [days],
  );
  const content = useCallback(
    (info: { event: { id: string } }) => <MonthDay day={info.event.id} />,
    [],
  );
  useEffect(() => calendar.current?.getApi().gotoDate(day), [day]);
  const clock = useCallback(() => `${writeWall(naiveAt(new Date(), zone))}Z`, [zone]);

  return (
    <div ref={ref} className={classes.grid}>
      {size.height > 0 && (
        <MonthContext value={month}>
          <FullCalendar
            ref={calendar}
            plugins={plugins}
            timeZone="UTC"
            locale={i18n.language}
            now={clock}
            initialView="dayGridMonth"
            initialDate={first}
            firstDay={1}
            fixedWeekCount={false}
            headerToolbar={false}
            height="100%"
            borderless
            eventInteractive={false}
            events={events}
            eventContent={content}
            rowEventClass={classes.event}
            dayHeaderFormat={weekdays}
            dayCellTopContent={MonthNumber}
            dayCellClass={cellClass}
            dayCellTopClass={classes.top}
            dayCellTopInnerClass={classes.inner}
            dayCellInnerClass={classes.rest}
            dayHeaderInnerClass={classes.head}
            dayHeaderDividerClass={classes.headLine}
            dayRowClass={classes.row}
          />
        </MonthContext>
      )}
    </div>
  );
});

const cellClass = (info: { isPast: boolean; isOther: boolean }) =>
  info.isPast || info.isOther ? `${classes.cell} ${classes.quiet}` : classes.cell;
