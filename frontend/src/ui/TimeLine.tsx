import classes from './TimeLine.module.css';

const slots = [
  { time: '08:30', filled: true },
  { time: '12:00', filled: true },
  { time: '18:30', filled: false },
  { time: '20:30', filled: false },
];

/** The drawing of clips that drop into slots on a time line. */
export function TimeLine() {
  return (
    <div className={classes.line} aria-hidden>
      {slots.map((slot, i) => (
        <div key={slot.time} className={classes.slot}>
          <span className={classes.tile} data-dropping={i === 1 || undefined} />
          <span className={classes.cue} data-filled={slot.filled || undefined} />
          <span className={classes.time} data-filled={slot.filled || undefined}>
            {slot.time}
          </span>
        </div>
      ))}
    </div>
  );
}
