export { CalendarPlace } from './CalendarPlace';
