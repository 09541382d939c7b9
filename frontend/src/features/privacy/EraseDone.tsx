import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconCircleCheck,
  IconCircleCheckFilled,
  IconClock,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EraseReport } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { openLink } from '../../state/actions';
import { DialogBody } from '../../ui/DialogBody';
import { StateMark } from '../../ui/StateMark';
import { Counts } from './Counts';
import { Sentences } from './EraseAsk';
import classes from './EraseDialog.module.css';
import { formatCount, formatTook } from './words';

type Props = { report: EraseReport; name: string; onClose: () => void };

/** What an erasure has done, and what a search of every file found afterwards. */
export function EraseDone({ report, name, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const scope = report.scope === 'all' || report.scope === 'account' ? report.scope : 'post';
  const { searched, where } = report;
  const clean = report.remainingBytes === 0;
  const size = formatBytes(report.scannedBytes, i18n.language);
  return (
    <DialogBody
      title={t(`privacy.erase.done.${scope}`, { name })}
      actions={
        <Button size="md" data-autofocus onClick={onClose}>
          {t(scope === 'all' ? 'privacy.erase.startAnew' : 'privacy.erase.close')}
        </Button>
      }
    >
      <div
        className={classes.remaining}
        data-bad={!clean || undefined}
        data-quiet={!searched || undefined}
        role="status"
      >
        {!searched ? (
          <IconCircleCheck size={26} stroke={1.8} aria-hidden />
        ) : clean ? (
          <IconCircleCheckFilled size={26} aria-hidden />
        ) : (
          <IconAlertOctagon size={26} stroke={1.8} aria-hidden />
        )}
        <div>
          <b>
            {!searched
              ? t('privacy.erase.notSearched')
              : clean
                ? t('privacy.erase.remaining', { n: formatCount(0, i18n.language) })
                : `${formatCount(report.remainingBytes, i18n.language)} ${t('privacy.erase.remainingBad')}`}
          </b>
          <p>
            {searched &&
              t(clean ? 'privacy.erase.remainingText' : 'privacy.erase.remainingBadText', {
                size,
              })}{' '}
            {!clean && where.length > 0 && t('privacy.erase.where', { list: where.join(', ') })}{' '}
            {t('privacy.erase.took', { took: formatTook(report.elapsedMs, t, i18n.language) })}
          </p>
        </div>
      </div>
      <div className={classes.facts}>
        <section>
          <h3>{t('privacy.erase.gone')}</h3>
          <Counts counts={report.gone} />
          <p className="num">
            {t('privacy.erase.files', {
              count: report.files,
              n: formatCount(report.files, i18n.language),
            })}
          </p>
          {report.revoked > 0 && (
            <StateMark icon={IconPlugConnectedX} tone="green" size={14}>
              {t('privacy.erase.revoked', { count: report.revoked })}
            </StateMark>
          )}
          {report.queued > 0 && (
            <p className={classes.queued}>
              <IconClock size={14} stroke={1.9} aria-hidden />
              {t('privacy.erase.queued', { count: report.queued })}
            </p>
          )}
        </section>
        <section>
          <h3>{t('privacy.erase.beyond')}</h3>
          <Sentences list={report.beyond} />
          <button
            type="button"
            className={classes.link}
            onClick={() => void openLink('app-permissions')}
          >
            {t('privacy.erase.appPermissions')}
          </button>
        </section>
      </div>
    </DialogBody>
  );
}
