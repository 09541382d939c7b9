import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatClockTenths } from '../../lib/duration';
import type { Part } from '../../lib/edit';
import { IconButton } from '../../ui/IconButton';
import classes from './PlayerControls.module.css';
import type { Player } from './usePlayer';

type Props = {
  player: Player;
  /** What is played, in the clip's time. */
  part: Part;
  disabled: boolean;
};

/** Play, a scrub bar that is a slider for the keyboard, time, sound. */
export function PlayerControls({ player, part, disabled }: Props) {
  const { t } = useTranslation();
  const length = part.endMs - part.startMs;
  const at = Math.min(Math.max(0, player.at - part.startMs), length);
  const fraction = length > 0 ? at / length : 0;
  return (
    <div className={classes.controls}>
      <PlayButton player={player} disabled={disabled} />
      <input
        type="range"
        className={classes.scrub}
        aria-label={t('preview.position')}
        aria-valuetext={t('preview.positionText', {
          at: formatClockTenths(at),
          total: formatClockTenths(length),
        })}
        min={0}
        max={Math.max(1, Math.round(length))}
        step={100}
        value={Math.round(at)}
        disabled={disabled}
        style={{ '--at': `${fraction * 100}%` } as React.CSSProperties}
        onChange={(e) => player.seek(part.startMs + Number(e.currentTarget.value))}
      />
      <span className={classes.time}>
        {formatClockTenths(at)} / {formatClockTenths(length)}
      </span>
      <MuteButton player={player} disabled={disabled} />
    </div>
  );
}

type ButtonProps = Pick<Props, 'player' | 'disabled'>;

export function PlayButton({ player, disabled }: ButtonProps) {
  const { t } = useTranslation();
  return (
    <IconButton
      icon={player.playing ? IconPlayerPauseFilled : IconPlayerPlayFilled}
      size={14}
      label={player.playing ? t('preview.pause') : t('preview.play')}
      aria-keyshortcuts="Space"
      disabled={disabled}
      onClick={player.toggle}
    />
  );
}

export function MuteButton({ player, disabled }: ButtonProps) {
  const { t } = useTranslation();
  return (
    <IconButton
      icon={player.muted ? IconVolumeOff : IconVolume}
      label={player.muted ? t('preview.unmute') : t('preview.mute')}
      aria-pressed={!player.muted}
      disabled={disabled}
      onClick={() => player.setMuted(!player.muted)}
    />
  );
}
