import { type ReactNode, useId } from 'react';
import classes from './Scene.module.css';

/** How far above its slot each clip hangs, by step; 0 has dropped into it. */
const lifts: Record<number, readonly [number, number, number]> = {
  1: [130, 52, 100],
  2: [0, 52, 100],
  3: [0, 0, 74],
};

const slots = [
  { time: '12:00', clip: <Wave /> },
  { time: '18:30', clip: <Hills /> },
  { time: '20:30', clip: <Bloom /> },
];

/** Clips that drop into their times, one more with each step. */
export function Scene({ step }: { step: number }) {
  const lift = lifts[step] ?? [0, 0, 0];
  return (
    <div className={classes.scene}>
      {slots.map(({ time, clip }, i) => (
        <div key={time} className={classes.slot} data-filled={lift[i] === 0 || undefined}>
          <span className={classes.hole} />
          <span className={classes.clip} style={{ transform: `translateY(${-(lift[i] ?? 0)}px)` }}>
            {clip}
          </span>
          <span className={classes.cue} />
          <span className={classes.time}>{time}</span>
        </div>
      ))}
    </div>
  );
}

function Clip({ children, sky }: { children: ReactNode; sky: string }) {
  return (
    <svg viewBox="0 0 92 164" width="92" height="164" aria-hidden="true">
      <rect width="92" height="164" fill={sky} />
      {children}
    </svg>
  );
}

/** A wave under a grey sky. */
function Wave() {
  return (
    <Clip sky="#c9cfcf">
      <path d="M0 66C18 58 30 40 52 42c20 2 24 20 40 18v104H0z" fill="#7e8a8c" />
      <path d="M0 88c20-4 34-18 54-12 16 5 24 14 38 10v78H0z" fill="#57646a" />
      <path
        d="M2 67C20 58 31 40 52 43c12 2 17 9 22 14-8-4-14-7-24-6-18 1-26 14-48 16z"
        fill="#eef1f0"
      />
      <path d="M0 118c24-8 46 2 92-6v52H0z" fill="#3a464d" />
      <path d="M0 140c30-6 56 4 92-2v26H0z" fill="#2b343a" />
    </Clip>
  );
}

/** Hills in the evening. */
function Hills() {
  return (
    <Clip sky="#f2d9b8">
      <circle cx="62" cy="58" r="15" fill="#d9894e" />
      <path d="M0 92l26-26 22 22 18-14 26 24v66H0z" fill="#b98a63" />
      <path d="M0 116c22-16 40-14 58-2 12 8 22 8 34 0v50H0z" fill="#7d6a4e" />
      <path d="M0 138c28-10 60-8 92 2v24H0z" fill="#4d4635" />
      <path d="M22 138l4-16 4 16zm10 2l3-12 3 12zm32-2l4-14 4 14z" fill="#37321f" />
    </Clip>
  );
}

/** A flower in a meadow. */
function Bloom() {
  const petals = useId();
  return (
    <Clip sky="#b7d3b0">
      <path d="M0 112c30-12 62-10 92 0v52H0z" fill="#5f9455" />
      <path d="M0 134c34-8 60-6 92 4v26H0z" fill="#3f7440" />
      <path d="M46 70c2 26 0 46-2 66" fill="none" stroke="#2f5b33" strokeWidth="4" />
      <path d="M45 108c10-12 18-12 24-10-4 10-12 14-24 12z" fill="#2f5b33" />
      <defs>
        <ellipse id={petals} cx="46" cy="46" rx="9" ry="17" fill="#f0f1ea" />
      </defs>
      {[0, 60, 120, 180, 240, 300].map((turn) => (
        <use key={turn} href={`#${petals}`} transform={`rotate(${turn} 46 62)`} />
      ))}
      <circle cx="46" cy="62" r="10" fill="#e0a93e" />
    </Clip>
  );
}
