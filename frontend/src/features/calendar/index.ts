export { CalendarPlace } from './CalendarPlace';
export { useShownZone } from './calendarStore';
