import type { ComponentPropsWithoutRef } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, naiveAt, startOf } from '../../lib/wallTime';
import { spanOf } from './calendarModel';
import { setCalendar, shownDay, shownZone, showView, useCalendarStore } from './calendarStore';
import { dayWords } from './words';

type Props = ComponentPropsWithoutRef<'button'> & { day: string };

/** The name of a day, which shows the day. One of them is a tab stop; arrows go to the others. */
export function DayButton({ day, ...rest }: Props) {
  const { t } = useTranslation();
  const tabStop = useTabDay() === day;
  return (
    <button
      type="button"
      {...rest}
      ref={unhide}
      data-day={day}
      tabIndex={tabStop ? 0 : -1}
      aria-label={t('calendar.showDay', { day: dayWords(startOf(day)) })}
      onFocus={() => setCalendar({ focusDay: day })}
      onClick={() => showView('day', day)}
    />
  );
}

/** FullCalendar hides the name of a day from screen readers; a button in it has to be told. */
function unhide(el: HTMLElement | null) {
  el?.closest('[aria-hidden="true"]')?.removeAttribute('aria-hidden');
}

/** The day that Tab comes to: the last one, today, or the first that is shown. */
function useTabDay(): string {
  const view = useCalendarStore((s) => s.view);
  const last = useCalendarStore((s) => s.focusDay);
  useCalendarStore((s) => s.day);
  const { from, to } = spanOf(view, shownDay());
  const today = dayOf(naiveAt(new Date(), shownZone()));
  const found = [last, today].find((d) => d && startOf(d) >= from && startOf(d) < to);
  return found ?? dayOf(from);
}
