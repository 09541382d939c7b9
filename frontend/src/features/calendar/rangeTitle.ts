import { dayMs, startOf } from '../../lib/wallTime';
import type { CalendarView, Span } from './calendarModel';

/** "23 – 29 November 2026", "30 November – 6 December 2026", "November 2026". */
export function rangeTitle(view: CalendarView, day: string, span: Span, locale: string): string {
  // British order: the day first.
  const language = locale === 'en' ? 'en-GB' : locale;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options });
  if (view === 'month') return format({ month: 'long', year: 'numeric' }).format(startOf(day));
  const full = format({ day: 'numeric', month: 'long', year: 'numeric' });
  if (view === 'day') return full.format(startOf(day));
  // Thin spaces around the dash are the formatter's; plain ones are what other titles have.
  return full
    .formatRange(span.from, span.to - dayMs)
    .replace(/[\u2009\u202f]/g, ' ')
    .replace(/(\d)–(\d)/, '$1 – $2');
}
