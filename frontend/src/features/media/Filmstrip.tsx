import { useEffect, useState } from 'react';
import { stripUrl } from '../../backend/mediaUrls';
import classes from './Filmstrip.module.css';
import { stripTiles } from './timelineModel';

type Props = {
  mediaId: string;
  /** Which picture of the strip each cell shows. */
  cells: readonly number[];
};

/** Pictures of a clip side by side, each filling its cell. Dark until they are there. */
export function Filmstrip({ mediaId, cells }: Props) {
  const url = stripUrl(mediaId);
  const size = useSize(url);
  const tile = size ? size.width / stripTiles : 0;
  return (
    <svg className={classes.strip} aria-hidden>
      {size &&
        cells.map((at, i) => (
          <svg
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
            key={i}
            x={`${(i / cells.length) * 100}%`}
            width={`${100 / cells.length}%`}
            height="100%"
            viewBox={`${at * tile} 0 ${tile} ${size.height}`}
            preserveAspectRatio="xMidYMid slice"
            aria-hidden
          >
            <image href={url} width={size.width} height={size.height} />
          </svg>
        ))}
    </svg>
  );
}

type Size = { width: number; height: number };

/** How large a picture is, once it has been read. */
function useSize(url: string): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const picture = new Image();
    picture.onload = () => setSize({ width: picture.naturalWidth, height: picture.naturalHeight });
    picture.src = url;
    return () => {
      picture.onload = null;
      setSize(null);
    };
  }, [url]);
  return size;
}
