import {
  IconCalendarDue,
  IconCalendarEvent,
  IconCalendarMonth,
  IconCalendarWeek,
  type TablerIcon,
} from '@tabler/icons-react';
import { i18n } from '../../i18n/i18n';
import { registerCommands } from '../../state/commands';
import { goTo } from '../../state/places';
import { setUi } from '../../state/ui';
import type { CalendarView } from './calendarModel';
import { setCalendar, showView } from './calendarStore';

// The calendar itself is loaded when it is first opened; the palette knows of it before.
function open() {
  setUi({ composerId: null });
  goTo('/calendar');
}

const views: [CalendarView, TablerIcon][] = [
  ['day', IconCalendarEvent],
  ['week', IconCalendarWeek],
  ['month', IconCalendarMonth],
];

registerCommands([
  {
    id: 'calendar.today',
    group: 'places',
    icon: IconCalendarDue,
    title: () => i18n.t('palette.command.calendarToday'),
    shortcut: 'today',
    run: () => {
      setCalendar({ day: '' });
      open();
    },
  },
  ...views.map(([view, icon]) => ({
    id: `calendar.${view}`,
    group: 'places' as const,
    icon,
    title: () =>
      i18n.t('palette.command.calendarView', { view: i18n.t(`calendar.${view}`).toLowerCase() }),
    shortcut: view,
    run: () => {
      showView(view);
      open();
    },
  })),
]);
