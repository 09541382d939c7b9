import { IconMovie } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './Thumb.module.css';

type Props = { src: string | null; width: number; height: number; radius?: number };

/** A 9:16 picture of a clip. Decorative: the words beside it say what it is. */
export function Thumb({ src, width, height, radius = 3 }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  const missing = src === null || failed === src;
  return (
    <span className={classes.thumb} style={{ width, height, borderRadius: radius }}>
      {missing ? (
        <IconMovie size={Math.min(18, width * 0.6)} stroke={1.6} aria-hidden />
      ) : (
        <img
          src={src}
          alt=""
          draggable={false}
          loading="lazy"
          decoding="async"
          onError={() => setFailed(src)}
        />
      )}
    </span>
  );
}
