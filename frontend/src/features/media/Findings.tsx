import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconInfoCircle,
  IconTool,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../backend/types';
import { CopyText } from '../../ui/CopyText';
import classes from './Findings.module.css';
import { sortFindings } from './model';

const icons: Record<string, TablerIcon> = {
  refused: IconAlertOctagon,
  fixable: IconTool,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
};

const severities = ['info', 'warning', 'fixable', 'refused'] as const;

/** What the check saw: the fact and the rule, then what Cuedrop or the user does about it. */
export function Findings({ media }: { media: Media }) {
  const { t } = useTranslation();
  const findings = sortFindings(media.findings);
  if (findings.length === 0) {
    if (media.verdict !== 'ok') return null;
    return (
      <p className={classes.fine}>
        <IconCircleCheck size={15} stroke={1.9} aria-hidden />
        {t('clip.fine')}
      </p>
    );
  }
  return (
    <section aria-label={t('clip.findings')}>
      <h3 className={classes.title}>{t('clip.findings')}</h3>
      <ul className={classes.list}>
        {findings.map((f) => {
          const Icon = icons[f.severity] ?? IconInfoCircle;
          const severity = severities.find((s) => s === f.severity) ?? 'info';
          return (
            <li key={`${f.code} ${f.message}`} data-severity={severity}>
              <Icon size={15} stroke={1.9} aria-hidden />
              <div>
                <span className="visually-hidden">{t(`clip.severity.${severity}`)}: </span>
                {f.message}
                {f.fix && <span className={classes.fix}>{f.fix}</span>}
                {f.failReason && severity === 'refused' && (
                  <CopyText
                    text={f.failReason}
                    label={t('common.copyCode', { code: f.failReason })}
                  />
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
