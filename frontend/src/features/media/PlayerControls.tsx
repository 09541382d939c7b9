import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatClockTenths } from '../../lib/duration';
import { IconButton } from '../../ui/IconButton';
import classes from './PlayerControls.module.css';
import type { Player } from './usePlayer';

type Props = { player: Player; fallbackLength: number };

/** Play, a scrub bar that is a slider for the keyboard, time, sound. */
export function PlayerControls({ player, fallbackLength }: Props) {
  const { t } = useTranslation();
  const length = player.length || fallbackLength;
  const at = Math.min(player.at, length);
  const fraction = length > 0 ? at / length : 0;
  return (
    <div className={classes.controls}>
      <IconButton
        icon={player.playing ? IconPlayerPauseFilled : IconPlayerPlayFilled}
        size={14}
        label={player.playing ? t('preview.pause') : t('preview.play')}
        aria-keyshortcuts="Space"
        disabled={player.failed}
        onClick={player.toggle}
      />
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
        disabled={player.failed}
        style={{ '--at': `${fraction * 100}%` } as React.CSSProperties}
        onChange={(e) => player.seek(Number(e.currentTarget.value))}
      />
      <span className={classes.time}>
        {formatClockTenths(at)} / {formatClockTenths(length)}
      </span>
      <IconButton
        icon={player.muted ? IconVolumeOff : IconVolume}
        label={player.muted ? t('preview.unmute') : t('preview.mute')}
        aria-pressed={!player.muted}
        disabled={player.failed}
        onClick={() => player.setMuted(!player.muted)}
      />
    </div>
  );
}
