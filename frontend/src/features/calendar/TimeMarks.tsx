import { useLayoutEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { dayMs, startOf } from '../../lib/wallTime';
import { LastHour } from './Axis';
import { GhostTile } from './Ghost';
import type { GridFacts } from './GridEvent';
import { hatch } from './gridEvents';
import classes from './TimeMarks.module.css';
import { clock } from './words';

/** What is drawn into the days: what of today is over, free slots, the hours of a clock change. */
export function TimeMarks({ grid, perHour }: { grid: GridFacts; perHour: number }) {
  const { t } = useTranslation();
  const { lanes, axis } = useLanes(grid);
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
      {grid.ghosts.map((ghost) => {
        const lane = lanes.get(Math.floor(ghost.wall / dayMs) * dayMs);
        return (
          lane &&
          createPortal(
            <div
              className={classes.slot}
              data-compact={grid.compact.has(ghost.key) || undefined}
              style={{ top: ((ghost.wall % dayMs) / 3_600_000) * perHour }}
            >
              <GhostTile
                ghost={ghost}
                account={grid.accounts.get(ghost.accountId)}
                past={ghost.wall < nowWall}
                tabStop={grid.tabKey === ghost.key}
              />
            </div>,
            lane,
            ghost.key,
          )
        );
      })}
      {axis && createPortal(<LastHour className={classes.last} top={24 * perHour} />, axis)}
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

type Lanes = { lanes: ReadonlyMap<number, HTMLElement>; axis: HTMLElement | null };

/** The columns of the days as FullCalendar has drawn them, by the day's beginning, and the hours. */
function useLanes({ span }: GridFacts): Lanes {
  const [drawn, setDrawn] = useState<Lanes>({ lanes: new Map(), axis: null });
  useLayoutEffect(() => {
    const read = () => {
      const found = document.querySelectorAll<HTMLElement>('[role="cell"][data-date]');
      const lanes = new Map([...found].map((el) => [startOf(el.dataset.date ?? ''), el] as const));
      const axis = document.querySelector<HTMLElement>('[data-hour-px] [role="rowheader"]');
      setDrawn((before) =>
        before.axis === axis && same(before.lanes, lanes) ? before : { lanes, axis },
      );
      return lanes.has(span.from);
    };
    if (read()) return;
    // The days are drawn a moment after they were asked for.
    let frame = requestAnimationFrame(function again() {
      if (!read()) frame = requestAnimationFrame(again);
    });
    return () => cancelAnimationFrame(frame);
  });
  return drawn;
}

function same(a: ReadonlyMap<number, HTMLElement>, b: ReadonlyMap<number, HTMLElement>) {
  return a.size === b.size && [...a].every(([key, el]) => b.get(key) === el);
}
