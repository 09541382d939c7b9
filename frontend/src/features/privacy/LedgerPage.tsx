import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../backend/errors';
import { formatBytes } from '../../lib/bytes';
import { dayKey } from '../../lib/zones';
import { useFacts } from '../../state/appStore';
import { setUi } from '../../state/ui';
import { useNow } from '../../state/useNow';
import { EmptyScreen } from '../../ui/EmptyScreen';
import { KeptAside } from './KeptAside';
import { LedgerDetail } from './LedgerDetail';
import { LedgerFilters } from './LedgerFilters';
import classes from './LedgerPage.module.css';
import { LedgerTable } from './LedgerTable';
import { type Narrow, type Period, spanOf } from './ledgerModel';
import { MonthFigures } from './MonthFigures';
import { PageError } from './PageError';
import { useLedger } from './useLedger';
import { useMonth } from './useMonth';
import { formatCount } from './words';

/** Where data went: figures of a month, then every request, the newest first, as it leaves. */
export function LedgerPage() {
  const { t, i18n } = useTranslation();
  const { zone } = useFacts();
  const now = useNow();
  const today = dayKey(now, zone);
  const [period, setPeriod] = useState<Period>({ kind: 'month' });
  const [host, setHost] = useState('');
  const [feature, setFeature] = useState('');
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 200);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const [held, setHeld] = useState(false);

  // Days change at midnight only; the minute that now moves on by does not.
  const noon = useMemo(() => new Date(`${today}T12:00:00Z`), [today]);
  const monthFrom = useMemo(() => spanOf({ kind: 'month' }, zone, noon).from, [zone, noon]);
  const narrow = useMemo<Narrow>(
    () => ({ host, feature, text, ...spanOf(period, zone, noon) }),
    [host, feature, text, period, zone, noon],
  );
  const month = useMonth(monthFrom);
  const ledger = useLedger(narrow, held || chosenId !== null);
  const { first, rows } = ledger;
  const chosen = rows.find((r) => r.id === chosenId);
  const narrowed = host !== '' || feature !== '' || text !== '';
  const clear = () => {
    setHost('');
    setFeature('');
    setTyped('');
    setPeriod({ kind: 'all' });
  };

  if (ledger.error && !first) {
    return (
      <section className={classes.page} aria-label={t('privacy.page.leaves')}>
        <PageError message={toAppError(ledger.error).message} onAgain={() => ledger.refetch()} />
      </section>
    );
  }
  return (
    <section className={classes.page} aria-label={t('privacy.page.leaves')}>
      <div className={classes.main}>
        <MonthFigures month={month} compact={chosen !== undefined} />
        {month?.verdict === 'nothing' ? (
          <EmptyScreen
            title={t('privacy.verdict.nothing')}
            text={t('privacy.verdict.nothingText')}
            help={t('privacy.verdict.nothingHelp')}
          >
            <Button variant="default" onClick={() => setUi({ privacyPage: 'recipients' })}>
              {t('privacy.page.recipients')}
            </Button>
          </EmptyScreen>
        ) : (
          <>
            <LedgerFilters
              period={period}
              host={host}
              feature={feature}
              text={typed}
              hosts={first?.hosts ?? []}
              features={first?.features ?? []}
              narrow={narrow}
              today={today}
              onPeriod={setPeriod}
              onHost={setHost}
              onFeature={setFeature}
              onText={setTyped}
            />
            {first && rows.length === 0 ? (
              <EmptyScreen
                title={t(narrowed ? 'privacy.ledger.none' : 'privacy.ledger.noneToday')}
                text={t('privacy.ledger.noneText')}
              >
                <Button variant="default" onClick={clear}>
                  {t('privacy.ledger.clear')}
                </Button>
              </EmptyScreen>
            ) : (
              <LedgerTable
                rows={rows}
                chosenId={chosenId}
                fresh={ledger.fresh}
                more={ledger.hasNextPage}
                loading={ledger.isFetchingNextPage}
                onMore={() => void ledger.fetchNextPage()}
                onChoose={setChosenId}
                onHold={setHeld}
                onFresh={ledger.flush}
              />
            )}
            {chosen && <LedgerDetail row={chosen} onClose={() => setChosenId(null)} />}
            {first && (
              <p className={classes.totals} data-testid="ledger-totals">
                <span>
                  {t('privacy.ledger.totals', {
                    requests: t('privacy.ledger.requests', {
                      count: first.count,
                      n: formatCount(first.count, i18n.language),
                    }),
                    sent: formatBytes(first.bytesOut, i18n.language),
                    got: formatBytes(first.bytesIn, i18n.language),
                  })}
                </span>
                <span>{t('privacy.ledger.live')}</span>
              </p>
            )}
          </>
        )}
      </div>
      <KeptAside />
    </section>
  );
}
