import { dayOf, naiveAt } from '../../lib/wallTime';
import { appStore, useFacts } from '../../state/appStore';
import { createStore, useStore } from '../../state/createStore';
import { type CalendarView, stepDay } from './calendarModel';

type Calendar = {
  view: CalendarView;
  /** The day that the view is around; "" is today. */
  day: string;
  /** The zone shown; null is the computer's. */
  zone: string | null;
  /** The zone of the second time column; null is the busiest. */
  second: string | null;
  /** Posts that were moved here and whose back end has not answered yet. */
  moving: ReadonlyMap<string, Date>;
  /** The post or free slot that the keyboard is on. */
  focusKey: string | null;
  /** The day whose name the keyboard was on last. */
  focusDay: string | null;
  /** What a screen reader is to be told. */
  said: string;
};

const initial: Calendar = {
  view: 'week',
  day: '',
  zone: null,
  second: null,
  moving: new Map(),
  focusKey: null,
  focusDay: null,
  said: '',
};

/** What only the calendar knows; it stays while the window is open. */
export const calendarStore = createStore<Calendar>(initial);

export function useCalendarStore<S>(select: (c: Calendar) => S): S {
  return useStore(calendarStore, select);
}

export function setCalendar(part: Partial<Calendar>) {
  calendarStore.set((s) => ({ ...s, ...part }));
}

export function resetCalendar() {
  calendarStore.set(initial);
}

export const shownZone = () => calendarStore.get().zone ?? appStore.get().facts.zone;

/** The zone whose clocks the calendar shows. */
export function useShownZone(): string {
  const { zone } = useFacts();
  return useCalendarStore((s) => s.zone) ?? zone;
}

/** The day that is shown; today follows the clock. */
export function shownDay(now = new Date()): string {
  return calendarStore.get().day || dayOf(naiveAt(now, shownZone()));
}

export function showView(view: CalendarView, day?: string) {
  setCalendar({ view, ...(day ? { day } : {}) });
}

export function step(by: number) {
  setCalendar({ day: stepDay(calendarStore.get().view, shownDay(), by) });
}

/** Tells a screen reader; the same words twice are said twice. */
export function announce(words: string) {
  const { said } = calendarStore.get();
  setCalendar({ said: said === words ? `${words}\u00a0` : words });
}

export function setMoving(id: string, at: Date | null) {
  calendarStore.set((s) => {
    const moving = new Map(s.moving);
    if (at) moving.set(id, at);
    else moving.delete(id);
    return { ...s, moving };
  });
}
