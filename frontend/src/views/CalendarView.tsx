import { CalendarPlace, useShownZone } from '../features/calendar';
import { HealthStrip } from '../features/health';
import { MovePopover } from '../features/move';

/** Loaded when it is first opened: the layout of days and hours is a library of its own. */
export default function CalendarView() {
  const zone = useShownZone();
  return (
    <>
      <CalendarPlace notices={<HealthStrip />} />
      <MovePopover zone={zone} covers />
    </>
  );
}
