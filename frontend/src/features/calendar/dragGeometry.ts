import { dayMs, minuteMs, type Naive, startOf } from '../../lib/wallTime';
import { snap } from './moveModel';

export type Box = { left: number; top: number; right: number; bottom: number };

/** The columns of the days, their hours, and what of them is seen. */
export type LaneGrid = {
  kind: 'lanes';
  seen: Box;
  lanes: readonly { day: Naive; left: number; right: number }[];
  /** Where midnight is now; it moves as the grid scrolls. */
  top: () => number;
  perHour: number;
};

/** The cells of the days of a month. */
export type CellGrid = { kind: 'cells'; seen: Box; cells: readonly (Box & { day: Naive })[] };

export type Geometry = LaneGrid | CellGrid;

/** A place of the calendar: a day, and in week and day also minutes into it. */
type Spot = { day: Naive; minutes: number | null };

const inside = (b: Box, x: number, y: number) =>
  x >= b.left && x < b.right && y >= b.top && y < b.bottom;

/** The place under the pointer, when a tile is held grabbed pixels below its top. */
export function spotAt(
  g: Geometry,
  x: number,
  y: number,
  grabbed: number,
  step: number,
): Spot | null {
  if (!inside(g.seen, x, y)) return null;
  if (g.kind === 'cells') {
    const cell = g.cells.find((c) => inside(c, x, y));
    return cell ? { day: cell.day, minutes: null } : null;
  }
  const lane = g.lanes.find((l) => x >= l.left && x < l.right);
  if (!lane) return null;
  return { day: lane.day, minutes: snap(((y - grabbed - g.top()) / g.perHour) * 60, step) };
}

/** Where a wall time is on the screen; null when its day is not shown. */
export function boxOf(g: Geometry, wall: Naive, tall: number): Box | null {
  const day = Math.floor(wall / dayMs) * dayMs;
  if (g.kind === 'cells') return g.cells.find((c) => c.day === day) ?? null;
  const lane = g.lanes.find((l) => l.day === day);
  if (!lane) return null;
  const top = g.top() + ((wall - day) / (60 * minuteMs)) * g.perHour;
  return { left: lane.left, right: lane.right, top, bottom: top + tall };
}

/** Measures what FullCalendar has drawn inside an element. */
export function measure(root: HTMLElement): Geometry | null {
  const cells = [...root.querySelectorAll<HTMLElement>('[role="cell"][data-date]')];
  const hours = root.querySelector<HTMLElement>('[data-hour-px]');
  const first = cells[0];
  if (!first) return null;
  const boxes = cells.map((el) => {
    const { left, top, right, bottom } = el.getBoundingClientRect();
    return { left, top, right, bottom, day: startOf(el.dataset.date ?? '') };
  });
  if (!hours) return { kind: 'cells', seen: root.getBoundingClientRect(), cells: boxes };
  return {
    kind: 'lanes',
    seen: (scrollerOf(first) ?? root).getBoundingClientRect(),
    lanes: boxes,
    top: () => first.getBoundingClientRect().top,
    perHour: Number(hours.dataset.hourPx),
  };
}

/** What scrolls the hours of the day. */
export function scrollerOf(el: HTMLElement): HTMLElement | null {
  let at = el.parentElement;
  while (at && !(at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(overflow(at)))) {
    at = at.parentElement;
  }
  return at;
}

const overflow = (el: HTMLElement) => getComputedStyle(el).overflowY;
