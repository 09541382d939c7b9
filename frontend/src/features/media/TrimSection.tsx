import { Button, Checkbox } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../backend/types';
import { formatClockTenths, formatLength, formatPart } from '../../lib/duration';
import {
  askedPart,
  type Cut,
  type Keyframes,
  keyframeBefore,
  type Part,
  realPart,
  recut,
  shorten,
} from '../../lib/edit';
import type { Looked } from '../../state/looks';
import { shortcutFor } from '../../state/shortcuts';
import { IconButton } from '../../ui/IconButton';
import { Kbd } from '../../ui/Kbd';
import { MuteButton, PlayButton } from './PlayerControls';
import { Timeline } from './Timeline';
import classes from './TrimSection.module.css';
import { moveEdge } from './timelineModel';
import { isWanted, type Player } from './usePlayer';

type Props = {
  media: Media;
  cut: Cut;
  look: Looked;
  /** Where a part may begin without making the picture anew. */
  keyframes: Keyframes;
  /** The picture is made anew whatever the start is. */
  remade: boolean;
  /** What may go out at most. */
  maxMs: number;
  player: Player;
  /** The clip cannot be played here; it can still be cut. */
  silent: boolean;
  onCut: (cut: Cut) => void;
};

/** Play, and choose the part that goes out. */
export function TrimSection(props: Props) {
  const { media, cut, look, keyframes, remade, maxMs, player, silent, onCut } = props;
  const { t } = useTranslation();
  const { durationMs } = media;
  const [dragged, setDragged] = useState<Part | null>(null);
  const stored = askedPart(cut, durationMs);
  const part = dragged ?? stored;
  const live = { ...cut, trimStartMs: part.startMs, trimEndMs: part.endMs };
  const real = realPart(live, durationMs, keyframes);
  const isCut = part.startMs > 0 || part.endMs < durationMs;
  const length = real.endMs - real.startMs;
  const change = (next: Part) =>
    onCut(recut(cut, { trimStartMs: next.startMs, trimEndMs: next.endMs }, durationMs, keyframes));

  useInAndOut((edge) => change(moveEdge(stored, edge, Math.round(player.at), durationMs)));

  return (
    <section className={classes.trim} aria-label={t('trim.title')}>
      <header className={classes.top}>
        <PlayButton player={player} disabled={silent} />
        <MuteButton player={player} disabled={silent} />
        <h3>{t('trim.title')}</h3>
        <span className={classes.length} data-long={length > maxMs || undefined}>
          {isCut
            ? t('trim.part', {
                from: formatClockTenths(real.startMs),
                to: formatClockTenths(real.endMs),
                length: formatPart(length),
              })
            : t('trim.whole', { length: formatPart(length) })}
        </span>
        {isCut && (
          <IconButton
            icon={IconRestore}
            label={t('trim.reset')}
            onClick={() => change({ startMs: 0, endMs: durationMs })}
          />
        )}
      </header>
      <Timeline
        mediaId={media.id}
        durationMs={durationMs}
        part={stored}
        keyframes={cut.trimAtKeyframe ? keyframes : null}
        player={player}
        onDrag={setDragged}
        onChange={change}
      />
      <div className={classes.foot}>
        <span>{formatClockTenths(Math.min(player.at, durationMs))}</span>
        <span className={classes.keys} aria-hidden>
          <Kbd keys="I" /> {t('trim.in')} <Kbd keys="O" /> {t('trim.out')}{' '}
          <span className={classes.where}>{t('trim.atPlayhead')}</span>
        </span>
        <span>{formatClockTenths(durationMs)}</span>
      </div>
      {length > maxMs && (
        <div className={classes.long}>
          <p>{t('trim.tooLong', { max: formatLength(maxMs) })}</p>
          <Button
            size="xs"
            variant="default"
            onClick={() => onCut(shorten(cut, maxMs, durationMs, keyframes))}
          >
            {t('trim.to', { max: formatLength(maxMs) })}
          </Button>
        </div>
      )}
      {(part.startMs > 0 || cut.trimAtKeyframe) && (
        <KeyframeChoice
          cut={live}
          durationMs={durationMs}
          look={look}
          keyframes={keyframes}
          remade={remade}
          onCut={onCut}
        />
      )}
    </section>
  );
}

type ChoiceProps = Pick<Props, 'cut' | 'look' | 'keyframes' | 'remade' | 'onCut'> & {
  durationMs: number;
};

/** An exact start means making the picture anew; a keyframe does not. The real start is said. */
function KeyframeChoice(props: ChoiceProps) {
  const { cut, durationMs, look, keyframes, remade, onCut } = props;
  const { t } = useTranslation();
  const real = keyframeBefore(cut.trimStartMs, keyframes);
  const early = real === null ? 0 : cut.trimStartMs - real;
  const help = () => {
    if (remade) return t('trim.keyframeAnew');
    if (real === null) {
      return look.asking ? t('trim.keyframeAsking') : look.error || t('trim.keyframeUnknown');
    }
    if (!cut.trimAtKeyframe) return t('trim.keyframeHelp');
    if (early < 1) return t('trim.keyframeExact');
    return t('trim.keyframeReal', { time: formatClockTenths(real), early: formatPart(early) });
  };
  return (
    <Checkbox
      label={t('trim.keyframe')}
      description={help()}
      checked={cut.trimAtKeyframe && !remade}
      disabled={remade || (real === null && !cut.trimAtKeyframe)}
      onChange={(e) =>
        onCut(recut(cut, { trimAtKeyframe: e.currentTarget.checked }, durationMs, keyframes))
      }
    />
  );
}

/** I and O put an end of the part at the playhead, wherever nothing else wants the letters. */
function useInAndOut(set: (edge: 'start' | 'end') => void) {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const wanted = shortcutFor(e, 'composer');
      if ((wanted !== 'trimStart' && wanted !== 'trimEnd') || isWanted(e)) return;
      e.preventDefault();
      set(wanted === 'trimStart' ? 'start' : 'end');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
