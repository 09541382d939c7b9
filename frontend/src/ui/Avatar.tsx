import { useState } from 'react';
import classes from './Avatar.module.css';

type Props = { name: string; src?: string; size?: number };

/** A creator's picture from this app's own origin, or the initials. Decorative. */
export function Avatar({ name, src = '', size = 19 }: Props) {
  const [failed, setFailed] = useState('');
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: Math.max(8.5, size * 0.4) }}
      aria-hidden
    >
      {src && src !== failed ? (
        <img src={src} alt="" draggable={false} decoding="async" onError={() => setFailed(src)} />
      ) : (
        initials(name, size < 24 ? 1 : 2)
      )}
    </span>
  );
}

/** The first letters of up to max words: "Tidewater Surf" is "TS". */
function initials(name: string, max: number): string {
  const words = name.split(/[\s._-]+/u).filter((w) => /[\p{L}\p{N}]/u.test(w));
  const letters = words.map((w) => [...w].find((c) => /[\p{L}\p{N}]/u.test(c)) ?? '');
  return letters.slice(0, max).join('').toUpperCase() || '·';
}
