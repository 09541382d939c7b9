import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setUi } from '../../state/ui';
import { Kbd } from '../../ui/Kbd';
import { Group, SettingRow } from './SettingRow';
import { SettingsFrame } from './SettingsFrame';

/** Leads to the sheet with all keys. */
export function ShortcutsPage() {
  const { t } = useTranslation();
  return (
    <SettingsFrame page="shortcuts">
      <Group>
        <SettingRow row="keyboard">
          <Button
            variant="default"
            size="xs"
            rightSection={<Kbd keys="?" />}
            onClick={() => setUi({ shortcuts: true })}
          >
            {t('settings.showKeys')}
          </Button>
        </SettingRow>
      </Group>
    </SettingsFrame>
  );
}
