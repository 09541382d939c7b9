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
  const { lanes, canvas, axisPx } = useLanes(grid, perHour);
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
      {canvas &&
        createPortal(
          <LastHour className={classes.last} style={{ top: 24 * perHour, width: axisPx }} />,
          canvas,
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

type Drawn = {
  lanes: ReadonlyMap<number, HTMLElement>;
  /** What holds hours and days, and how wide the hours are. */
  canvas: HTMLElement | null;
  axisPx: number;
};

/** Below midnight, so that the last tiles have room. */
const belowPx = 70;

/** The columns of the days as FullCalendar has drawn them, by the day's beginning. */
function useLanes({ span }: GridFacts, perHour: number): Drawn {
  const [drawn, setDrawn] = useState<Drawn>({ lanes: new Map(), canvas: null, axisPx: 0 });
  useLayoutEffect(() => {
    const read = () => {
      const found = [...document.querySelectorAll<HTMLElement>('[role="cell"][data-date]')];
      const lanes = new Map(found.map((el) => [startOf(el.dataset.date ?? ''), el] as const));
      const canvas = found[0]?.closest<HTMLElement>('[role="row"]')?.parentElement ?? null;
      if (canvas) canvas.style.minHeight = `${24 * perHour + belowPx}px`;
      const left = (el: HTMLElement | undefined | null) => el?.getBoundingClientRect().left ?? 0;
      const axisPx = Math.round(left(found[0]) - left(canvas));
      setDrawn((before) =>
        before.canvas === canvas && before.axisPx === axisPx && same(before.lanes, lanes)
          ? before
          : { lanes, canvas, axisPx },
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
