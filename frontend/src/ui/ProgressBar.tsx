import classes from './ProgressBar.module.css';

type Props = { value: number | 'moving'; tone: string; label: string };

/** A 3 px bar; it moves by width only. */
export function ProgressBar({ value, tone, label }: Props) {
  const moving = value === 'moving';
  const percent = moving ? undefined : Math.round(value * 100);
  return (
    <div
      className={classes.track}
      data-tone={tone}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div
        className={classes.bar}
        data-moving={moving || undefined}
        style={moving ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
