import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { fetchRightsUsed } from '../../backend/privacyCalls';
import { keys } from '../../state/keys';
import { EmptyScreen } from '../../ui/EmptyScreen';
import page from './Page.module.css';
import { PageError } from './PageError';
import classes from './UsedPage.module.css';
import { UsedTable } from './UsedTable';
import { slowest } from './usedModel';
import { formatCount, formatTook } from './words';

/** Which rights were used, how it ended, and in how many seconds. */
export function UsedPage() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: keys.rightsUsed,
    queryFn: fetchRightsUsed,
    staleTime: 0,
  });
  const worst = data && slowest(data);
  return (
    <section className={`${page.page} ${classes.page}`} aria-label={t('privacy.page.used')}>
      <h2 className={page.title}>{t('privacy.used.title')}</h2>
      <p className={page.lead}>{t('privacy.used.text')}</p>
      {error && <PageError message={toAppError(error).message} onAgain={() => refetch()} />}
      {data?.length === 0 && (
        <EmptyScreen title={t('privacy.used.none')} text={t('privacy.used.noneText')} />
      )}
      {data && data.length > 0 && (
        <div className={page.wide}>
          <UsedTable used={data} />
          <p className={classes.totals}>
            {t('privacy.used.newer', {
              count: data.length,
              n: formatCount(data.length, i18n.language),
            })}
            {worst !== undefined &&
              ` · ${t('privacy.used.fastest', { took: formatTook(worst, t, i18n.language) })}`}
          </p>
        </div>
      )}
    </section>
  );
}
