import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../backend/types';
import classes from './SoundSwitch.module.css';

type Props = {
  media: Media;
  checked: boolean;
  /** What the check said about the sound, where the switch is the remedy. */
  advice: 'quiet' | 'loud' | null;
  onChange: (on: boolean) => void;
};

/** Loudness: always there, marked while the clip needs it. */
export function SoundSwitch({ media, checked, advice, onChange }: Props) {
  const { t } = useTranslation();
  const hasSound = media.audioCodec !== '';
  const help = !hasSound
    ? t('sound.none')
    : advice && !checked
      ? t(`sound.${advice}`)
      : t('sound.help');
  return (
    <div className={classes.sound} data-advised={(advice !== null && !checked) || undefined}>
      <Switch
        labelPosition="left"
        label={t('sound.loudness')}
        description={help}
        checked={checked}
        disabled={!hasSound && !checked}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    </div>
  );
}
