import { Button, Select } from '@mantine/core';
import { IconLock, IconLockOpen2 } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { LockSettings } from '../../backend/types';
import { setLock } from '../../backend/workspaceCalls';
import { capsOf } from '../../lib/keys';
import { openPassphrase, useLock } from '../../state/lock';
import { comboOf } from '../../state/shortcuts';
import { useTask } from '../../state/useTask';
import { lockNow, openWorkspaceDialog, useWorkspaces } from '../../state/workspaces';
import { Kbd } from '../../ui/Kbd';
import { StateMark } from '../../ui/StateMark';
import { idleMinutes } from './model';
import page from './Page.module.css';
import { Group, SettingRow } from './SettingRow';
import classes from './SettingRow.module.css';
import { SettingsFrame } from './SettingsFrame';
import { SwitchRow } from './SwitchRow';

/** What opens this workspace, when it locks itself, and what it asks the passphrase for again. */
export function LockPage() {
  const { t } = useTranslation();
  const { fixed, items } = useWorkspaces();
  const { lock, refresh } = useLock();
  const { run, error } = useTask();
  const set = (part: Partial<LockSettings>) =>
    lock &&
    void run(async () => {
      await setLock({ ...lock, ...part });
      await refresh();
    });
  if (fixed) {
    return (
      <SettingsFrame page="lock">
        <p className={page.help}>{t('settings.lockFixed')}</p>
      </SettingsFrame>
    );
  }
  return (
    <SettingsFrame page="lock" error={error}>
      {lock && (
        <>
          <Passphrase lock={lock} />
          <When lock={lock} onChange={set} />
          <Group title={t('settings.lockAway')}>
            <SwitchRow
              word="keepPublishing"
              on={lock.keepPublishing}
              disabled={!lock.passphrase}
              onChange={(keepPublishing) => set({ keepPublishing })}
            />
            <SwitchRow
              word="guarded"
              on={lock.guarded}
              disabled={!lock.passphrase}
              onChange={(guarded) => set({ guarded })}
            />
          </Group>
        </>
      )}
      <Group title={t('workspaces.title')}>
        <SettingRow row="workspaces" title={t('settings.workspacesHere', { count: items.length })}>
          <Button variant="default" size="xs" onClick={() => openWorkspaceDialog('manage')}>
            {t('settings.workspacesManage')}
          </Button>
        </SettingRow>
      </Group>
    </SettingsFrame>
  );
}

function Passphrase({ lock }: { lock: LockSettings }) {
  const { t } = useTranslation();
  return (
    <Group>
      <SettingRow
        row="passphrase"
        why={t(lock.passphrase ? 'settings.passphraseSet' : 'settings.passphrase.why')}
      >
        <StateMark
          icon={lock.passphrase ? IconLock : IconLockOpen2}
          tone={lock.passphrase ? 'green' : 'quiet'}
        >
          {t(lock.passphrase ? 'settings.isSet' : 'settings.isNotSet')}
        </StateMark>
        {lock.passphrase ? (
          <>
            <Button variant="default" size="xs" onClick={() => openPassphrase('change')}>
              {t('settings.change')}
            </Button>
            <Button
              variant="default"
              size="xs"
              data-danger
              onClick={() => openPassphrase('remove')}
            >
              {t('settings.removePassphrase')}
            </Button>
          </>
        ) : (
          <Button size="xs" onClick={() => openPassphrase('set')}>
            {t('settings.setPassphrase')}
          </Button>
        )}
      </SettingRow>
      {lock.passphrase && (
        <SettingRow row="recovery" {...(lock.recovery ? {} : { why: t('settings.recoveryNone') })}>
          <Button variant="default" size="xs" onClick={() => openPassphrase('code')}>
            {t('settings.newCode')}
          </Button>
        </SettingRow>
      )}
    </Group>
  );
}

type WhenProps = { lock: LockSettings; onChange: (part: Partial<LockSettings>) => void };

function When({ lock, onChange }: WhenProps) {
  const { t } = useTranslation();
  const id = useId();
  const off = !lock.passphrase;
  return (
    <Group title={t('settings.lockWhen')}>
      <SettingRow row="lockNow" {...(off ? { why: t('settings.lockNeeds') } : {})}>
        <Button
          variant="default"
          size="xs"
          disabled={off}
          rightSection={<Kbd keys={capsOf(comboOf('lock')).join(' ')} />}
          onClick={() => void lockNow()}
        >
          {t('workspaces.lockNow')}
        </Button>
      </SettingRow>
      <SettingRow row="idle" htmlFor={id}>
        <Select
          id={id}
          className={classes.select ?? ''}
          allowDeselect={false}
          disabled={off}
          value={String(lock.idleMinutes)}
          data={idleMinutes(lock.idleMinutes).map((m) => ({
            value: String(m),
            label: m === 0 ? t('settings.idleNever') : t('settings.idleAfter', { count: m }),
          }))}
          onChange={(v) => onChange({ idleMinutes: Number(v) })}
        />
      </SettingRow>
      <SwitchRow
        word="withSystem"
        on={lock.withSystem}
        disabled={off}
        onChange={(withSystem) => onChange({ withSystem })}
      />
      <SwitchRow
        word="withSleep"
        on={lock.withSleep}
        disabled={off}
        onChange={(withSleep) => onChange({ withSleep })}
      />
    </Group>
  );
}
