import classes from './LockDrawing.module.css';

/** The cue sheet with its shutters down: slots, no clips, no times. */
export function LockDrawing() {
  return (
    <div className={classes.scene}>
      <span className={classes.shutter} />
      <span className={classes.shutter} data-lock>
        <svg viewBox="0 0 34 40" width="34" height="40" aria-hidden="true">
          <path
            d="M9 18v-6a8 8 0 0 1 16 0v6"
            fill="none"
            stroke="var(--accent)"
            strokeWidth="3.4"
            strokeLinecap="round"
          />
          <rect x="3" y="17" width="28" height="21" rx="5" fill="var(--accent)" />
          <path
            d="M17 24.500a2.600 2.600 0 0 1 1.300 4.850V33h-2.600v-3.650A2.600 2.600 0 0 1 17 24.500z"
            fill="var(--panel)"
          />
        </svg>
      </span>
      <span className={classes.shutter} />
    </div>
  );
}
