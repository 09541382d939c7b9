import { Button } from '@mantine/core';
import { IconClockCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { fetchLastRetention, fetchRetention, runRetention } from '../../backend/privacyCalls';
import type { RetentionReport } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { keepFocus } from '../../lib/keepFocus';
import { formatDay, formatTime } from '../../lib/zones';
import { attempt } from '../../state/actions';
import { useFacts } from '../../state/appStore';
import { keys } from '../../state/keys';
import { useNow } from '../../state/useNow';
import page from './Page.module.css';
import { PageError } from './PageError';
import { RetentionRow } from './RetentionRow';
import { ruleKey } from './retentionModel';
import { formatCount, formatTook } from './words';

/** How long each kind of data is kept, and what the last pass has removed. */
export function RetentionPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const retention = useQuery({ queryKey: keys.retention, queryFn: fetchRetention });
  const last = useQuery({ queryKey: keys.lastRetention, queryFn: fetchLastRetention });
  const run = useMutation({
    mutationFn: () => attempt(runRetention),
    onMutate: keepFocus,
    onSettled: (_report, _error, _nothing, giveBack) => giveBack?.(),
    onSuccess: (report) => {
      if (!report) return;
      client.setQueryData(keys.lastRetention, report);
      void client.invalidateQueries({ queryKey: keys.inventory });
    },
  });
  return (
    <section className={page.page} aria-label={t('privacy.page.kept')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('privacy.kept.title')}</h2>
        <p className={page.lead}>{t('privacy.kept.text')}</p>
        {retention.error && (
          <PageError
            message={toAppError(retention.error).message}
            onAgain={() => retention.refetch()}
          />
        )}
        <ul className={page.rows} aria-busy={!retention.data}>
          {retention.data?.map((rule) => (
            <RetentionRow key={rule.id} rule={rule} />
          ))}
        </ul>
        <h3 className={page.heading}>{t('privacy.kept.last')}</h3>
        <div role="status">{last.data && <Report report={last.data} />}</div>
        <div className={page.buttons}>
          <Button
            variant="default"
            leftSection={<IconClockCheck size={15} stroke={1.7} aria-hidden />}
            disabled={run.isPending}
            onClick={() => run.mutate()}
          >
            {t(run.isPending ? 'privacy.kept.running' : 'privacy.kept.run')}
          </Button>
        </div>
      </div>
    </section>
  );
}

function Report({ report }: { report: RetentionReport }) {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  if (report.at === '') return <p className={page.text}>{t('privacy.kept.never')}</p>;
  const at = new Date(report.at);
  const time = `${formatDay(at, zone, now, i18n.language)}, ${formatTime(at, zone)}`;
  const removed = report.removed.filter((r) => r.count > 0);
  return (
    <>
      <p className={page.text}>
        {t('privacy.kept.ran', { time, took: formatTook(report.elapsedMs, t, i18n.language) })}{' '}
        {removed.length === 0 && t('privacy.kept.nothing')}
      </p>
      {removed.length > 0 && (
        <table className={page.table}>
          <thead>
            <tr>
              <th scope="col">{t('privacy.kept.rule')}</th>
              <th scope="col" data-figure>
                {t('privacy.kept.removed')}
              </th>
              <th scope="col" data-figure>
                {t('privacy.kept.freed')}
              </th>
            </tr>
          </thead>
          <tbody>
            {removed.map((r) => {
              const key = ruleKey(r.id);
              return (
                <tr key={r.id}>
                  <td>{key ? t(`privacy.rule.${key}.name`) : r.id}</td>
                  <td data-figure>{formatCount(r.count, i18n.language)}</td>
                  <td data-figure>{formatBytes(r.bytes, i18n.language)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </>
  );
}
