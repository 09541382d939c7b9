import { useTranslation } from 'react-i18next';
import type { Media } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { codecName } from '../../lib/codecs';
import { formatPart } from '../../lib/duration';
import { formatNumber } from '../../lib/numbers';
import classes from './ClipFacts.module.css';

/** What the file is, in figures with units: they need no heading. */
export function ClipFacts({ media }: { media: Media }) {
  const { t } = useTranslation();
  const facts: [string, string][] = [
    [t('clip.length'), media.durationMs > 0 ? formatPart(media.durationMs) : ''],
    [t('clip.picture'), media.width > 0 ? `${media.width}×${media.height}` : ''],
    [
      t('clip.rate'),
      media.fps > 0
        ? t('clip.rateValue', {
            rate: formatNumber(media.fps, 2),
          })
        : '',
    ],
    [t('clip.size'), formatBytes(media.size)],
    [
      t('clip.codec'),
      media.videoCodec
        ? `${codecName(media.videoCodec)}, ${codecName(media.audioCodec) || t('clip.silent')}`
        : '',
    ],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt className="visually-hidden">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
