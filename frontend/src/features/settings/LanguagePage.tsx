import { useTranslation } from 'react-i18next';
import { useFacts } from '../../state/appStore';
import { Group, SettingRow } from './SettingRow';
import { SettingsFrame } from './SettingsFrame';

/** The window's language, and in which zone times are shown. */
export function LanguagePage() {
  const { i18n } = useTranslation();
  const { zone } = useFacts();
  const name = new Intl.DisplayNames([i18n.language], { type: 'language' }).of(i18n.language);
  return (
    <SettingsFrame page="language">
      <Group>
        <SettingRow row="language">{name ?? i18n.language}</SettingRow>
        <SettingRow row="zone">{zone}</SettingRow>
      </Group>
    </SettingsFrame>
  );
}
