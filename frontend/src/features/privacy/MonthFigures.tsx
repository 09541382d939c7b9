import { IconAlertOctagon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../lib/bytes';
import { ownerOf } from './ledgerModel';
import classes from './MonthFigures.module.css';
import type { Month } from './useMonth';
import { formatCount } from './words';

type Props = { month: Month | undefined; compact: boolean };

/** The sentence that everything here is about, and the figures behind it. */
export function MonthFigures({ month, compact }: Props) {
  const { t, i18n } = useTranslation();
  if (!month) return <div className={classes.head} aria-busy />;
  const { verdict, count, hosts, blocked } = month;
  if (verdict === 'nothing') return null;
  const n = (x: number) => formatCount(x, i18n.language);
  const size = (x: number) => formatBytes(x, i18n.language);
  const alarming = verdict === 'elsewhere';
  const hostsWord =
    verdict === 'practice'
      ? 'hostsPractice'
      : hosts.every((h) => ownerOf(h) === 'tiktok')
        ? 'hosts'
        : 'hostsMixed';
  return (
    <div className={classes.head} data-compact={compact || undefined}>
      <h2 className={classes.verdict} data-alarming={alarming || undefined}>
        {alarming && <IconAlertOctagon size={20} stroke={1.9} aria-hidden />}
        {t(count === 0 ? 'privacy.verdict.quiet' : `privacy.verdict.${verdict}`)}
      </h2>
      <dl className={classes.figures}>
        <div>
          <dt>{t('privacy.figure.requests', { count })}</dt>
          <dd>{n(count)}</dd>
        </div>
        <div>
          <dt>
            {month.restOut < month.bytesOut
              ? t('privacy.figure.sentVideo', { rest: size(month.restOut) })
              : t('privacy.figure.sent')}
          </dt>
          <dd>{size(month.bytesOut)}</dd>
        </div>
        <div>
          <dt>{t(`privacy.figure.${hostsWord}`, { count: hosts.length })}</dt>
          <dd>{n(hosts.length)}</dd>
        </div>
        <div data-waits={blocked > 0 || undefined}>
          <dt>{t('privacy.figure.blocked')}</dt>
          <dd>{n(blocked)}</dd>
        </div>
      </dl>
    </div>
  );
}
