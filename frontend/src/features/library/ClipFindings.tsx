import {
  IconAlertOctagon,
  IconAspectRatio,
  IconCircleCheck,
  IconInfoCircle,
  IconMapPinOff,
  IconTransform,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Finding, Media } from '../../backend/types';
import { codecName } from '../../lib/codecs';
import classes from './ClipInspector.module.css';
import { headOf, restOf } from './model';

const icons: Record<string, TablerIcon> = {
  not_upright: IconAspectRatio,
  gps: IconMapPinOff,
  location: IconMapPinOff,
};

const bySeverity: Record<string, TablerIcon> = {
  refused: IconAlertOctagon,
  fixable: IconTransform,
  warning: IconInfoCircle,
  info: IconInfoCircle,
};

/** What the check saw: the fact first, then the rule and what is done about it. */
export function ClipFindings({ media }: { media: Media }) {
  const { t } = useTranslation();
  const soundTold = media.findings.some((f) => f.code.startsWith('audio'));
  const route = (['copy', 'remux', 'audio', 'full'] as const).find((r) => r === media.route);
  return (
    <section className={classes.part}>
      <h3>{t('library.found')}</h3>
      <ul className={classes.findings}>
        {media.findings.map((f) => (
          <FindingLine key={`${f.code} ${f.message}`} finding={f} />
        ))}
        {media.audioCodec && !soundTold && (
          <li>
            <IconCircleCheck size={17} stroke={1.7} aria-hidden data-tone="green" />
            <div>
              <b>{t('library.soundFine')}</b>
              <p>{codecName(media.audioCodec)}</p>
            </div>
          </li>
        )}
        {route && (
          <li>
            <IconCircleCheck size={17} stroke={1.7} aria-hidden data-tone="green" />
            <div>
              <b>{t(`library.route.${route}`)}</b>
              <p>{t(`library.routeText.${route}`)}</p>
            </div>
          </li>
        )}
      </ul>
    </section>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const Icon = icons[finding.code] ?? bySeverity[finding.severity] ?? IconInfoCircle;
  const rest = restOf(finding);
  return (
    <li>
      <Icon
        size={17}
        stroke={1.7}
        aria-hidden
        data-tone={finding.severity === 'refused' ? 'red' : undefined}
      />
      <div>
        <b>{headOf(finding)}</b>
        {rest && <p>{rest}</p>}
        {finding.failReason && <code className="selectable">{finding.failReason}</code>}
      </div>
    </li>
  );
}
