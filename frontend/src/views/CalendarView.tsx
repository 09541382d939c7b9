import { CalendarPlace } from '../features/calendar';
import { HealthStrip } from '../features/health';

/** Loaded when it is first opened: the layout of days and hours is a library of its own. */
export default function CalendarView() {
  return <CalendarPlace notices={<HealthStrip />} />;
}
