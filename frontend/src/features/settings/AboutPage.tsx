import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFacts } from '../../state/appStore';
import { CopyText } from '../../ui/CopyText';
import { Group, SettingRow } from './SettingRow';
import { SettingsFrame } from './SettingsFrame';

/** What this program is, whose rules it follows, and what was accepted. */
export function AboutPage({ policies }: { policies: ReactNode }) {
  const { t } = useTranslation();
  const { version } = useFacts();
  return (
    <SettingsFrame page="about">
      <Group>
        <SettingRow row="version">
          <CopyText text={version} label={t('settings.copyVersion', { version })} />
        </SettingRow>
        <SettingRow row="policies">{policies}</SettingRow>
        <SettingRow row="licence">MIT</SettingRow>
      </Group>
    </SettingsFrame>
  );
}
