import classes from './Avatar.module.css';

type Props = { name: string; size?: number };

/** Initials in a neutral circle. TikTok's pictures are never loaded. */
export function Avatar({ name, size = 19 }: Props) {
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: Math.max(8.5, size * 0.4) }}
      aria-hidden
    >
      {initials(name, size < 24 ? 1 : 2)}
    </span>
  );
}

/** The first letters of up to max words: "Tidewater Surf" is "TS". */
export function initials(name: string, max: number): string {
  const words = name.split(/[\s._-]+/u).filter((w) => /[\p{L}\p{N}]/u.test(w));
  const letters = words.map((w) => [...w].find((c) => /[\p{L}\p{N}]/u.test(c)) ?? '');
  return letters.slice(0, max).join('').toUpperCase() || '·';
}
