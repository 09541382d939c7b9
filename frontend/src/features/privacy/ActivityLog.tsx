import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { fetchActivity } from '../../backend/securityCalls';
import type { ActivityRow } from '../../backend/types';
import { formatDay } from '../../lib/zones';
import { useAccountMap, useFacts } from '../../state/appStore';
import { keys } from '../../state/keys';
import { useNow } from '../../state/useNow';
import classes from './ActivityLog.module.css';
import { activityKey, activitySubject, isBad } from './activityModel';
import page from './Page.module.css';
import { PageError } from './PageError';
import { accountName, formatClockTime } from './words';

/** What one call brings; fewer are the end of it. */
const pageSize = 100;
const few = 8;

/** Sign-ins, locks, wrong tries and what was done with the data, the newest first. */
export function ActivityLog() {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(few);
  const log = useInfiniteQuery({
    queryKey: keys.activity,
    queryFn: ({ pageParam }) => fetchActivity(pageParam),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
    staleTime: 0,
  });
  const rows = log.data?.pages.flat() ?? [];
  const more = rows.length > wanted || log.hasNextPage;
  const showMore = async () => {
    if (log.isFetchingNextPage) return;
    // What did not come is not counted as shown.
    if (rows.length <= wanted && (await log.fetchNextPage()).isFetchNextPageError) return;
    setWanted((n) => (n === few ? pageSize : n + pageSize));
  };
  return (
    <>
      <h3 className={page.heading}>{t('privacy.activity.title')}</h3>
      <p className={page.text}>{t('privacy.activity.text')}</p>
      {log.data && rows.length === 0 && <p className={page.text}>{t('privacy.activity.none')}</p>}
      {rows.length > 0 && <Rows rows={rows.slice(0, wanted)} />}
      {log.error && (
        <PageError
          message={toAppError(log.error).message}
          onAgain={() => (log.isFetchNextPageError ? showMore() : log.refetch())}
        />
      )}
      {more && !log.error && (
        <div className={page.buttons}>
          <Button variant="default" onClick={() => void showMore()}>
            {t('privacy.activity.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Rows({ rows }: { rows: readonly ActivityRow[] }) {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const accounts = useAccountMap();
  const nameOf = (id: string) => {
    const account = accounts.get(id);
    return account && accountName(account);
  };
  return (
    <table className={`${page.table} ${classes.table}`}>
      <thead>
        <tr>
          <th scope="col">{t('privacy.used.when')}</th>
          <th scope="col">{t('privacy.used.what')}</th>
          <th scope="col">{t('privacy.used.scope')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((r) => {
          const at = new Date(r.at);
          const bad = isBad(r);
          return (
            <tr key={r.id} data-bad={bad || undefined}>
              <td className={classes.when}>
                <time dateTime={r.at}>
                  {formatDay(at, zone, now, i18n.language)}, {formatClockTime(at, zone)}
                </time>
              </td>
              <td>
                <span className={classes.what}>
                  {bad && <IconAlertTriangle size={14} stroke={1.9} aria-hidden />}
                  {t(`privacy.activity.kind.${activityKey(r)}`, { kind: r.kind })}
                  {r.outcome === 'failed' && r.kind !== 'try' && (
                    <em>{t('privacy.activity.failed')}</em>
                  )}
                </span>
              </td>
              <td>{activitySubject(r, nameOf, t)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
