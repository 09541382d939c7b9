import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCheck,
  IconChevronRight,
  IconCircleCheck,
  IconInfoCircle,
  IconTool,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Finding, PostInput } from '../../backend/types';
import { formatLength } from '../../lib/duration';
import { CopyText } from '../../ui/CopyText';
import { type Remedial, remedyFor, sortFindings } from './fixes';
import classes from './Preflight.module.css';
import type { PreflightState } from './usePreflight';

const icons: Record<string, TablerIcon> = {
  refused: IconAlertOctagon,
  fixable: IconTool,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
};

const severities = ['info', 'warning', 'fixable', 'refused'] as const;

type Props = {
  preflight: PreflightState;
  /** undefined while the clip is not known; then nothing is offered. */
  about: Remedial | undefined;
  onFix: (part: Partial<PostInput>) => void;
  onShowPost: (postId: string) => void;
};

/** What is worth knowing before the post goes out: the fact and the rule, then the remedy. */
export function Preflight({ preflight, about, onFix, onShowPost }: Props) {
  const { t } = useTranslation();
  const findings = sortFindings(preflight.findings);
  // Before the answer, no findings are no news.
  if (findings.length === 0 && !preflight.answered && about?.media.verdict !== 'ok') return null;
  return (
    <section className={classes.preflight} aria-label={t('preflight.title')}>
      <header className={classes.top}>
        <h2>{t('preflight.title')}</h2>
        <span role="status">{preflight.asking ? t('preflight.asking') : ''}</span>
      </header>
      {findings.length === 0 ? (
        <p className={classes.fine}>
          <IconCircleCheck size={15} stroke={1.9} aria-hidden />
          {t('preflight.fine')}
        </p>
      ) : (
        <ul className={classes.list}>
          {findings.map((f) => (
            <Item key={`${f.code} ${f.message}`} finding={f}>
              {about && (
                <RemedyRow finding={f} about={about} onFix={onFix} onShowPost={onShowPost} />
              )}
            </Item>
          ))}
        </ul>
      )}
    </section>
  );
}

function Item({ finding: f, children }: { finding: Finding; children: React.ReactNode }) {
  const { t } = useTranslation();
  const Icon = icons[f.severity] ?? IconInfoCircle;
  const severity = severities.find((s) => s === f.severity) ?? 'info';
  return (
    <li data-severity={severity} data-code={f.code}>
      <Icon size={15} stroke={1.9} aria-hidden />
      <div>
        <span className="visually-hidden">{t(`clip.severity.${severity}`)}: </span>
        {f.message}
        {f.fix && <span className={classes.fix}>{f.fix}</span>}
        {children}
        {f.failReason && severity === 'refused' && (
          <CopyText text={f.failReason} label={t('common.copyCode', { code: f.failReason })} />
        )}
      </div>
    </li>
  );
}

type RowProps = Pick<Props, 'onFix' | 'onShowPost'> & { finding: Finding; about: Remedial };

function RemedyRow({ finding, about, onFix, onShowPost }: RowProps) {
  const { t } = useTranslation();
  const remedy = remedyFor(finding, about);
  switch (remedy.kind) {
    case 'none':
      return null;
    case 'applied':
      return (
        <span className={classes.applied}>
          <IconCheck size={13} stroke={2} aria-hidden />
          {t(`preflight.fixed.${remedy.name}`)}
        </span>
      );
    case 'post':
      return (
        <span className={classes.acts}>
          <Button
            size="xs"
            variant="default"
            rightSection={<IconChevronRight size={13} stroke={1.8} aria-hidden />}
            onClick={() => onShowPost(remedy.postId)}
          >
            {t('preflight.show')}
          </Button>
        </span>
      );
    case 'offered':
      return (
        <span className={classes.acts}>
          {remedy.fixes.map(({ name, part }) => (
            <Button key={name} size="xs" variant="default" onClick={() => onFix(part)}>
              {t(`preflight.fix.${name}`, { max: formatLength(about.maxMs) })}
            </Button>
          ))}
        </span>
      );
  }
}
