import { useLayoutEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { dayMs, startOf } from '../../lib/wallTime';
import type { GridFacts } from './GridEvent';
import { hatch } from './gridEvents';
import classes from './TimeMarks.module.css';
import { clock } from './words';

/** What is drawn into the lanes of the days: what of today is over, and the hours of a clock change. */
export function TimeMarks({ grid, perHour }: { grid: GridFacts; perHour: number }) {
  const { t } = useTranslation();
  const lanes = useLanes(grid);
  const { nowWall, changes } = grid;
  const today = lanes.get(Math.floor(nowWall / dayMs) * dayMs);
  return (
    <>
      {today &&
        createPortal(
          <div
            className={classes.over}
            style={{ height: ((nowWall % dayMs) / 3_600_000) * perHour }}
            aria-hidden
          />,
          today,
        )}
      {changes.map((c) => {
        const lane = lanes.get(Math.floor(c.start / dayMs) * dayMs);
        const params = { from: clock(c.start), to: clock(c.end) };
        return (
          lane &&
          createPortal(
            <div
              className={classes.change}
              style={hatch(c.start, c.end, perHour)}
              role="note"
              data-change={c.kind}
            >
              <b>{t(`calendar.${c.kind}Title`)}</b>
              <span>{t(`calendar.${c.kind}Text`, params)}</span>
            </div>,
            lane,
            String(c.start),
          )
        );
      })}
    </>
  );
}

/** The columns of the days as FullCalendar has drawn them, by the day's beginning. */
function useLanes({ span }: GridFacts): ReadonlyMap<number, HTMLElement> {
  const [lanes, setLanes] = useState<ReadonlyMap<number, HTMLElement>>(new Map());
  useLayoutEffect(() => {
    const read = () => {
      const found = document.querySelectorAll<HTMLElement>('[role="cell"][data-date]');
      const next = new Map([...found].map((el) => [startOf(el.dataset.date ?? ''), el] as const));
      setLanes((before) => (same(before, next) ? before : next));
      return next.has(span.from);
    };
    if (read()) return;
    // The days are drawn a moment after they were asked for.
    let frame = requestAnimationFrame(function again() {
      if (!read()) frame = requestAnimationFrame(again);
    });
    return () => cancelAnimationFrame(frame);
  });
  return lanes;
}

function same(a: ReadonlyMap<number, HTMLElement>, b: ReadonlyMap<number, HTMLElement>) {
  return a.size === b.size && [...a].every(([key, el]) => b.get(key) === el);
}
