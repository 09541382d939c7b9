import { IconAlertOctagon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { NotificationSettings, PowerSettings } from '../../backend/types';
import { usePreferences } from '../../state/appStore';
import { Note } from '../../ui/Note';
import classes from './ComputerPage.module.css';
import { FFmpegPart } from './FFmpegPart';
import page from './Page.module.css';
import { NumberField, SwitchRow } from './SwitchRow';

/** What this computer does for its posts: staying awake, converting, telling. */
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
        <SwitchRow
          word="awake"
          on={power.keepAwake}
          onChange={(keepAwake) => setPower({ keepAwake })}
        />
        <SwitchRow
          word="battery"
          on={power.batteryMin > 0}
          onChange={(on) => setPower({ batteryMin: on ? 20 : 0 })}
        >
          {power.batteryMin > 0 && (
            <NumberField
              label={t('computer.percent')}
              value={power.batteryMin}
              max={100}
              step={5}
              suffix=" %"
              onChange={(batteryMin) => setPower({ batteryMin })}
            />
          )}
        </SwitchRow>
        <SwitchRow
          word="metered"
          on={power.holdMetered}
          onChange={(holdMetered) => setPower({ holdMetered })}
        />
        <FFmpegPart run={run} />
        <h3 className={classes.heading}>{t('computer.notifications')}</h3>
        <SwitchRow word="tell" on={notifications.on} onChange={(on) => tell({ on })} />
        <SwitchRow
          word="successes"
          on={notifications.successes}
          disabled={!notifications.on}
          onChange={(successes) => tell({ successes })}
        />
        <SwitchRow
          word="hide"
          on={notifications.hideContent}
          disabled={!notifications.on}
          onChange={(hideContent) => tell({ hideContent })}
        />
      </div>
    </section>
  );
}
