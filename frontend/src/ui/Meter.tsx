import { useId } from 'react';
import classes from './Meter.module.css';

type Props = {
  label: string;
  /** "3 of 15", at the right. */
  figure: string;
  /** 0 to 1. */
  value: number;
  /** Full, or nearly: amber, with the remedy below. */
  warn?: boolean;
  help?: string;
};

/** How much of a limit is used: words, figure, bar, and what to do about it. */
export function Meter({ label, figure, value, warn = false, help }: Props) {
  const id = useId();
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div className={classes.meter} data-warn={warn || undefined}>
      <p className={classes.line}>
        <span id={id}>{label}</span>
        <span className={classes.figure}>{figure}</span>
      </p>
      <meter
        className="visually-hidden"
        aria-labelledby={id}
        aria-valuetext={figure}
        max={100}
        value={percent}
      />
      <div className={classes.track} aria-hidden>
        <div className={classes.bar} style={{ width: `${percent}%` }} />
      </div>
      {help && <p className={classes.help}>{help}</p>}
    </div>
  );
}
