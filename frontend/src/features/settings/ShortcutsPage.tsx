import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setUi } from '../../state/ui';
import { Kbd } from '../../ui/Kbd';
import classes from './Page.module.css';
import { Group, SettingRow } from './SettingRow';
import { SettingsFrame } from './SettingsFrame';

/** All keys, and the way to the sheet that has them everywhere. */
export function ShortcutsPage({ keys }: { keys: ReactNode }) {
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
      <div className={classes.keys}>{keys}</div>
    </SettingsFrame>
  );
}
