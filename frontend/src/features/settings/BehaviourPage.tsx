import { Button, SegmentedControl, Select, useMantineColorScheme } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import type { PowerSettings } from '../../backend/types';
import { formatBytes } from '../../lib/bytes';
import { useFacts, usePreferences } from '../../state/appStore';
import { keys } from '../../state/keys';
import { type Density, setDensity, setUi, useDensity } from '../../state/ui';
import { useTask } from '../../state/useTask';
import { openSandbox, useMoving } from '../../state/welcome';
import { StateMark } from '../../ui/StateMark';
import { densities, schemes, speeds } from './model';
import { Group, SettingRow } from './SettingRow';
import classes from './SettingRow.module.css';
import { SettingsFrame } from './SettingsFrame';
import { NumberField, SwitchRow } from './SwitchRow';

/** What this computer does for its posts, how fast it uploads, and how the window looks. */
export function BehaviourPage() {
  const { t } = useTranslation();
  const { power, window } = usePreferences();
  const { sandbox } = useFacts();
  const { run, error } = useTask();
  const setPower = (part: Partial<PowerSettings>) =>
    void run(() => calls.setPower({ ...power, ...part }));
  return (
    <SettingsFrame page="behaviour" error={error}>
      <Group>
        {!sandbox && (
          <SwitchRow
            word="login"
            on={window.startAtLogin}
            onChange={(startAtLogin) =>
              void run(() => calls.setWindow({ ...window, startAtLogin }))
            }
          />
        )}
        {!sandbox && (
          <SwitchRow
            word="closing"
            on={window.onClose !== 'quit'}
            onChange={(keep) =>
              void run(() => calls.setWindow({ ...window, onClose: keep ? 'keep' : 'quit' }))
            }
          />
        )}
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
      </Group>
      <Bandwidth
        holdMetered={power.holdMetered}
        onHold={(holdMetered) => setPower({ holdMetered })}
        run={run}
      />
      <Converting />
      <Look />
      <Practice />
    </SettingsFrame>
  );
}

type BandwidthProps = {
  holdMetered: boolean;
  onHold: (on: boolean) => void;
  run: (change: () => Promise<void>) => Promise<void>;
};

function Bandwidth({ holdMetered, onHold, run }: BandwidthProps) {
  const { t, i18n } = useTranslation();
  const { upload } = usePreferences();
  const ids = { speed: useId(), metered: useId() };
  const word = (kB: number) =>
    kB === 0
      ? t('uploads.noLimit')
      : t('strip.speed', { size: formatBytes(kB * 1000, i18n.language) });
  return (
    <Group title={t('settings.bandwidth')}>
      <SettingRow row="speed" htmlFor={ids.speed}>
        <Select
          id={ids.speed}
          className={classes.select ?? ''}
          allowDeselect={false}
          value={String(upload.maxKBps)}
          data={speeds(upload.maxKBps).map((kB) => ({ value: String(kB), label: word(kB) }))}
          onChange={(v) => void run(() => calls.setUpload(Number(v), upload.paused))}
        />
      </SettingRow>
      <SettingRow row="metered" htmlFor={ids.metered}>
        <Select
          id={ids.metered}
          className={classes.select ?? ''}
          allowDeselect={false}
          value={holdMetered ? 'wait' : 'allow'}
          data={[
            { value: 'allow', label: t('settings.meteredAllow') },
            { value: 'wait', label: t('settings.meteredWait') },
          ]}
          onChange={(v) => onHold(v === 'wait')}
        />
      </SettingRow>
    </Group>
  );
}

/** Which ffmpeg, in one row; all about it is on a page of its own. */
function Converting() {
  const { t } = useTranslation();
  const { media } = usePreferences();
  const { data } = useQuery({
    queryKey: keys.ffmpeg(media.hardware),
    queryFn: calls.fetchFFmpeg,
    retry: false,
  });
  const works = data !== undefined && data.path !== '' && data.problem === '';
  return (
    <Group title={t('settings.page.converting')}>
      <SettingRow
        row="ffmpeg"
        title={data?.path ? t('computer.ffmpeg.inUse', { version: data.version }) : 'ffmpeg'}
        why={data ? data.problem || data.path : t('computer.ffmpeg.looking')}
      >
        {data && (
          <StateMark
            icon={works ? IconCircleCheck : IconAlertTriangle}
            tone={works ? 'green' : 'amber'}
          >
            {t(works ? 'settings.ffmpegWorks' : 'settings.ffmpegNot')}
          </StateMark>
        )}
        <Button variant="default" size="xs" onClick={() => setUi({ settingsPage: 'converting' })}>
          {t('settings.change')}
        </Button>
      </SettingRow>
    </Group>
  );
}

function Look() {
  const { t } = useTranslation();
  // Switching transitions off meanwhile would take a style element, which the policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const density = useDensity();
  return (
    <Group title={t('settings.look')}>
      <SettingRow row="appearance">
        <SegmentedControl
          aria-label={t('settings.appearance.name')}
          value={colorScheme}
          onChange={(v) => setColorScheme(v as (typeof schemes)[number])}
          data={schemes.map((s) => ({ value: s, label: t(`settings.scheme.${s}`) }))}
        />
      </SettingRow>
      <SettingRow row="density">
        <SegmentedControl
          aria-label={t('settings.density.name')}
          value={density}
          onChange={(v) => setDensity(v as Density)}
          data={densities.map((d) => ({ value: d, label: t(`settings.dense.${d}`) }))}
        />
      </SettingRow>
    </Group>
  );
}

function Practice() {
  const { t } = useTranslation();
  const { canPractice, canLeave } = useFacts();
  const moving = useMoving();
  if (!canPractice && !canLeave) return null;
  return (
    <Group title={t('settings.practice')}>
      <SettingRow
        row="sandbox"
        {...(canLeave
          ? { title: t('settings.sandboxHere'), why: t('settings.sandboxHereWhy') }
          : {})}
      >
        {canLeave ? (
          <Button variant="default" size="xs" onClick={() => setUi({ leaving: true })}>
            {t('sandbox.leave')}
          </Button>
        ) : (
          <Button variant="default" size="xs" disabled={moving} onClick={() => void openSandbox()}>
            {t('firstRun.openSandbox')}
          </Button>
        )}
      </SettingRow>
    </Group>
  );
}
