import { IconSparkles } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { frameUrl } from '../../backend/mediaUrls';
import type { Media } from '../../backend/types';
import { formatClockTenths } from '../../lib/duration';
import { type Cut, coverAt, coverFor, type Keyframes, realPart } from '../../lib/edit';
import { moved, sliderMove } from '../../lib/sliderKeys';
import { usePointerDrag } from '../../ui/usePointerDrag';
import classes from './CoverPicker.module.css';
import { Filmstrip } from './Filmstrip';
import { bigStepMs, fractionAt, stepMs, stripCells, timeAt } from './timelineModel';
import type { Player } from './usePlayer';

type Props = {
  media: Media;
  cut: Cut;
  keyframes: Keyframes;
  /** A good one, if there is one. */
  bestMs: number | null;
  player: Player;
  /** How the picture lies in a 9:16 frame, as CSS says it. */
  position: string;
  onCut: (cut: Cut) => void;
};

const cellCount = 10;
/** Every picture that is asked for is decoded, so only the one that stays is. */
const stillMs = 180;

/** The picture TikTok shows before the clip plays, on a strip of the part that goes out. */
export function CoverPicker(props: Props) {
  const { media, cut, keyframes, bestMs, player, position, onCut } = props;
  const { t } = useTranslation();
  const strip = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const part = realPart(cut, media.durationMs, keyframes);
  const stored = coverAt(cut, media.durationMs, keyframes);
  const at = dragged ?? stored;
  const isFirst = at <= part.startMs;
  const picture = useStill(at);

  const under = (x: number) => {
    const box = strip.current?.getBoundingClientRect();
    if (!box) return stored;
    // The picture never leaves the strip, so its middle runs over less than the strip.
    const wide = thumb.current?.offsetWidth ?? 0;
    return timeAt(x - box.left - wide / 2, box.width - wide, part);
  };
  const choose = (ms: number) => {
    setDragged(null);
    player.seek(ms);
    const next = { ...cut, ...coverFor(ms, cut, media.durationMs, keyframes) };
    if (next.coverMs !== cut.coverMs) onCut(next);
  };
  const preview = (ms: number) => {
    setDragged(ms);
    player.seek(ms);
  };
  const press = usePointerDrag({
    onStart: (e, { x }) => {
      e.preventDefault();
      thumb.current?.focus({ preventScroll: true });
      player.pause();
      preview(under(x));
    },
    onMove: ({ x }) => preview(under(x)),
    onEnd: ({ x }) => choose(under(x)),
    onCancel: () => {
      setDragged(null);
      player.seek(stored);
    },
  });

  return (
    <section className={classes.cover} aria-label={t('cover.title')}>
      <header className={classes.top}>
        <h3>{t('cover.title')}</h3>
        <Suggestion bestMs={bestMs} part={part} at={at} onUse={choose} />
        <span className={classes.at}>
          {isFirst ? t('cover.first') : t('cover.at', { time: formatClockTenths(at) })}
        </span>
      </header>
      <div
        ref={strip}
        className={classes.strip}
        data-cover-strip
        style={{ '--at': fractionAt(at, part) } as React.CSSProperties}
        onPointerDown={press}
      >
        <div className={classes.film}>
          <Filmstrip mediaId={media.id} cells={stripCells(part, media.durationMs, cellCount)} />
        </div>
        <div
          ref={thumb}
          className={classes.thumb}
          role="slider"
          tabIndex={0}
          aria-label={t('cover.title')}
          aria-valuemin={Math.round(part.startMs)}
          aria-valuemax={Math.round(part.endMs)}
          aria-valuenow={Math.round(at)}
          aria-valuetext={
            isFirst ? t('cover.first') : t('cover.at', { time: formatClockTenths(at) })
          }
          onKeyDown={(e) => {
            const move = sliderMove(e, stepMs, bigStepMs);
            if (!move) return;
            e.preventDefault();
            // The very end is not a picture any more.
            choose(moved(move, at, part.startMs, Math.max(part.startMs, part.endMs - stepMs)));
          }}
        >
          <img
            key={picture}
            src={frameUrl(media.id, picture)}
            alt=""
            draggable={false}
            style={{ objectPosition: position }}
          />
        </div>
      </div>
    </section>
  );
}

type SuggestionProps = {
  bestMs: number | null;
  part: { startMs: number; endMs: number };
  at: number;
  onUse: (ms: number) => void;
};

/** Offered while there is one that is not cut off, and not chosen already. */
function Suggestion({ bestMs, part, at, onUse }: SuggestionProps) {
  const { t } = useTranslation();
  if (bestMs === null || bestMs <= part.startMs || bestMs >= part.endMs) return null;
  if (Math.abs(at - bestMs) < 1)
    return <span className={classes.used}>{t('cover.suggested')}</span>;
  return (
    <button type="button" className={classes.use} onClick={() => onUse(bestMs)}>
      <IconSparkles size={13} stroke={1.8} aria-hidden />
      {t('cover.suggest', { time: formatClockTenths(bestMs) })}
    </button>
  );
}

/** A value once it has kept still. */
function useStill(value: number): number {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), stillMs);
    return () => clearTimeout(timer);
  }, [value]);
  return still;
}
