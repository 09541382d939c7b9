import FullCalendar, { type CalendarRef, type EventDisplayInfo } from '@fullcalendar/react';
import '@fullcalendar/react/skeleton.css';
import timeGridPlugin from '@fullcalendar/react/timegrid';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hourMs, naiveAt, startOf, writeWall } from '../../lib/wallTime';
import { useMediaMap } from '../../state/appStore';
import { AxisHead, HourLabel } from './Axis';
import { showView } from './calendarStore';
import { DayHead } from './DayHead';
import { GridContext, GridEvent, type GridFacts, GridMore } from './GridEvent';
import { collisions, gridEvents, hourPx, sameLayout } from './gridEvents';
import classes from './TimeGrid.module.css';
import { TimeMarks } from './TimeMarks';
import type { CalendarFacts } from './useCalendar';
import { focusSoon } from './useKeptFocus';
import { useSize } from './useSize';

const plugins = [timeGridPlugin];
const headPx = 44;
const largeColumnPx = 150;
/** How many tiles share a width; the day leaves none out. */
const abreast = { small: 3, large: 4, day: 99 } as const;

/** Week and day: hours down, days across, tiles of one height. */
export const TimeGrid = memo(function TimeGrid({ facts }: { facts: CalendarFacts }) {
  const { view, day, zone, second, span, tiles, ghosts, now, accounts, changes } = facts;
  const { i18n } = useTranslation();
  const media = useMediaMap();
  const [ref, size] = useSize<HTMLDivElement>();
  const calendar = useRef<CalendarRef>(null);
  const columns = view === 'day' ? 1 : 7;
  const columnPx = (size.width - 60 - (second ? 46 : 0)) / columns;
  const large = columnPx >= largeColumnPx;
  const perHour = hourPx(size.height - headPx);

  const laidOut = useRef(gridEvents(tiles, large, perHour));
  const events = useMemo(() => {
    const next = gridEvents(tiles, large, perHour);
    if (!sameLayout(laidOut.current, next)) laidOut.current = next;
    return laidOut.current;
  }, [tiles, large, perHour]);

  const grid = useMemo<GridFacts>(() => {
    const nowWall = naiveAt(now, zone);
    const free = ghosts.filter((g) => g.wall >= nowWall);
    const { crowded, compact } = collisions(tiles, free, large, perHour);
    // A slot that is over and that a post covers is of no use to anybody.
    const { compact: covered } = collisions(tiles, ghosts, large, perHour);
    return {
      tiles: new Map(tiles.map((t) => [t.post.id, t])),
      ghosts: ghosts.filter((g) => g.wall >= nowWall || !covered.has(g.key)),
      ...{ crowded, compact, media, accounts, large, zone, second, span, changes, nowWall },
      tabKey: (tiles.find((t) => t.wall >= nowWall) ?? tiles[0])?.post.id ?? free[0]?.key,
    };
  }, [tiles, ghosts, media, accounts, large, perHour, zone, second, span, changes, now]);

  useEffect(() => {
    const api = calendar.current?.getApi();
    const type = view === 'day' ? 'timeGridDay' : 'timeGridWeek';
    if (api?.view.type !== type) api?.changeView(type, day);
    else api?.gotoDate(day);
  }, [view, day]);

  const clock = useCallback(() => `${writeWall(naiveAt(new Date(), zone))}Z`, [zone]);
  const content = useCallback((info: EventDisplayInfo) => <GridEvent id={info.event.id} />, []);
  const more = useCallback((info: { num: number }) => <GridMore count={info.num} />, []);
  const [first] = useState({ day, scroll: firstHour(tiles.map((t) => t.wall)) });

  return (
    <div
      ref={ref}
      className={classes.grid}
      data-view={view}
      data-hour-px={perHour}
      style={{ ['--hour' as string]: `${perHour}px` }}
    >
      {size.height > 0 && (
        <GridContext value={grid}>
          <FullCalendar
            ref={calendar}
            plugins={plugins}
            timeZone="UTC"
            locale={i18n.language}
            now={clock}
            initialView={view === 'day' ? 'timeGridDay' : 'timeGridWeek'}
            initialDate={first.day}
            firstDay={1}
            headerToolbar={false}
            height="100%"
            borderless
            allDaySlot={false}
            eventInteractive={false}
            slotDuration="00:30:00"
            slotHeaderInterval="02:00:00"
            slotMinHeight={perHour / 2}
            slotEventOverlap={false}
            eventMinHeight={20}
            eventMaxStack={abreast[view === 'day' ? 'day' : large ? 'large' : 'small']}
            eventOrder="start"
            nowIndicator
            nowIndicatorSnap={false}
            scrollTime={first.scroll}
            scrollTimeReset={false}
            weekNumbers
            events={events}
            eventContent={content}
            moreLinkContent={more}
            moreLinkHint=""
            moreLinkClick={showRest}
            moreLinkDidMount={opensNothing}
            weekNumberHeaderContent={AxisHead}
            slotHeaderContent={HourLabel}
            dayHeaderContent={DayHead}
            slotLaneClass={laneClass}
            slotHeaderInnerClass={classes.axis}
            dayLaneClass={dayClass}
            dayLaneInnerClass={classes.inLane}
            dayHeaderInnerClass={classes.dayHead}
            dayHeaderDividerClass={classes.headLine}
            slotHeaderDividerClass={classes.axisLine}
            weekNumberHeaderInnerClass={classes.corner}
            nowIndicatorLineClass={classes.now}
            nowIndicatorDotClass={classes.nowDot}
            columnMoreLinkClass={classes.more}
          />
          <TimeMarks grid={grid} perHour={perHour} />
        </GridContext>
      )}
    </div>
  );
});

const laneClass = (info: { isMinor: boolean; time?: { milliseconds: number } }) =>
  (info.time?.milliseconds ?? 0) % (2 * hourMs) === 0 ? classes.hourLane : classes.lane;

type Rest = { date: Date; hiddenSegs: readonly { event: { id: string } }[] };

/** The day of what has no room is shown, not FullCalendar's list of it. */
function showRest({ date, hiddenSegs }: Rest) {
  showView('day', date.toISOString().slice(0, 10));
  const [first] = hiddenSegs;
  if (first) focusSoon(first.event.id);
}

function opensNothing({ el }: { el: HTMLElement }) {
  el.removeAttribute('aria-haspopup');
  el.removeAttribute('aria-expanded');
}

const dayClass = (info: { isPast: boolean; isToday: boolean }) =>
  info.isToday ? classes.today : info.isPast ? classes.past : classes.day;

/** Where the day is scrolled to at first: half past five, or before the first post. */
function firstHour(walls: readonly number[]): string {
  const minutes = walls.map((w) => (w - startOf(writeWall(w).slice(0, 10))) / 60_000 - 30);
  const first = Math.max(0, Math.min(330, ...minutes));
  return `${String(Math.floor(first / 60)).padStart(2, '0')}:${String(first % 60).padStart(2, '0')}:00`;
}
