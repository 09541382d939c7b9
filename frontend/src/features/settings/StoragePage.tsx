import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { usePreferences } from '../../state/appStore';
import { useTask } from '../../state/useTask';
import { cacheMb } from './model';
import { Group, SettingRow } from './SettingRow';
import { SettingsFrame } from './SettingsFrame';
import { NumberField } from './SwitchRow';

/** How much room pictures may take, and how long things are kept. */
export function StoragePage({ onPrivacy }: { onPrivacy: () => void }) {
  const { t } = useTranslation();
  const preferences = usePreferences();
  const { run, error } = useTask();
  return (
    <SettingsFrame page="storage" error={error}>
      <Group>
        <SettingRow row="cache">
          <NumberField
            label={t('settings.cacheLimit')}
            value={preferences.cacheMb}
            min={cacheMb.least}
            max={cacheMb.most}
            step={cacheMb.step}
            suffix=" MB"
            onChange={(mb) => void run(() => calls.setCacheMb(mb))}
          />
        </SettingRow>
        <SettingRow row="retention">
          <Button variant="default" size="xs" onClick={onPrivacy}>
            {t('settings.toPrivacy')}
          </Button>
        </SettingRow>
      </Group>
    </SettingsFrame>
  );
}
