import { NumberInput, Switch } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { NotificationSettings, PowerSettings } from '../../backend/types';
import { usePreferences } from '../../state/appStore';
import { Note } from '../../ui/Note';
import classes from './ComputerPage.module.css';
import page from './Page.module.css';

/** What this computer does for its posts: staying awake, waiting for power, telling. */
export function ComputerPage() {
  const { t } = useTranslation();
  const { power, notifications } = usePreferences();
  const [error, setError] = useState('');
  const run = async (change: () => Promise<void>) => {
    setError('');
    try {
      await change();
    } catch (e) {
      setError(toAppError(e).message);
    }
  };
  const setPower = (part: Partial<PowerSettings>) =>
    void run(() => calls.setPower({ ...power, ...part }));
  const tell = (part: Partial<NotificationSettings>) =>
    void run(() => calls.setNotifications({ ...notifications, ...part }));
  return (
    <section className={page.page} aria-label={t('computer.title')}>
      <div className={page.inner}>
        <h2 className={page.title}>{t('computer.title')}</h2>
        <p className={page.lead}>{t('computer.text')}</p>
        {error && (
          <Note icon={IconAlertOctagon} tone="red" role="alert">
            {error}
          </Note>
        )}
        <h3 className={classes.heading}>{t('computer.power')}</h3>
        <Row word="awake" on={power.keepAwake} onChange={(keepAwake) => setPower({ keepAwake })} />
        <Row
          word="battery"
          on={power.batteryMin > 0}
          onChange={(on) => setPower({ batteryMin: on ? 20 : 0 })}
        >
          {power.batteryMin > 0 && (
            <Percent value={power.batteryMin} onChange={(batteryMin) => setPower({ batteryMin })} />
          )}
        </Row>
        <Row
          word="metered"
          on={power.holdMetered}
          onChange={(holdMetered) => setPower({ holdMetered })}
        />
        <h3 className={classes.heading}>{t('computer.notifications')}</h3>
        <Row word="tell" on={notifications.on} onChange={(on) => tell({ on })} />
        <Row
          word="successes"
          on={notifications.successes}
          disabled={!notifications.on}
          onChange={(successes) => tell({ successes })}
        />
        <Row
          word="hide"
          on={notifications.hideContent}
          disabled={!notifications.on}
          onChange={(hideContent) => tell({ hideContent })}
        />
      </div>
    </section>
  );
}

type RowProps = {
  word: 'awake' | 'battery' | 'metered' | 'tell' | 'successes' | 'hide';
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
  children?: ReactNode;
};

function Row({ word, on, disabled = false, onChange, children }: RowProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.words}>
        <b>{t(`computer.${word}.name`)}</b>
        <span id={`${id}-why`}>{t(`computer.${word}.why`)}</span>
      </label>
      {children}
      <Switch
        id={id}
        aria-label={t(`computer.${word}.name`)}
        aria-describedby={`${id}-why`}
        checked={on}
        disabled={disabled}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    </div>
  );
}

/** The charge below which posts wait; stored when the field is left. */
function Percent({ value, onChange }: { value: number; onChange: (percent: number) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <NumberInput
      className={classes.percent}
      size="xs"
      aria-label={t('computer.percent')}
      suffix=" %"
      value={draft}
      min={1}
      max={100}
      step={5}
      clampBehavior="blur"
      allowDecimal={false}
      allowNegative={false}
      onChange={(v) => setDraft(Number(v))}
      onBlur={() => {
        const percent = Math.min(Math.max(Math.round(draft) || value, 1), 100);
        if (percent !== value) onChange(percent);
      }}
    />
  );
}
