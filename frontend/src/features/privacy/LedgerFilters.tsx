import { Button, Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconTableDown } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveRequests } from '../../backend/privacyCalls';
import { formatDay } from '../../lib/zones';
import { attempt } from '../../state/actions';
import { notify } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { SearchField } from '../../ui/SearchField';
import { ChoiceMenu } from './ChoiceMenu';
import classes from './LedgerFilters.module.css';
import { featureKey, filterOf, type Narrow, type Period } from './ledgerModel';

const periods = ['today', 'week', 'month', 'all'] as const;

type Props = {
  period: Period;
  host: string;
  feature: string;
  text: string;
  hosts: readonly string[];
  features: readonly string[];
  narrow: Narrow;
  today: string;
  onPeriod: (p: Period) => void;
  onHost: (h: string) => void;
  onFeature: (f: string) => void;
  onText: (t: string) => void;
};

/** Which requests are listed, and the list as a file. */
export function LedgerFilters(props: Props) {
  const { t } = useTranslation();
  const { busy: saving, run } = useTask();
  const save = () =>
    run(async () => {
      if (await attempt(() => saveRequests(filterOf(props.narrow, 0)))) {
        notify({ tone: 'green', title: t('privacy.ledger.csvSaved'), text: '', fades: true });
      }
    });
  return (
    <div className={classes.bar}>
      <h3 className={classes.title}>{t('privacy.ledger.title')}</h3>
      <PeriodMenu period={props.period} today={props.today} onPeriod={props.onPeriod} />
      <ChoiceMenu
        name={t('privacy.ledger.host')}
        label={props.host || t('privacy.ledger.anyHost')}
        value={props.host}
        on={props.host !== ''}
        choices={[
          { value: '', label: t('privacy.ledger.anyHost') },
          ...props.hosts.map((h) => ({ value: h, label: h })),
        ]}
        onChoose={props.onHost}
      />
      <ChoiceMenu
        name={t('privacy.ledger.why')}
        label={
          props.feature
            ? t(`privacy.feature.${featureKey(props.feature)}`)
            : t('privacy.ledger.anyWhy')
        }
        value={props.feature}
        on={props.feature !== ''}
        choices={[
          { value: '', label: t('privacy.ledger.anyWhy') },
          ...props.features.map((f) => ({
            value: f,
            label: t(`privacy.feature.${featureKey(f)}`),
          })),
        ]}
        onChoose={props.onFeature}
      />
      <SearchField
        className={classes.search}
        label={t('privacy.ledger.search')}
        placeholder={t('privacy.ledger.searchShort')}
        clearLabel={t('queue.clear')}
        value={props.text}
        onChange={props.onText}
      />
      <Button
        variant="default"
        className={classes.save ?? ''}
        disabled={saving}
        leftSection={<IconTableDown size={15} stroke={1.7} aria-hidden />}
        onClick={() => void save()}
      >
        {t('privacy.ledger.csv')}
      </Button>
    </div>
  );
}

type PeriodProps = Pick<Props, 'period' | 'today' | 'onPeriod'>;

function PeriodMenu({ period, today, onPeriod }: PeriodProps) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const [range, setRange] = useState<[string | null, string | null]>([null, null]);
  const anchor = useRef<HTMLDivElement>(null);
  const now = new Date(`${today}T12:00:00Z`);
  const dayWord = (day: string) =>
    formatDay(new Date(`${day}T12:00:00Z`), 'UTC', now, i18n.language);
  const label =
    period.kind === 'days'
      ? period.first === period.last
        ? dayWord(period.first)
        : `${dayWord(period.first)} – ${dayWord(period.last)}`
      : t(`privacy.ledger.${period.kind}`);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      offset={4}
      withRoles={false}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <div ref={anchor} className={classes.period}>
          <ChoiceMenu
            name={t('privacy.ledger.period')}
            label={label}
            value={period.kind}
            on={period.kind !== 'month'}
            choices={[
              ...periods.map((p) => ({ value: p, label: t(`privacy.ledger.${p}`) })),
              { value: 'days', label: t('privacy.ledger.days') },
            ]}
            onChoose={(v) => {
              const kind = periods.find((p) => p === v);
              if (kind) onPeriod({ kind });
              else {
                setRange([null, null]);
                // The menu gives the focus back first.
                setTimeout(() => setOpen(true), 150);
              }
            }}
          />
        </div>
      </Popover.Target>
      <Popover.Dropdown
        p={12}
        data-popover-open
        role="dialog"
        aria-label={t('privacy.ledger.daysTitle')}
      >
        <DatePicker
          type="range"
          allowSingleDateInRange
          hideOutsideDates
          ariaLabels={{
            previousMonth: t('privacy.ledger.earlier'),
            nextMonth: t('privacy.ledger.later'),
          }}
          size="xs"
          maxLevel="month"
          locale={i18n.language}
          maxDate={today}
          defaultDate={today}
          value={range}
          onChange={(next) => {
            setRange(next);
            const [first, last] = next;
            if (first && last) {
              onPeriod({ kind: 'days', first, last });
              setOpen(false);
            }
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
