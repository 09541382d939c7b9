import { Select } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNames } from '../../i18n/i18n';
import { useFacts } from '../../state/appStore';
import {
  type LanguageChoice,
  languageChoices,
  setLanguage,
  useLanguage,
} from '../../state/language';
import { Group, SettingRow } from './SettingRow';
import classes from './SettingRow.module.css';
import { SettingsFrame } from './SettingsFrame';

/** The window's language, and in which zone times are shown. */
export function LanguagePage() {
  const { t } = useTranslation();
  const { zone } = useFacts();
  const { choice } = useLanguage();
  const id = useId();
  const word = (c: LanguageChoice) =>
    c === 'system' ? t('settings.languageSystem') : languageNames[c];
  return (
    <SettingsFrame page="language">
      <Group>
        <SettingRow row="language" htmlFor={id}>
          <Select
            id={id}
            className={classes.select ?? ''}
            allowDeselect={false}
            value={choice}
            data={languageChoices.map((c) => ({ value: c, label: word(c) }))}
            onChange={(v) => void setLanguage(v as LanguageChoice)}
          />
        </SettingRow>
        <SettingRow row="zone">{zone}</SettingRow>
      </Group>
    </SettingsFrame>
  );
}
