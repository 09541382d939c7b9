import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { useFacts } from '../../state/appStore';
import { useQuotas } from '../../state/quotas';
import { useNow } from '../../state/useNow';
import { Meter } from '../../ui/Meter';
import classes from './QuotaSection.module.css';
import { quotaView } from './quotaModel';

const audits = ['unknown', 'audited', 'unaudited'] as const;

/** TikTok's limits of one account as meters, and whether TikTok has reviewed the app. */
export function QuotaSection({ accountId }: { accountId: string }) {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const { data, error, refetch } = useQuotas(accountId);
  if (error) {
    return (
      <p className={classes.note} role="alert">
        {toAppError(error).message}{' '}
        <Button variant="default" size="xs" onClick={() => void refetch()}>
          {t('app.tryAgain')}
        </Button>
      </p>
    );
  }
  if (!data) return <p className={classes.note}>{t('quota.counting')}</p>;
  const audit = audits.find((a) => a === data.audit) ?? 'unknown';
  return (
    <div className={classes.quotas}>
      {data.quotas.map((q) => {
        const view = quotaView(q, now, zone, t);
        return view && <Meter key={view.name} {...view} />;
      })}
      <p className={classes.audit}>
        <b>{t(`quota.audit.${audit}`)}</b> {t(`quota.audit.${audit}Text`)}
      </p>
    </div>
  );
}
