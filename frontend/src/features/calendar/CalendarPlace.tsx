import { useMediaQuery } from '@mantine/hooks';
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { minuteMs, naiveAt } from '../../lib/wallTime';
import { uiStore } from '../../state/ui';
import classes from './CalendarPlace.module.css';
import { CalendarToolbar } from './CalendarToolbar';
import { announce, shownZone, showView, useCalendarStore } from './calendarStore';
import { DragLayer } from './DragLayer';
import { measure, spotAt } from './dragGeometry';
import { MonthGrid } from './MonthGrid';
import { targetOn } from './moveModel';
import { composeAt, settleNudge, slotsOf } from './moves';
import { rangeTitle } from './rangeTitle';
import { TimeGrid } from './TimeGrid';
import { Tray } from './Tray';
import { useCalendar } from './useCalendar';
import { useCalendarKeys } from './useCalendarKeys';
import { useKeptFocus } from './useKeptFocus';
import { useTileDrag } from './useTileDrag';

/** Time as a calendar: posts where they go out, free slots, and what still has no time. */
export function CalendarPlace({ notices }: { notices?: ReactNode }) {
  const { i18n } = useTranslation();
  const facts = useCalendar();
  const { view, day, span, zone, tiles, ghosts, now, waiting } = facts;
  const board = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(width < 1000px)', false, { getInitialValueInEffect: false });
  const large = useMediaQuery('(width >= 1500px)', false, { getInitialValueInEffect: false });
  const [trayOpen, setTrayOpen] = useState(false);

  useCalendarKeys({ tiles, ghosts, nowWall: naiveAt(now, zone) });
  const isLarge = view === 'day' || large === true;
  const onPointerDown = useTileDrag({ root: board, ghosts, large: isLarge });
  useKeptFocus(tiles);
  useEffect(() => settleNudge, []);

  // Going to another time is told, the first look is not.
  const title = rangeTitle(view, day, span, i18n.language);
  const first = useRef(title);
  useEffect(() => {
    if (first.current !== title) announce(title);
    first.current = title;
  }, [title]);

  const showTray = !narrow || trayOpen;

  return (
    <>
      <CalendarToolbar
        facts={facts}
        tray={narrow ? { open: trayOpen, toggle: () => setTrayOpen(!trayOpen) } : null}
      />
      {notices}
      <div ref={board} className={classes.board} data-board onPointerDown={onPointerDown}>
        {/* biome-ignore lint/a11y: an empty place is a shortcut; N and M do the same by keyboard. */}
        <div className={classes.grid} data-view={view} onClick={onEmptyPlace}>
          {view === 'month' ? <MonthGrid facts={facts} /> : <TimeGrid facts={facts} />}
        </div>
        {showTray && (
          <div className={narrow ? classes.panel : classes.beside}>
            <Tray posts={waiting} onClose={narrow ? () => setTrayOpen(false) : undefined} />
          </div>
        )}
      </div>
      <DragLayer large={isLarge} />
      <Said />
    </>
  );
}

/** What a screen reader is told: where the calendar went, why something stays, steps of a move. */
function Said() {
  const { t } = useTranslation();
  const said = useCalendarStore((s) => s.said);
  return (
    <p className="visually-hidden" role="status" aria-label={t('calendar.grid')}>
      {said}
    </p>
  );
}

/** A click on an empty place puts a new post there; one on the name of a day shows the day. */
function onEmptyPlace(e: MouseEvent<HTMLDivElement>) {
  if (
    !(e.target instanceof Element) ||
    e.target.closest('button, a, [role="button"], [role="note"]')
  )
    return;
  const head = e.target.closest<HTMLElement>('[role="columnheader"][data-date]');
  const day = head?.dataset.date;
  if (day) return showView('day', day);
  const geometry = measure(e.currentTarget);
  const spot = geometry && spotAt(geometry, e.clientX, e.clientY, 12, 30);
  if (!spot) return;
  const place = spot.day + (spot.minutes ?? 12 * 60) * minuteMs;
  const accountId = uiStore.get().accountFilter ?? '';
  const target = targetOn(place, shownZone(), slotsOf(accountId)[0]?.zone ?? shownZone());
  if (target.at > new Date()) void composeAt({ accountId, target });
}
