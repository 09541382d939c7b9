import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as calls from '../../backend/calls';
import { toAppError } from '../../backend/errors';
import type { Profile } from '../../backend/types';
import { usePreferences } from '../../state/appStore';
import classes from './Step.module.css';

type Fields = {
  value: Profile;
  error: { name: string; email: string };
  onChange: (part: Partial<Profile>) => void;
};

/** The profile while it is typed. store resolves to false when it was refused. */
export function useProfileFields() {
  const { profile } = usePreferences();
  const [value, setValue] = useState<Profile>(profile);
  const [error, setError] = useState({ name: '', email: '' });
  const store = async () => {
    if (value.name === profile.name && value.email === profile.email) return true;
    try {
      await calls.setProfile(value);
      return true;
    } catch (e) {
      const { reason, message } = toAppError(e);
      setError({
        name: reason === 'profile.email' ? '' : message,
        email: reason === 'profile.email' ? message : '',
      });
      return false;
    }
  };
  const fields: Fields = {
    value,
    error,
    onChange: (part) => {
      setValue({ ...value, ...part });
      setError({ name: '', email: '' });
    },
  };
  return { fields, store };
}

/** Name and e-mail, folded away: nobody has to give them. */
export function WhoFields({ value, error, onChange }: Fields) {
  const { t } = useTranslation();
  return (
    <details className={classes.who}>
      <summary>{t('firstRun.who')}</summary>
      <div className={classes.fields}>
        <TextInput
          label={t('profile.name')}
          value={value.name}
          error={error.name}
          maxLength={100}
          autoComplete="name"
          onChange={(e) => onChange({ name: e.currentTarget.value })}
        />
        <TextInput
          label={t('profile.email')}
          type="email"
          value={value.email}
          error={error.email}
          maxLength={254}
          autoComplete="email"
          onChange={(e) => onChange({ email: e.currentTarget.value })}
        />
      </div>
      <p className={classes.help}>{t('profile.why')}</p>
    </details>
  );
}
