import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClockTenths } from '../../lib/duration';
import { type Keyframes, keyframeBefore, type Part } from '../../lib/edit';
import { moved, sliderMove } from '../../lib/sliderKeys';
import { usePointerDrag } from '../../ui/usePointerDrag';
import { Filmstrip } from './Filmstrip';
import classes from './Timeline.module.css';
import {
  bigStepMs,
  type Edge,
  edgeRange,
  fractionAt,
  moveEdge,
  stepMs,
  stripCells,
  timeAt,
} from './timelineModel';
import type { Player } from './usePlayer';

type Props = {
  mediaId: string;
  durationMs: number;
  /** The part as it is stored. */
  part: Part;
  /** Where the part really begins: null where it begins as asked. */
  keyframes: Keyframes | null;
  player: Player;
  /** The part under the pointer, before it is let go; null when nothing is dragged. */
  onDrag: (part: Part | null) => void;
  onChange: (part: Part) => void;
};

const cellCount = 10;

/** The whole clip as pictures, with the playhead and the two ends of the part that goes out. */
export function Timeline(props: Props) {
  const { mediaId, durationMs, part, keyframes, player, onDrag, onChange } = props;
  const { t } = useTranslation();
  const strip = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<Part | null>(null);
  const whole = { startMs: 0, endMs: durationMs };
  const shown = dragged ?? part;
  const realStart = keyframes ? keyframeBefore(shown.startMs, keyframes) : null;
  const from = realStart ?? shown.startMs;
  const at = Math.min(player.at, durationMs);

  const pointerTime = (x: number) => {
    const box = strip.current?.getBoundingClientRect();
    return box ? timeAt(x - box.left, box.width, whole) : 0;
  };
  const drag = (next: Part | null) => {
    setDragged(next);
    onDrag(next);
  };
  const scrub = usePointerDrag({
    onStart: (e, { x }) => {
      e.preventDefault();
      head.current?.focus({ preventScroll: true });
      player.seek(pointerTime(x));
    },
    onMove: ({ x }) => player.seek(pointerTime(x)),
    onEnd: () => undefined,
    onCancel: () => undefined,
  });
  const handle = (edge: Edge, next: Part) => player.seek(next[`${edge}Ms`]);

  const percent = (ms: number) => `${fractionAt(ms, whole) * 100}%`;
  const edgeProps = (edge: Edge) => ({
    edge,
    part: shown,
    stored: part,
    durationMs,
    pointerTime,
    onGrab: player.pause,
    onDrag: (next: Part | null) => {
      drag(next);
      handle(edge, next ?? part);
    },
    onCommit: (next: Part) => {
      drag(null);
      handle(edge, next);
      onChange(next);
    },
  });

  return (
    <div
      className={classes.timeline}
      style={
        {
          '--from': percent(from),
          '--asked': percent(shown.startMs),
          '--to': percent(shown.endMs),
          '--at': percent(at),
        } as React.CSSProperties
      }
    >
      <div ref={strip} className={classes.strip} data-timeline onPointerDown={scrub}>
        <Filmstrip mediaId={mediaId} cells={stripCells(whole, durationMs, cellCount)} />
        <span className={classes.before} />
        <span className={classes.after} />
        {from < shown.startMs && <span className={classes.early} />}
      </div>
      <div className={classes.marks}>
        <span className={classes.frame} data-early={from < shown.startMs || undefined} />
        <EdgeHandle
          {...edgeProps('start')}
          label={t('trim.start')}
          text={
            realStart !== null && realStart < shown.startMs
              ? t('trim.startReally', {
                  time: formatClockTenths(shown.startMs),
                  real: formatClockTenths(realStart),
                })
              : formatClockTenths(shown.startMs)
          }
        />
        <div
          ref={head}
          className={classes.head}
          role="slider"
          tabIndex={0}
          aria-label={t('preview.position')}
          aria-valuemin={0}
          aria-valuemax={Math.round(durationMs)}
          aria-valuenow={Math.round(at)}
          aria-valuetext={t('preview.positionText', {
            at: formatClockTenths(at),
            total: formatClockTenths(durationMs),
          })}
          onKeyDown={(e) => {
            const move = sliderMove(e, stepMs, bigStepMs);
            if (!move) return;
            e.preventDefault();
            player.seek(moved(move, at, 0, durationMs));
          }}
        />
        <EdgeHandle
          {...edgeProps('end')}
          label={t('trim.end')}
          text={formatClockTenths(shown.endMs)}
        />
      </div>
    </div>
  );
}

type EdgeProps = {
  edge: Edge;
  part: Part;
  stored: Part;
  durationMs: number;
  label: string;
  text: string;
  pointerTime: (x: number) => number;
  onGrab: () => void;
  onDrag: (part: Part | null) => void;
  onCommit: (part: Part) => void;
};

/** One end of the part: dragged, or moved by the keyboard. Nothing is stored before release. */
function EdgeHandle(props: EdgeProps) {
  const { edge, part, stored, durationMs, label, text } = props;
  const { pointerTime, onGrab, onDrag, onCommit } = props;
  const grip = useRef(0);
  const ms = part[`${edge}Ms`];
  const range = edgeRange(edge, part, durationMs);
  const under = (x: number) => moveEdge(stored, edge, pointerTime(x - grip.current), durationMs);
  const press = usePointerDrag({
    onStart: (e, { x }) => {
      e.preventDefault();
      e.currentTarget.focus({ preventScroll: true });
      // Grabbed beside its edge, a handle does not jump.
      const box = e.currentTarget.getBoundingClientRect();
      grip.current = x - (edge === 'start' ? box.right : box.left);
      onGrab();
    },
    onMove: ({ x }) => onDrag(under(x)),
    onEnd: ({ x }, didMove) => {
      if (didMove) onCommit(under(x));
    },
    onCancel: () => onDrag(null),
  });
  return (
    <div
      className={classes.handle}
      data-edge={edge}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={Math.round(range.startMs)}
      aria-valuemax={Math.round(range.endMs)}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={text}
      onPointerDown={press}
      onKeyDown={(e) => {
        const move = sliderMove(e, stepMs, bigStepMs);
        if (!move) return;
        e.preventDefault();
        onCommit(moveEdge(part, edge, moved(move, ms, range.startMs, range.endMs), durationMs));
      }}
    />
  );
}
